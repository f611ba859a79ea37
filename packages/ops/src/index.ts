export { add } from '@adjoint/graph';
export type { BinaryDerivation } from './arithmetic.ts';
export { binary, div, maximum, minimum, mul, sub } from './arithmetic.ts';
export type { Elementwise, ElementwiseDerivation } from './elementwise.ts';
export { abs, exp, log, neg, relu, sign, sqrt, square, unary } from './elementwise.ts';
export type { BroadcastOfThree, Comparison, Connective, Where } from './comparison.ts';
export { and, equal, greater, greaterEqual, less, lessEqual, not, notEqual, or, where } from './comparison.ts';
export { toInt, toReal } from './conversion.ts';

export type { Reduced } from './axis.ts';
export type { Reduction, ReductionBody, ReductionDerivation, ReductionOptions } from './reduction.ts';
export { argmax, max, mean, min, reduction, sum } from './reduction.ts';
export { logSoftmax, logSumExp, softmax } from './softmax.ts';

export type { Expanded, Filled, Permuted, Reversed } from './movement.ts';
export { expandDims, reshape, transpose } from './movement.ts';
export { arange, takeAlongAxis } from './indexing.ts';
export type { MatrixProduct, Multiplies } from './product.ts';
export { matmul } from './product.ts';

export type { ClassificationLoss, HingeOptions, LabelsFit } from './loss.ts';
export { crossEntropy, hinge, squaredError } from './loss.ts';
export type { ClassificationMetric } from './metric.ts';
export { accuracy } from './metric.ts';
export type { ElasticNetOptions } from './regularizer.ts';
export { elasticNet, l1, l2 } from './regularizer.ts';
export type { InitializeOptions } from './initial.ts';
export { filled, initialize, normal, ones, uniform, zeros } from './initial.ts';
