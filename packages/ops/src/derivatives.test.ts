import {
  type AnyTensor,
  constant,
  type Dim,
  evaluate,
  gradient,
  parameter,
  s,
  scale,
  type Tensor,
} from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { agreement } from '../test/agreement.ts';
import * as ops from './index.ts';

/** One claim: the operation's gradient agrees with differences, for operands of these shapes. */
interface Row {
  readonly shapes: readonly (readonly number[])[];
  readonly build: (...operands: Tensor[]) => AnyTensor;
  /** Whether to stay among positive numbers. */
  readonly positive?: boolean;
}

type Operation = keyof typeof ops;

const row = (build: Row['build'], ...shapes: Row['shapes']): Row => ({ build, shapes });
const onPositive = (row: Row): Row => ({ ...row, positive: true });

const unary = (op: (x: Tensor) => AnyTensor): readonly Row[] => [
  row((x) => op(x!), [7]),
  row((x) => op(x!), []),
  row((x) => op(x!), [3, 0]),
];

const binary = (op: (a: Tensor, b: Tensor) => AnyTensor): readonly Row[] => [
  row((a, b) => op(a!, b!), [3, 7], [3, 7]),
  row((a, b) => op(a!, b!), [3, 7], [7]),
  row((a, b) => op(a!, b!), [3, 1], [3, 7]),
  row((a, b) => op(a!, b!), [3, 1], [1, 4]),
  row((a, b) => op(a!, b!), [], [3]),
  row((a, b) => op(a!, b!), [2, 1, 3], [4, 1]),
  row((a) => op(a!, a!), [3]),
  row((a) => op(a!, constant([0.5])), [3]),
  row((a) => op(constant([0.5]), a!), [3]),
];

type AnyReduction = (x: Tensor, options?: ops.ReductionOptions) => AnyTensor;

const reductions = (op: AnyReduction): readonly Row[] => [
  row((x) => op(x!), [3, 7]),
  row((x) => op(x!, { axis: 0 }), [3, 7]),
  row((x) => op(x!, { axis: -1 }), [3, 7]),
  row((x) => op(x!, { axis: 1, keepDims: true }), [3, 1, 7]),
  row((x) => op(x!, { axis: [0, 2] }), [2, 3, 4]),
  row((x) => op(x!, { axis: [0, 2], keepDims: true }), [2, 3, 4]),
  row((x) => op(x!, { axis: [] }), [3]),
  row((x) => op(x!), []),
  row((x) => op(x!, { axis: 1 }), [0, 3]),
];

const labels = (...classes: readonly number[]) => constant([...classes], 'int');
const ints = (nested: readonly (readonly number[])[]) => constant(nested, 'int');

const rows: { readonly [O in Operation]?: readonly Row[] } = {
  add: binary(ops.add),
  sub: binary(ops.sub),
  mul: binary(ops.mul),
  div: binary(ops.div).map(onPositive), // 1/b bends sharply near 0
  maximum: binary(ops.maximum),
  minimum: binary(ops.minimum),
  squaredError: binary(ops.squaredError),

  neg: unary(ops.neg),
  mod: binary((a, b) => ops.mod(ops.add(100, a), ops.add(30, b)))
    .map(onPositive)
    .toSpliced(6), // the quotient stays between 3 and 4
  sqrt: unary(ops.sqrt).map(onPositive),
  rsqrt: unary(ops.rsqrt).map(onPositive),
  reciprocal: unary(ops.reciprocal).map(onPositive),
  square: unary(ops.square),
  abs: unary(ops.abs),
  sign: unary(ops.sign),
  floor: unary(ops.floor),
  ceil: unary(ops.ceil),
  round: unary((x) => ops.round(ops.mul(0.9, x))), // no point is near a half
  clamp: unary((x) => ops.square(ops.clamp(x, { min: -0.2, max: 0.5 }))),

  exp: unary(ops.exp),
  expm1: unary(ops.expm1),
  log: unary(ops.log).map(onPositive),
  log1p: unary(ops.log1p).map(onPositive),
  log2: unary(ops.log2).map(onPositive),
  log10: unary(ops.log10).map(onPositive),
  sigmoid: unary(ops.sigmoid),
  softplus: unary(ops.softplus),
  logSigmoid: unary(ops.logSigmoid),
  logAddExp: binary(ops.logAddExp).slice(0, 6),
  pow: [
    ...binary(ops.pow).map(onPositive),
    row((x) => ops.pow(x!, 3), [7]),
    onPositive(row((x) => ops.pow(x!, -2), [7])),
  ],

  sin: unary(ops.sin),
  cos: unary(ops.cos),
  tan: unary(ops.tan),
  asin: unary((x) => ops.asin(ops.mul(0.5, x))),
  acos: unary((x) => ops.acos(ops.mul(0.5, x))),
  atan: unary(ops.atan),
  sinh: unary(ops.sinh),
  cosh: unary(ops.cosh),
  tanh: unary(ops.tanh),
  asinh: unary(ops.asinh),
  acosh: unary((x) => ops.acosh(ops.add(2, x))),
  atanh: unary((x) => ops.atanh(ops.mul(0.5, x))),
  atan2: binary(ops.atan2).map(onPositive),
  hypot: binary(ops.hypot).map(onPositive).toSpliced(6, 1), // hypot(a, a) is linear: there is nothing to compare

  relu: unary(ops.relu),
  leakyRelu: unary((x) => ops.leakyRelu(x, 0.1)),
  elu: unary((x) => ops.elu(x, 0.7)),
  selu: unary(ops.selu),
  silu: unary(ops.silu),
  gelu: [...unary(ops.gelu), ...unary((x) => ops.gelu(x, 'tanh'))],
  erf: unary(ops.erf),
  erfc: unary(ops.erfc),

  where: [
    row((a, b) => ops.where(constant([true, false, true], 'bool'), a!, b!), [3], [3]),
    row((a, b) => ops.where(constant([true, false, true], 'bool'), a!, b!), [2, 3], []),
    row((a) => ops.where(constant([[true], [false]], 'bool'), a!, 1), [3]),
    row((a, b) => ops.where(ops.greater(a!, b!), ops.mul(a!, b!), ops.exp(a!)), [7], [7]),
  ],
  toReal: [row((x) => ops.toReal(x!), [3])],

  sum: reductions(ops.sum as AnyReduction),
  mean: reductions(ops.mean as AnyReduction),
  max: reductions(ops.max as AnyReduction),
  min: reductions(ops.min as AnyReduction),
  logSumExp: reductions(ops.logSumExp as AnyReduction),

  prod: [...reductions(ops.prod as AnyReduction), row((x) => ops.prod(x!, 0), [2, 3, 4])],
  norm: [
    ...reductions(ops.norm as AnyReduction),
    row((x) => ops.norm(x!, { order: 1 }), [3, 2]),
    row((x) => ops.norm(x!, { order: 'inf', axis: 0 }), [3, 2]),
  ],
  variance: [
    ...reductions(ops.variance as AnyReduction),
    row((x) => ops.variance(x!, { correction: 1, axis: 0 }), [3, 2]),
  ],
  standardDeviation: [
    ...reductions(ops.standardDeviation as AnyReduction),
    row((x) => ops.standardDeviation(x!, { correction: 1 }), [3, 2]),
  ],
  cumsum: [row((x) => ops.square(ops.cumsum(x!)), [3, 4]), row((x) => ops.square(ops.cumsum(x!, 0)), [3, 0])],
  cumprod: [
    row((x) => ops.cumprod(x!), [3, 4]),
    row((x) => ops.square(ops.cumprod(x!, 0)), [4, 2]),
    row((x) => ops.cumprod(x!, 1), [2, 0]),
  ],

  softmax: [
    row((x) => ops.softmax(x!), [7]),
    row((x) => ops.softmax(x!), [3, 4]),
    row((x) => ops.softmax(x!, 0), [3, 4]),
    row((x) => ops.softmax(x!, 1), [2, 3, 2]),
    row((x) => ops.softmax(x!), [3, 1]),
  ],
  logSoftmax: [
    row((x) => ops.logSoftmax(x!), [7]),
    row((x) => ops.logSoftmax(x!), [3, 4]),
    row((x) => ops.logSoftmax(x!, 0), [3, 4]),
    row((x) => ops.logSoftmax(x!, 1), [2, 3, 2]),
    row((x) => ops.logSoftmax(x!), [3, 1]),
  ],

  slice: [
    row((x) => ops.slice(x!, [{ start: 1, end: -1 }]), [5]),
    row((x) => ops.square(ops.slice(x!, [{}, { step: -2 }])), [3, 5]),
    row((x) => ops.slice(x!, [{ start: 2, end: 2 }]), [3, 2]),
  ],
  flip: [row((x) => ops.square(ops.flip(x!)), [3, 2]), row((x) => ops.flip(x!, 0), [3, 2])],
  split: [
    row((x) => ops.mul(ops.split(x!, 2, 0)[0]!, ops.split(x!, 2, 0)[1]!), [4, 3]),
    row((x) => ops.square(ops.split(x!, [1, 3, 0], -1)[1]), [2, 4]),
  ],
  concat: [
    row((a, b) => ops.square(ops.concat([a!, b!], 1)), [3, 2], [3, 4]),
    row((a, b) => ops.square(ops.concat([a!, b!, a!], 0)), [3], [0]),
  ],
  stack: [row((a, b) => ops.square(ops.stack([a!, b!], -1)), [3, 2], [3, 2]), row((a) => ops.stack([a!, a!], 0), [])],
  tile: [row((x) => ops.square(ops.tile(x!, [2, 3])), [3, 2]), row((x) => ops.tile(x!, []), [])],
  repeat: [row((x) => ops.square(ops.repeat(x!, 2, 0)), [3, 2]), row((x) => ops.repeat(x!, 3, -1), [2, 2])],
  pad: [
    row((x) => ops.square(ops.pad(x!, 1)), [3, 2]),
    row((x) => ops.square(ops.pad(x!, [[2, 1], 0], { value: 3 })), [3, 2]),
    row((x) => ops.square(ops.pad(x!, [[5, 4]], { mode: 'reflect' })), [3]),
    row((x) => ops.square(ops.pad(x!, [[5, 4]], { mode: 'symmetric' })), [3]),
    row((x) => ops.square(ops.pad(x!, [[2, 1], [0, 3]], { mode: 'edge' })), [2, 3]), // prettier-ignore
  ],
  squeeze: [row((x) => ops.square(ops.squeeze(x!)), [1, 3, 1]), row((x) => ops.squeeze(x!, 0), [1, 1])],
  expandDims: [row((x) => ops.expandDims(x!, 0), [3]), row((x) => ops.square(ops.expandDims(x!, -1)), [3, 2])],
  rename: [row((x) => ops.square(ops.rename(x!, [3, 2])), [3, 2])],
  reshape: [row((x) => ops.reshape(x!, [2, -1]), [3, 4]), row((x) => ops.square(ops.reshape(x!, [])), [1, 1])],
  transpose: [
    row((x) => ops.transpose(x!), [3, 4]),
    row((x) => ops.transpose(x!, [1, 2, 0]), [2, 3, 4]),
    row((x) => ops.square(ops.transpose(x!, [2, 0, 1])), [2, 3, 4]),
  ],
  takeAlongAxis: [
    row((x) => ops.takeAlongAxis(x!, labels(0, 2, 2, 1, 2), 0), [3]),
    row((x) => ops.square(ops.takeAlongAxis(x!, ints([[1], [0]]), 1)), [2, 3]),
    row((x) => ops.square(ops.takeAlongAxis(x!, ints([[1, 1, 0]]), 0)), [2, 3]),
  ],

  gather: [
    row((x) => ops.square(ops.gather(x!, ints([[1, 1], [0, 1]]), 0)), [3, 2]), // prettier-ignore
    row((x) => ops.square(ops.gather(x!, labels(2, 0, 2), 1)), [2, 3, 2]),
    row((x) => ops.gather(x!, constant(1, 'int'), -1), [2, 3]),
  ],
  scatterAdd: [
    row((x, u) => ops.square(ops.scatterAdd(x!, labels(1, 1, 0), u!, 0)), [3, 2], [3, 2]),
    row((x, u) => ops.square(ops.scatterAdd(x!, ints([[1, 0]]), u!, -1)), [2, 3], [2, 1, 2]),
  ],
  diag: [
    row((x) => ops.square(ops.diag(x!)), [3]),
    row((x) => ops.square(ops.diag(x!)), [3, 3]),
    row((x) => ops.square(ops.diag(x!)), [2, 4]),
  ],
  triu: [row((x) => ops.square(ops.triu(x!)), [3, 4]), row((x) => ops.triu(x!, -1), [2, 3, 3])],
  tril: [row((x) => ops.square(ops.tril(x!)), [4, 3]), row((x) => ops.tril(x!, 1), [2, 3, 3])],

  matmul: [
    row((a, b) => ops.matmul(a!, b!), [3, 4], [4, 2]),
    row((a, b) => ops.matmul(a!, b!), [4], [4]),
    row((a, b) => ops.matmul(a!, b!), [4], [4, 3]),
    row((a, b) => ops.matmul(a!, b!), [3, 4], [4]),
    row((a, b) => ops.matmul(a!, b!), [2, 3, 4], [2, 4, 2]),
    row((a, b) => ops.matmul(a!, b!), [2, 3, 4], [4, 2]),
    row((a, b) => ops.matmul(a!, b!), [2, 1, 2, 3], [3, 3, 2]),
    row((a, b) => ops.matmul(a!, b!), [3], [2, 3, 2]),
    row((a, b) => ops.matmul(a!, b!), [2, 2, 3], [3]),
    row((a, b) => ops.matmul(a!, b!), [2, 0], [0, 3]),
    row((a) => ops.matmul(a!, a!), [3, 3]),
  ],
  einsum: [
    row((a, b) => ops.einsum('ij,jk->ik', a!, b!), [3, 4], [4, 2]),
    row((a, b) => ops.einsum('ji,jk,ki->', a!, b!, ops.transpose(ops.matmul(ops.transpose(a!), b!))), [2, 3], [2, 4]),
    row((a) => ops.square(ops.einsum('iji->ji', a!)), [2, 3, 2]),
    row((a, b) => ops.einsum('...i,...i', a!, b!), [2, 1, 3], [4, 3]),
    row((a, b) => ops.einsum('batch in, in out -> out batch', a!, b!), [2, 1], [3, 4]),
    row((a, b, c) => ops.einsum('ij,jk,k->i', a!, b!, c!), [2, 3], [3, 4], [4]),
    row((a, b) => ops.einsum('ij,jk->ik', a!, b!), [2, 0], [0, 3]),
  ],
  dot: [
    row((a, b) => ops.dot(a!, b!), [3], [3]),
    row((a, b) => ops.dot(a!, b!), [], [3]),
    row((a, b) => ops.dot(a!, b!), [2, 2, 3], [3]),
    row((a, b) => ops.dot(a!, b!), [2, 3], [2, 3, 2]),
  ],
  outer: [row((a, b) => ops.outer(a!, b!), [3], [4]), row((a, b) => ops.outer(a!, b!), [2, 2], [])],
  trace: [
    row((x) => ops.square(ops.trace(x!)), [3, 3]),
    row((x) => ops.square(ops.trace(x!, { offset: 1, axes: [-1, 0] })), [4, 2, 3]),
  ],

  hinge: [
    row((s) => ops.hinge(s!, labels(0, 1, 2)), [3, 3]),
    row((s) => ops.hinge(s!, labels(2, 2), { squared: true }), [2, 4]),
    row((s) => ops.hinge(s!, labels(0, 3), { delta: 0.31 }), [2, 4]),
    row((s) => ops.hinge(s!, constant(1, 'int')), [3]),
    row((s) => ops.hinge(s!, ints([[0, 1]])), [1, 2, 3]),
  ],
  structuredHinge: [
    row((s) => ops.structuredHinge(s!, labels(0, 1, 2)), [3, 3]),
    row((s) => ops.structuredHinge(s!, labels(0, 3), { delta: 0.31 }), [2, 4]),
  ],
  oneVsAll: [
    row((s) => ops.oneVsAll(s!, labels(0, 1, 2)), [3, 3]),
    row((s) => ops.oneVsAll(s!, labels(2, 2), { squared: true }), [2, 4]),
  ],
  binaryHinge: [
    row((s) => ops.binaryHinge(s!, constant([1, -1, 1])), [3]),
    row((s) => ops.binaryHinge(s!, constant([1, -1, 1]), { C: 3 }), [3]),
  ],
  binaryCrossEntropy: binary(ops.binaryCrossEntropy),
  absoluteError: binary(ops.absoluteError),
  huber: [row((a, b) => ops.huber(a!, b!), [5], [5]), row((a) => ops.huber(a!, 0.1, { delta: 0.2 }), [5])],
  crossEntropy: [
    row((s) => ops.crossEntropy(s!, labels(0, 1, 2)), [3, 3]),
    row((s) => ops.crossEntropy(s!, constant(1, 'int')), [3]),
    row((s) => ops.crossEntropy(s!, ints([[0, 1]])), [1, 2, 3]),
    row((s) => ops.crossEntropy(s!, labels(2, 0), { labelSmoothing: 0.2 }), [2, 3]),
    row((s, w) => ops.crossEntropy(s!, labels(2, 0, 2), { classWeights: w! }), [3, 3], [3]),
    row((s, t) => ops.crossEntropy(s!, t!), [2, 3], [2, 3]),
    row((s, t, w) => ops.crossEntropy(s!, t!, { labelSmoothing: 0.3, classWeights: w! }), [2, 3], [2, 3], [3]),
    row((s, t) => ops.crossEntropy(s!, t!, { labelSmoothing: 0.1 }), [3], [3]),
    row((s, t) => ops.crossEntropy(s!, t!), [0, 3], [0, 3]),
  ],
  xlogy: binary(ops.xlogy).map(onPositive),
  entropy: [
    onPositive(row((p) => ops.entropy(p!), [5])),
    onPositive(row((p) => ops.entropy(p!, 0), [3, 4])),
    onPositive(row((p) => ops.entropy(p!, 1), [3, 0])),
  ],
  klDivergence: [
    onPositive(row((p, q) => ops.klDivergence(p!, q!), [5], [5])),
    onPositive(row((p, q) => ops.klDivergence(p!, q!, 0), [3, 4], [4])),
    onPositive(row((p, q) => ops.klDivergence(p!, q!, 1), [2, 3, 2], [3, 1])),
  ],
  cosineSimilarity: [
    row((a, b) => ops.cosineSimilarity(a!, b!), [5], [5]),
    row((a, b) => ops.cosineSimilarity(a!, b!, 0), [3, 4], [3, 1]),
    row((a, b) => ops.cosineSimilarity(a!, b!), [2, 1, 3], [4, 3]),
  ],
  dropout: [
    row((x) => ops.square(ops.dropout(x!, { rate: 0.5, key: 3 })), [3, 4]),
    row((x) => ops.dropout(x!, { rate: 0, key: 3 }), [3]),
  ],
  l1: [...unary(ops.l1), row((w) => ops.l1(w!, { bias: { axis: 1 } }), [3, 4])],
  l2: [...unary(ops.l2), row((w) => ops.l2(w!, { bias: { axis: 0, index: 1 } }), [3, 2])],
  elasticNet: [
    row((w) => ops.elasticNet(w!), [3, 2]),
    row((w) => ops.elasticNet(w!, { beta: 0.3 }), [7]),
    row((w) => ops.elasticNet(w!, { bias: { axis: 1 } }), [2, 3, 2]),
  ],
};

/** Their results are integers or truth values, or made of them alone: no derivative flows through. */
const derivativeFree: readonly Operation[] = [
  'accuracy',
  'all',
  'and',
  'any',
  'arange',
  'argmax',
  'argmin',
  'equal',
  'greater',
  'greaterEqual',
  'less',
  'lessEqual',
  'not',
  'notEqual',
  'oneHot',
  'or',
  'randomNormal',
  'randomUniform',
  'toInt',
];

/** They declare operations, derive, or make starting values. */
const notOperations: readonly Operation[] = [
  'arithmetic',
  'binary',
  'filled',
  'hessian',
  'initialize',
  'jacobian',
  'normal',
  'ones',
  'reduction',
  'unary',
  'unaryOfNumbers',
  'uniform',
  'zeros',
];

test('every exported operation has a row in this file', () => {
  expect([...Object.keys(rows), ...derivativeFree, ...notOperations].toSorted()).toEqual(Object.keys(ops).toSorted());
});

describe.each(Object.entries(rows))('the gradient of %s agrees with centered differences', (_, variants) => {
  property.prop([fc.constantFrom(...variants), fc.integer()], { numRuns: 6 * variants.length })(
    'once and twice',
    ({ build, shapes, positive = false }, key) => {
      const { first, second } = agreement(build, shapes, key, { positive });
      expect(first).toBeLessThan(1e-7);
      expect(second).toBeLessThan(1e-7);
    },
  );
});

describe('no derivative flows', () => {
  const x = parameter('x', [3]);
  const y = parameter('y', [3]);
  const through: readonly (readonly [string, AnyTensor])[] = [
    ['equal', ops.toReal(ops.equal(x, y))],
    ['notEqual', ops.toReal(ops.notEqual(x, y))],
    ['less', ops.toReal(ops.less(x, y))],
    ['lessEqual', ops.toReal(ops.lessEqual(x, y))],
    ['greater', ops.toReal(ops.greater(x, y))],
    ['greaterEqual', ops.toReal(ops.greaterEqual(x, y))],
    ['and', ops.toReal(ops.and(ops.less(x, y), ops.less(x, 0)))],
    ['or', ops.toReal(ops.or(ops.less(x, y), ops.less(x, 0)))],
    ['not', ops.toReal(ops.not(ops.less(x, y)))],
    ['argmax', ops.toReal(ops.argmax(ops.add(x, y)))],
    ['argmin', ops.toReal(ops.argmin(ops.add(x, y)))],
    ['any', ops.toReal(ops.any(ops.less(x, y)))],
    ['all', ops.toReal(ops.all(ops.less(x, y)))],
    ['toInt', ops.toReal(ops.toInt(ops.add(x, y)))],
    ['accuracy', ops.accuracy(ops.add(x, y), constant(1, 'int'))],
    ['the key of randomUniform', ops.randomUniform(ops.toInt(ops.sum(ops.add(x, y))), [2])],
    ['the key of randomNormal', ops.randomNormal(ops.toInt(ops.sum(ops.add(x, y))), [2])],
    ['the mask of where', ops.where(ops.less(x, y), 1, 2)],
    ['the index of takeAlongAxis', ops.takeAlongAxis(constant([1, 2, 3]), ops.toInt(ops.add(x, y)), 0)],
    ['oneHot', ops.oneHot(ops.toInt(ops.add(x, y)), 4)],
    ['the index of gather', ops.gather(constant([1, 2, 3]), ops.toInt(ops.add(x, y)), 0)],
    ['sign', ops.sign(ops.mul(x, y))],
  ];
  test.each(through)('through %s: zeros of the shape of the variable', (_, result) => {
    const [dx, dy] = gradient(ops.sum(result as Tensor), [x, y], { unused: 'zeros' });
    const bindings = { x: [0.5, 1.5, 2.5], y: [0.1, -0.2, -0.3] };
    expect([...evaluate(dx, bindings).data]).toEqual([0, 0, 0]);
    expect([...evaluate(dy, bindings).data]).toEqual([0, 0, 0]);
  });
});

test('the gradient over named dimensions is that over their sizes', () => {
  const bindings = { x: [[0.3, -1.2, 2], [1, 0.1, -0.4]], w: [0.5, 0.25, -1], y: [2, 0] }; // prettier-ignore
  const slopes = (batch: Dim) => {
    const x = parameter('x', [batch, 3]);
    const w = parameter('w', [3]);
    const y = ops.toInt(parameter('y', [batch]));
    const scores = ops.mul(ops.square(x), w);
    const loss = ops.add(ops.mean(ops.crossEntropy(scores, y)), ops.mean(ops.hinge(scores, y)));
    const [dx, dw] = gradient(loss, [x, w]);
    return Object.values(evaluate({ dx, dw }, bindings)).map(({ data }) => [...data]);
  };
  expect(slopes('batch')).toEqual(slopes(2));
});

test.each([
  ['0.1 % too large', 1.001],
  ['of the wrong sign', -1],
  ['zero', 0],
])('the comparison with differences notices a derivative that is %s', (_, factor) => {
  const faulty = ops.unary('faulty', s.exp, ({ g, y }) => scale(g, ops.mul(factor, y)));
  expect(agreement((x) => faulty(x!), [[3]], 1).first).toBeGreaterThan(1e-4);
});
