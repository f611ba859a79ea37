import type { Edge, Operation } from './edge.ts';
import {
  acosh,
  asin,
  asinh,
  atan2,
  atanh,
  clamp,
  elu,
  erfc,
  gelu,
  hypot,
  leakyRelu,
  logAddExp,
  logSigmoid,
  pow,
  reciprocal,
  rsqrt,
  sigmoid,
  silu,
  softplus,
} from '../src/index.ts';

const inf = Infinity;
const nan = Number.NaN;

/** Bounds, zeros and NaN. */
export const elementwise: readonly Edge[] = [
  ['clamp at its lower bound', (x) => clamp(x, { min: 2, max: 3 }), [2], [2, 1]],
  ['clamp at its upper bound', (x) => clamp(x, { min: 2, max: 3 }), [3], [3, 1]],
  ['clamp outside', (x) => clamp(x, { max: 3 }), [4], [3, 0]],
  ['clamp of NaN', (x) => clamp(x, { max: 3 }), [NaN], [NaN, 1]],
  ['rsqrt at 0', (x) => rsqrt(x), [0], [Infinity, -Infinity]],
  ['reciprocal at 0', (x) => reciprocal(x), [0], [Infinity, -Infinity]],
];

/** The origin, the ends of domains, and huge numbers. */
export const trigonometry: readonly Edge[] = [
  ['hypot at the origin', hypot as Operation, [0, 0], [0, 0, 0]],
  ['hypot without overflow', hypot as Operation, [3e200, 4e200], [5e200, 0.6, 0.8]],
  ['atan2 on the left', atan2 as Operation, [0, -2], [Math.PI, -0.5, -0]],
  ['asin at 1', (x) => asin(x), [1], [Math.PI / 2, inf]],
  ['acosh at 1', (x) => acosh(x), [1], [0, inf]],
  ['atanh at 1', (x) => atanh(x), [1], [inf, inf]],
  ['asinh of a huge number', (x) => asinh(x), [1e200], [461.2101657793691, 1e-200]],
];

/** Kinks, and far tails. */
export const activation: readonly Edge[] = [
  ['leakyRelu at 0', (x) => leakyRelu(x), [0], [0, 0.01]],
  ['elu at 0', (x) => elu(x), [0], [0, 1]],
  ['gelu at 0', (x) => gelu(x), [0], [0, 0.5]],
  ['silu at 0', (x) => silu(x), [0], [0, 0.5]],
  ['erfc far right', (x) => erfc(x), [10], [2.088487583762545e-45, -4.197656231354417e-44]],
];

/** Zeros, infinities, NaN, and far tails. */
export const exponential: readonly Edge[] = [
  ['x ** 0 at 0', (x) => pow(x, 0), [0], [1, 0]],
  ['0 ** b by b, for b > 0', pow as Operation, [0, 2], [0, 0, 0]],
  ['0 ** 0', pow as Operation, [0, 0], [1, 0, 0]],
  ['0 ** b by b, for b < 0', pow as Operation, [0, -1], [inf, -inf, -inf]],
  ['a negative base and a whole exponent', (x) => pow(x, 3), [-2], [-8, 12]],
  ['logAddExp of −∞ and −∞', logAddExp as Operation, [-inf, -inf], [-inf, 0, 0]],
  ['logAddExp of −∞ and 1', logAddExp as Operation, [-inf, 1], [1, 0, 1]],
  ['logAddExp of +∞ and 1', logAddExp as Operation, [inf, 1], [inf, 1, 0]],
  ['logAddExp of +∞ and +∞', logAddExp as Operation, [inf, inf], [inf, 0.5, 0.5]],
  ['logAddExp of NaN', logAddExp as Operation, [nan, 1], [nan, nan, nan]],
  ['sigmoid far left', (x) => sigmoid(x), [-800], [0, 0]],
  ['sigmoid far right keeps its slope', (x) => sigmoid(x), [40], [1, 4.248354255291589e-18]],
  ['softplus far right', (x) => softplus(x), [800], [800, 1]],
  ['logSigmoid far left', (x) => logSigmoid(x), [-800], [-800, 1]],
];
