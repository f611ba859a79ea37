import type { Shape, Tensor } from '@adjoint/graph';
import { bools, ints, type Interval, reals, type Sample, sample } from '@adjoint/gradcheck';
import * as ops from '../../src/index.ts';
import { broadcasting, elementwise } from './pattern.ts';
import { each } from './nested.ts';

type Samples = Readonly<Record<string, readonly Sample[]>>;

const positive: Interval = { from: 0 };
const withinOne: Interval = { from: -1, to: 1 };

/** The elements that exp(±x) and its like reach a moderate size of: differences lose digits in proportion to the values. */
const moderate: Interval = { from: -2, to: 2 };

const roundToEven = (x: number): number => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));

export const arithmetic: Samples = {
  add: broadcasting(ops.add, (a, b) => a + b),
  sub: broadcasting(ops.sub, (a, b) => a - b),
  mul: broadcasting(ops.mul, (a, b) => a * b),
  div: broadcasting(ops.div, (a, b) => a / b, positive), // 1/b bends sharply near 0
  maximum: broadcasting(ops.maximum, Math.max),
  minimum: broadcasting(ops.minimum, Math.min),
  // the quotient stays between 3 and 4, where there is no jump
  mod: broadcasting(ops.mod, (a, b) => a - 3 * b, { from: 7, to: 8 }, { from: 2.05, to: 2.3 }).slice(0, 6),

  neg: elementwise(ops.neg, (x) => -x),
  abs: elementwise(ops.abs, Math.abs),
  sign: elementwise(ops.sign, Math.sign),
  square: elementwise(ops.square, (x) => x * x),
  sqrt: elementwise(ops.sqrt, Math.sqrt, positive),
  rsqrt: elementwise(ops.rsqrt, (x) => 1 / Math.sqrt(x), positive),
  reciprocal: elementwise(ops.reciprocal, (x) => 1 / x, positive),
  floor: elementwise(ops.floor, Math.floor),
  ceil: elementwise(ops.ceil, Math.ceil),
  round: elementwise(ops.round, roundToEven, { from: -0.4, to: 0.4 }), // no point is near a half
  clamp: [
    ...elementwise(
      <S extends Shape>(x: Tensor<S>) => ops.square(ops.clamp(x, { min: -0.2, max: 0.5 })),
      (x) => Math.min(0.5, Math.max(-0.2, x)) ** 2,
    ),
    sample([reals([3])], (x) => ops.clamp(x, { max: 0.1 }), {
      value: each((x) => Math.min(0.1, x)),
      shape: [3],
      symbolic: true,
    }),
  ],
};

export const exponential: Samples = {
  exp: elementwise(ops.exp, Math.exp),
  expm1: elementwise(ops.expm1, Math.expm1),
  log: elementwise(ops.log, Math.log, positive),
  log1p: elementwise(ops.log1p, Math.log1p, positive),
  log2: elementwise(ops.log2, Math.log2, positive),
  log10: elementwise(ops.log10, Math.log10, positive),
  sigmoid: elementwise(ops.sigmoid, (x) => 1 / (1 + Math.exp(-x))),
  softplus: elementwise(ops.softplus, (x) => Math.log1p(Math.exp(x))),
  logSigmoid: elementwise(ops.logSigmoid, (x) => -Math.log1p(Math.exp(-x))),
  logAddExp: broadcasting(ops.logAddExp, (a, b) => Math.log(Math.exp(a) + Math.exp(b))),
  pow: [
    ...broadcasting(ops.pow, Math.pow, positive),
    sample([reals([7])], (x) => ops.pow(x, 3), { value: each((x) => x * x * x), shape: [7], symbolic: true }),
    sample([reals([7], positive)], (x) => ops.pow(x, -2), { value: each((x) => 1 / x / x), shape: [7] }),
  ],
};

export const trigonometry: Samples = {
  sin: elementwise(ops.sin, Math.sin),
  cos: elementwise(ops.cos, Math.cos),
  tan: elementwise(ops.tan, Math.tan, withinOne),
  asin: elementwise(ops.asin, Math.asin, withinOne),
  acos: elementwise(ops.acos, Math.acos, withinOne),
  atan: elementwise(ops.atan, Math.atan),
  sinh: elementwise(ops.sinh, Math.sinh, moderate),
  cosh: elementwise(ops.cosh, Math.cosh, moderate),
  tanh: elementwise(ops.tanh, Math.tanh),
  asinh: elementwise(ops.asinh, Math.asinh),
  acosh: elementwise(ops.acosh, Math.acosh, { from: 1 }),
  atanh: elementwise(ops.atanh, Math.atanh, withinOne),
  atan2: broadcasting(ops.atan2, Math.atan2, positive),
  hypot: broadcasting(ops.hypot, Math.hypot, positive),
};

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** The error function by its series, for moderate arguments. */
const erf = (x: number): number => {
  let [sum, power] = [0, x];
  for (let n = 0; n < 60; n++) {
    sum += power / (2 * n + 1);
    power *= (-x * x) / (n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
};

/** The sum of f(x), f(x + 1), ... up to 40, where a series for large arguments takes over. */
const upTo40 = (x: number, f: (x: number) => number): number => (x < 40 ? f(x) + upTo40(x + 1, f) : 0);

const beyond40 = (x: number): number => (x < 40 ? beyond40(x + 1) : x);

const logGamma = (x: number): number => {
  const z = beyond40(x);
  const series = 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5);
  return (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series - upTo40(x, Math.log);
};

const psi = (x: number): number => {
  const z = beyond40(x);
  return Math.log(z) - 1 / (2 * z) - 1 / (12 * z ** 2) + 1 / (120 * z ** 4) - upTo40(x, (x) => 1 / x);
};

const trigamma = (x: number): number => {
  const z = beyond40(x);
  return 1 / z + 1 / (2 * z ** 2) + 1 / (6 * z ** 3) - 1 / (30 * z ** 5) + upTo40(x, (x) => 1 / x ** 2);
};

/** Where the function and its slopes are of moderate size. */
const beyondPole: Interval = { from: 0.5, to: 6 };

const elu = (x: number, alpha: number): number => (x > 0 ? x : alpha * Math.expm1(x));

const curve = (x: number): number => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

export const activation: Samples = {
  relu: elementwise(ops.relu, (x) => Math.max(0, x)),
  leakyRelu: elementwise(
    (x) => ops.leakyRelu(x, 0.1),
    (x) => Math.max(0.1 * x, x),
  ),
  elu: elementwise(
    (x) => ops.elu(x, 0.7),
    (x) => elu(x, 0.7),
  ),
  selu: elementwise(ops.selu, (x) => 1.0507009873554805 * elu(x, 1.6732632423543772)),
  silu: elementwise(ops.silu, (x) => x * sigmoid(x)),
  gelu: [
    ...elementwise(
      (x) => ops.gelu(x),
      (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
    ),
    ...elementwise((x) => ops.gelu(x, 'tanh'), curve),
  ],
  erf: elementwise(ops.erf, erf),
  erfc: elementwise(ops.erfc, (x) => 1 - erf(x)),
  lgamma: elementwise(ops.lgamma, logGamma, beyondPole),
  digamma: elementwise(ops.digamma, psi, beyondPole),
  polygamma: elementwise((x) => ops.polygamma(1, x), trigamma, beyondPole),
};

const mask = bools([true, false, true]);
const connective = (op: typeof ops.and, f: (a: boolean, b: boolean) => boolean): readonly Sample[] => [
  sample([bools([true, false, true, false]), bools([true, true, false, false])], (a, b) => op(a, b), {
    value: (a, b) => a.map((element, i) => f(element, b[i]!)),
    shape: [4],
  }),
  sample([reals([3, 1]), reals([4])], (a, b) => op(ops.less(a, 0), ops.less(b, 0)), {
    value: (a, b) => a.map(([left]) => b.map((right) => f(left! < 0, right < 0))),
    shape: [3, 4],
    symbolic: true,
  }),
];

export const choice: Samples = {
  equal: broadcasting(ops.equal, (a, b) => a === b),
  notEqual: broadcasting(ops.notEqual, (a, b) => a !== b),
  less: broadcasting(ops.less, (a, b) => a < b),
  lessEqual: broadcasting(ops.lessEqual, (a, b) => a <= b),
  greater: broadcasting(ops.greater, (a, b) => a > b),
  greaterEqual: broadcasting(ops.greaterEqual, (a, b) => a >= b),
  and: connective(ops.and, (a, b) => a && b),
  or: connective(ops.or, (a, b) => a || b),
  not: [
    sample([mask], (a) => ops.not(a), { value: (a) => a.map((element) => !element), shape: [3] }),
    sample([reals([3])], (x) => ops.not(ops.less(x, 0)), { value: (x) => x.map((e) => e >= 0), symbolic: true }),
  ],
  where: [
    sample([mask, reals([3]), reals([3])], (mask, a, b) => ops.where(mask, a, b), {
      value: (mask, a, b) => mask.map((isFirst, i) => (isFirst ? a[i]! : b[i]!)),
      shape: [3],
      symbolic: true,
    }),
    sample([mask, reals([2, 3]), reals([])], (mask, a, b) => ops.where(mask, a, b), {
      value: (mask, a, b) => a.map((row) => row.map((element, i) => (mask[i] ? element : b))),
      shape: [2, 3],
      symbolic: true,
    }),
    sample([bools([[true], [false]]), reals([3])], (mask, a) => ops.where(mask, a, 1), {
      value: (_, a) => [a, [1, 1, 1]],
      shape: [2, 3],
      symbolic: true,
    }),
    sample([reals([7]), reals([7])], (a, b) => ops.where(ops.greater(a, b), ops.mul(a, b), ops.exp(a)), {
      value: (a, b) => a.map((element, i) => (element > b[i]! ? element * b[i]! : Math.exp(element))),
      shape: [7],
      symbolic: true,
    }),
  ],
  toReal: [
    sample([reals([3])], (x) => ops.toReal(x), { value: (x) => x, shape: [3], symbolic: true }),
    sample([ints([3, -1])], (x) => ops.toReal(x), { value: (x) => x, shape: [2] }),
    sample([mask], (x) => ops.toReal(x), { value: () => [1, 0, 1], shape: [3] }),
  ],
  toInt: [
    sample([reals([7])], (x) => ops.toInt(ops.mul(3, x)), {
      value: (x) => x.map((element) => Math.trunc(3 * element)),
      shape: [7],
      symbolic: true,
    }),
    sample([mask], (x) => ops.toInt(x), { value: () => [1, 0, 1], shape: [3] }),
  ],
};
