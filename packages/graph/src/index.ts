export type { Dim, Sizes } from './dim.ts';
export { formatShape, isSize } from './dim.ts';
export { addDims, divideDims, isDim, multiplyDims, namesIn, resolveDim } from './polynomial.ts';
export type { Broadcast, Clash, Fits, IsDynamic, Shape, ShapeText } from './shape.ts';
export { broadcastShapes, countOf, elementsOf, resolveAxis, resolveShape, sameShape } from './shape.ts';
export type { Kind } from './kind.ts';

export type { AnyTensor, Attributes, Node, Outcome, Tensor, TensorOfKind } from './node.ts';
export { applied, isTensor, label } from './application.ts';
export { batched, reapplied } from './vectorization.ts';
export type { InitialValue } from './leaf.ts';
export { constant, input, isVariable, leavesOf, nameOf, parameter, parametersOf, state, variable } from './leaf.ts';
export { initialOf } from './initial.ts';
export { shaped } from './shaped.ts';
export { printExpression, printTensor } from './print.ts';

export type {
  AttributeRule,
  Declaration,
  Definition,
  Derivation,
  EachOf,
  Expansion,
  JointDerivation,
  JointRule,
  Kernel,
  KernelCall,
  Procedure,
  Repetition,
  Resolved,
  Rule,
  TensorFunction,
  Vectorization,
  VectorizationRule,
} from './declaration.ts';
export type { Chosen, Lowering, Monoid, Place, Step, Stepped } from './lowering.ts';
export { stepsOf } from './lowering.ts';
export {
  aBoolean,
  aDim,
  aNumber,
  anAxis,
  anInteger,
  aShape,
  listOf,
  oneOf,
  optional,
  recordOf,
  someAxes,
} from './attribute.ts';
export type { AttributesOf, Body, ByKernel, ByScalar, ByScalarWith, Computation } from './body.ts';
export type { Operation, TensorsOf } from './op.ts';
export { declarationOf, declarationsOf, defineOp, madeOf, outcome, toReals, toTensor } from './op.ts';
export { isRecord, optionsOf } from './option.ts';
export type { Closure } from './subgraph.ts';
export {
  aSubgraph,
  bodiesOf,
  closureOf,
  everyNode,
  functionsOf,
  inlined,
  type NodeFunction,
  Subgraph,
  substituted,
} from './subgraph.ts';
export { procedureOf } from './evaluation/execution.ts';
export { repeatedRuns } from './evaluation/repetition.ts';
export type { Instruction, Scalar, Scalars } from './scalar.ts';
export { s } from './scalar.ts';
export { forEachLine, mapLines, pairwiseSum } from './line.ts';
export { offsetsOf, repeatedStrides, rowMajor } from './strides.ts';

export type { Broadcasting } from './broadcast.ts';
export { broadcasting, broadcastTo, broadcastTogether, size, sumTo } from './broadcast.ts';
export type { Arithmetic } from './derivative/cotangent.ts';
export { add, outcomeOfNumbers, scale } from './derivative/cotangent.ts';
export { numberOf } from './number.ts';
export { gradient } from './derivative/gradient.ts';
export type { Derivatives, GradientOptions, TensorsOfShapes } from './derivative/pullback.ts';
export { pullback, pullbackOfAll, variablesOf } from './derivative/pullback.ts';
export { hessianVectorProduct, pushforward } from './derivative/directional.ts';
export type { CustomDerivation, CustomDerivative } from './derivative/custom.ts';
export { customGradient, stopGradient, straightThrough } from './derivative/custom.ts';

export type { Replacement, RewriteOptions } from './rewriting/rewrite.ts';
export { repeatedly, rewrite } from './rewriting/rewrite.ts';
export { simplify } from './rewriting/simplify.ts';
export { print } from './listing.ts';
export { toDot } from './dot.ts';
export type { Datum, GraphJSON, NodeJSON, Reference } from './json/graph-json.ts';
export { toJSON } from './json/graph-json.ts';
export type { FromJSONOptions } from './json/from-json.ts';
export { fromJSON } from './json/from-json.ts';
export type { DataOf, Nested, NumericArray, Precision, Value } from './value.ts';
export { positionOf, toArray, toValue } from './value.ts';
export type { Bindable } from './decode.ts';
export type { Bindings, Bound } from './evaluation/binding.ts';
export { bind, definitionsIn, shapesOf } from './evaluation/binding.ts';
export type { Outputs } from './output.ts';
export { outputsIn, resultsFor } from './output.ts';
export type { EvaluateOptions, ValueOf, ValuesOf } from './evaluation/evaluate.ts';
export { evaluate } from './evaluation/evaluate.ts';
export type { LeafUpdate, Program, ProgramOptions } from './evaluation/interpret.ts';
export { interpret } from './evaluation/interpret.ts';
export type { Topology } from './topology.ts';
export { visit } from './topology.ts';

export type { BindingProblem, Failure, GraphError, Result } from './error.ts';
export {
  AdjointError,
  attempt,
  axisOutOfRange,
  emptyReduction,
  indexOutOfRange,
  invalidArgument,
  kindMismatch,
  notDifferentiable,
  orThrow,
  refuse,
  shapeMismatch,
} from './error.ts';

export * as elementary from './elementary/elementary.ts';
export type { Key } from './random.ts';
export { deriveKey, normals, permutation, uniforms } from './random.ts';
