export { add } from '@adjoint/graph';
export type { BinaryDerivation, BinaryTraits } from './arithmetic.ts';
export { arithmetic, binary, div, maximum, minimum, mul, sub } from './arithmetic.ts';
export type { Branch, ClampOptions, Elementwise, ElementwiseDerivation, ElementwiseOfNumbers } from './elementwise.ts';
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
} from './elementwise.ts';
export { exp, expm1, log, log10, log1p, log2, logAddExp, logSigmoid, pow, sigmoid, softplus } from './exponential.ts';
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
} from './trigonometry.ts';
export { elu, erf, erfc, gelu, leakyRelu, relu, selu, silu } from './activation.ts';
export { digamma, lgamma, polygamma } from './gamma.ts';
export type { BroadcastOfThree, Comparison, Connective, Where } from './comparison.ts';
export { and, equal, greater, greaterEqual, less, lessEqual, not, notEqual, or, where } from './comparison.ts';
export { toInt, toReal } from './conversion.ts';

export type { Reduced, Replaced } from './axis.ts';
export type { Reduction, ReductionBody, ReductionDerivation, ReductionOptions, ReductionWith } from './reduction.ts';
export { all, any, max, mean, min, reduction, sum } from './reduction.ts';
export { prod } from './prod.ts';
export { argmax, argmin } from './argmax.ts';
export type { NormOptions } from './norm.ts';
export { norm } from './norm.ts';
export type { VarianceOptions } from './moment.ts';
export { standardDeviation, variance } from './moment.ts';
export type { Cumulative } from './cumulative.ts';
export { cumLogSumExp, cummax, cumprod, cumsum } from './cumulative.ts';
export { logSoftmax, logSumExp, softmax } from './softmax.ts';

export type { Expanded, Filled, Permuted, Reversed, Squeezed } from './movement.ts';
export { expandDims, reshape, squeeze, transpose } from './movement.ts';
export type { NamedAxis } from './naming.ts';
export { rename } from './naming.ts';
export type { Range, Sliced } from './slicing.ts';
export { flip, slice, split } from './slicing.ts';
export type { Stacked, Tiled } from './joining.ts';
export { concat, repeat, stack, tile } from './joining.ts';
export type { Padded, PadMode, PadOptions, PadWidth } from './padding.ts';
export { pad } from './padding.ts';
export { arange, takeAlongAxis } from './indexing.ts';
export type { Gathered } from './gather.ts';
export { gather, oneHot, scatterAdd, segmentSum } from './gather.ts';
export type { OrderOptions, SearchSortedOptions } from './order.ts';
export { argsort, searchSorted, sort, topK, uniqueCounts } from './order.ts';
export type { Diagonal } from './triangle.ts';
export { diag, tril, triu } from './triangle.ts';
export type { MatrixProduct, Multiplies } from './product.ts';
export { matmul } from './product.ts';
export type { MatrixOfSquare, Square } from './matrix.ts';
export type { LinearSolve, Solves, TriangularSolve, TriangularSolveOptions } from './solve.ts';
export { inverse, solve, triangularSolve } from './solve.ts';
export type { LogDeterminant, NumberOfSquare } from './determinant.ts';
export { determinant, logDeterminant } from './determinant.ts';
export { cholesky } from './cholesky.ts';
export type { Least, QR } from './qr.ts';
export { qr } from './qr.ts';
export type { Approximates, LeastSquares } from './least-squares.ts';
export { leastSquares } from './least-squares.ts';
export type { SymmetricEigen } from './eigen.ts';
export { symmetricEigen } from './eigen.ts';
export type { Summed } from './formula.ts';
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
} from './einsum.ts';
export { dot, einsum, outer, trace } from './einsum.ts';

export type { WindowOptions } from './windows.ts';
export { overlapAdd, windows } from './windows.ts';
export type { StencilOptions, WindowPadding } from './stencil.ts';
export type { Convolved, Convolves, Deconvolved, Deconvolves } from './convolved.ts';
export type { Convolution, ConvolutionOptions, Deconvolution, TransposedOptions } from './convolution.ts';
export { conv1d, conv1dTranspose, conv2d, conv2dTranspose } from './convolution.ts';
export type { AveragePoolOptions, Pooled, PoolOptions } from './pooling.ts';
export { averagePool2d, maxPool2d } from './pooling.ts';
export type { Resized, ResizeAlignment, ResizeMethod, ResizeOptions } from './resizing.ts';
export { resize } from './resizing.ts';

export type {
  ClassificationLoss,
  CrossEntropy,
  CrossEntropyOptions,
  HingeOptions,
  LabelsFit,
  MarginOptions,
  OneVsAllOptions,
  TargetsFit,
} from './loss.ts';
export { crossEntropy, hinge, oneVsAll, structuredHinge } from './loss.ts';
export type { BinaryHingeOptions } from './binary-loss.ts';
export { binaryCrossEntropy, binaryHinge } from './binary-loss.ts';
export type { HuberOptions } from './residual.ts';
export { absoluteError, huber, squaredError } from './residual.ts';
export type { ClassificationMetric } from './metric.ts';
export { accuracy } from './metric.ts';
export type { PairReduction } from './divergence.ts';
export { entropy, klDivergence, xlogy } from './divergence.ts';
export { cosineSimilarity } from './similarity.ts';
export type { BiasPlace, ElasticNetOptions, RegularizerOptions } from './regularizer.ts';
export { elasticNet, l1, l2 } from './regularizer.ts';
export type { DropoutOptions } from './dropout.ts';
export { dropout } from './dropout.ts';
export type { Draw, KeyOperand } from './random.ts';
export { randomNormal, randomUniform } from './random.ts';
export { hessian, jacobian } from './jacobian.ts';
export { stabilize } from './stabilize.ts';

export type { Structure } from './structure.ts';
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
} from './scan.ts';
export { scan } from './scan.ts';
export type { WhileOptions } from './while-loop.ts';
export { whileLoop } from './while-loop.ts';
export type { Cond } from './cond.ts';
export { cond } from './cond.ts';
export type { Along } from './vectorize.ts';
export { vectorize } from './vectorize.ts';
export type { InitializeOptions } from './initial.ts';
export { filled, initialize, normal, ones, uniform, zeros } from './initial.ts';
