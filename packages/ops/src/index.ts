export { add } from '@adjoint/graph';
export type { BinaryDerivation, BinaryTraits } from './elementwise/arithmetic.ts';
export { arithmetic, binary, div, maximum, minimum, mul, sub } from './elementwise/arithmetic.ts';
export type {
  Branch,
  ClampOptions,
  Elementwise,
  ElementwiseDerivation,
  ElementwiseOfNumbers,
} from './elementwise/elementwise.ts';
export {
  abs,
  ceil,
  clamp,
  floor,
  mod,
  neg,
  reciprocal,
  round,
  rsqrt,
  sign,
  sqrt,
  square,
  unary,
  unaryOfNumbers,
} from './elementwise/elementwise.ts';
export {
  exp,
  expm1,
  log,
  log10,
  log1p,
  log2,
  logAddExp,
  logSigmoid,
  pow,
  sigmoid,
  softplus,
} from './elementwise/exponential.ts';
export {
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  cos,
  cosh,
  hypot,
  sin,
  sinh,
  tan,
  tanh,
} from './elementwise/trigonometry.ts';
export { elu, erf, erfc, gelu, leakyRelu, relu, selu, silu } from './elementwise/activation.ts';
export { digamma, lgamma, polygamma } from './elementwise/gamma.ts';
export type { BroadcastOfThree, Comparison, Connective, Where } from './elementwise/comparison.ts';
export {
  and,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  not,
  notEqual,
  or,
  where,
} from './elementwise/comparison.ts';
export { toInt, toReal } from './elementwise/conversion.ts';

export type { Reduced, Replaced } from './arguments/axis.ts';
export type {
  Reduction,
  ReductionBody,
  ReductionDerivation,
  ReductionOptions,
  ReductionWith,
} from './reductions/reduction.ts';
export { all, any, max, mean, min, reduction, sum } from './reductions/reduction.ts';
export { prod } from './reductions/prod.ts';
export { argmax, argmin } from './reductions/argmax.ts';
export type { NormOptions } from './reductions/norm.ts';
export { norm } from './reductions/norm.ts';
export type { VarianceOptions } from './reductions/moment.ts';
export { standardDeviation, variance } from './reductions/moment.ts';
export type { Cumulative } from './reductions/cumulative.ts';
export { cumLogSumExp, cummax, cumprod, cumsum } from './reductions/cumulative.ts';
export { logSoftmax, logSumExp, softmax } from './reductions/softmax.ts';

export type { Expanded, Filled, Permuted, Reversed, Squeezed } from './movement/movement.ts';
export { expandDims, reshape, squeeze, transpose } from './movement/movement.ts';
export type { NamedAxis } from './movement/naming.ts';
export { rename } from './movement/naming.ts';
export type { Range, Sliced } from './movement/slicing.ts';
export { flip, slice, split } from './movement/slicing.ts';
export type { Stacked, Tiled } from './movement/joining.ts';
export { concat, repeat, stack, tile } from './movement/joining.ts';
export type { Padded, PadMode, PadOptions, PadWidth } from './movement/padding.ts';
export { pad } from './movement/padding.ts';
export { arange, takeAlongAxis } from './movement/indexing.ts';
export type { Gathered } from './movement/gather.ts';
export { gather, oneHot, scatterAdd, segmentSum } from './movement/gather.ts';
export type { OrderOptions, SearchSortedOptions } from './movement/order.ts';
export { argsort, searchSorted, sort, topK, uniqueCounts } from './movement/order.ts';
export type { Diagonal } from './movement/triangle.ts';
export { diag, tril, triu } from './movement/triangle.ts';
export type { MatrixProduct, Multiplies } from './products/product.ts';
export { matmul } from './products/product.ts';
export type { MatrixOfSquare, Square } from './products/matrix.ts';
export type { LinearSolve, Solves, TriangularSolve, TriangularSolveOptions } from './linear-algebra/solve.ts';
export { inverse, solve, triangularSolve } from './linear-algebra/solve.ts';
export type { LogDeterminant, NumberOfSquare } from './linear-algebra/determinant.ts';
export { determinant, logDeterminant } from './linear-algebra/determinant.ts';
export { cholesky } from './linear-algebra/cholesky.ts';
export type { Least, QR } from './linear-algebra/qr.ts';
export { qr } from './linear-algebra/qr.ts';
export type { Approximates, LeastSquares } from './linear-algebra/least-squares.ts';
export { leastSquares } from './linear-algebra/least-squares.ts';
export type { SymmetricEigen } from './linear-algebra/eigen.ts';
export { symmetricEigen } from './linear-algebra/eigen.ts';
export type { Summed } from './products/formula.ts';
export type {
  DotProduct,
  Dots,
  Dotted,
  Factors,
  Flattened,
  Formulates,
  ShapesOf,
  SummedTensor,
  TraceOptions,
} from './products/einsum.ts';
export { dot, einsum, outer, trace } from './products/einsum.ts';

export type { WindowOptions } from './pictures/windows.ts';
export { overlapAdd, windows } from './pictures/windows.ts';
export type { StencilOptions, WindowPadding } from './pictures/stencil.ts';
export type { Convolved, Convolves, Deconvolved, Deconvolves } from './pictures/convolved.ts';
export type { Convolution, ConvolutionOptions, Deconvolution, TransposedOptions } from './pictures/convolution.ts';
export { conv1d, conv1dTranspose, conv2d, conv2dTranspose } from './pictures/convolution.ts';
export type { AveragePoolOptions, Pooled, PoolOptions } from './pictures/pooling.ts';
export { averagePool2d, maxPool2d } from './pictures/pooling.ts';
export type { Resized, ResizeAlignment, ResizeMethod, ResizeOptions } from './pictures/resizing.ts';
export { resize } from './pictures/resizing.ts';

export type {
  ClassificationLoss,
  CrossEntropy,
  CrossEntropyOptions,
  HingeOptions,
  LabelsFit,
  MarginOptions,
  OneVsAllOptions,
  TargetsFit,
} from './losses/loss.ts';
export { crossEntropy, hinge, oneVsAll, structuredHinge } from './losses/loss.ts';
export type { BinaryHingeOptions } from './losses/binary-loss.ts';
export { binaryCrossEntropy, binaryHinge } from './losses/binary-loss.ts';
export type { HuberOptions } from './losses/residual.ts';
export { absoluteError, huber, squaredError } from './losses/residual.ts';
export type { ClassificationMetric } from './losses/metric.ts';
export { accuracy } from './losses/metric.ts';
export type { PairReduction } from './losses/divergence.ts';
export { entropy, klDivergence, xlogy } from './losses/divergence.ts';
export { cosineSimilarity } from './losses/similarity.ts';
export type { BiasPlace, ElasticNetOptions, RegularizerOptions } from './losses/regularizer.ts';
export { elasticNet, l1, l2 } from './losses/regularizer.ts';
export type { DropoutOptions } from './randomness/dropout.ts';
export { dropout } from './randomness/dropout.ts';
export type { Draw, KeyOperand } from './randomness/random.ts';
export { randomNormal, randomUniform } from './randomness/random.ts';
export { hessian, jacobian } from './jacobian.ts';
export { stabilize } from './stabilize.ts';

export type { Structure } from './loops/structure.ts';
export type {
  AllElements,
  ElementOf,
  FirstDim,
  LeadingDim,
  OneElement,
  OtherDims,
  LengthOf,
  Scan,
  ScanOptions,
  StackedAlong,
} from './loops/scan.ts';
export { scan } from './loops/scan.ts';
export type { WhileOptions } from './loops/while-loop.ts';
export { whileLoop } from './loops/while-loop.ts';
export type { Cond } from './loops/cond.ts';
export { cond } from './loops/cond.ts';
export type { Along } from './loops/vectorize.ts';
export { vectorize } from './loops/vectorize.ts';
export type { InitializeOptions } from './randomness/initial.ts';
export { filled, initialize, normal, ones, uniform, zeros } from './randomness/initial.ts';
