export type { NumericGradient, NumericGradientOptions } from './numeric-gradient.ts';
export { numericGradient } from './numeric-gradient.ts';
export type { CheckGradientsOptions } from './check-gradients.ts';
export { checkGradients } from './check-gradients.ts';
export type { CheckOptions, Progress } from './examine.ts';
export type { Point } from './subject.ts';
export type { AsyncDifferentiable, Differentiable, GradientAt } from './check-function.ts';
export { checkFunction } from './check-function.ts';
export { assertGradients } from './assert-gradients.ts';
export type { Probe, Report, Suspect, Verdict } from './report.ts';
export type { Fault, FaultKind } from './fault.ts';
export type { CheckHessianOptions, HessianReport } from './check-hessian.ts';
export { checkHessian } from './check-hessian.ts';
export type { SanityCheckOptions, SanityFinding, SanityReport } from './sanity-check.ts';
export { sanityCheck } from './sanity-check.ts';
export type { CheckOpOptions, OpCheckName } from './check-op.ts';
export { checkOp } from './check-op.ts';
export type {
  Built,
  ElementsOfBuilt,
  Interval,
  NestedOfOperand,
  NestedShape,
  Operand,
  Sample,
  SampleOptions,
  ShapeOfBuilt,
  TensorOfOperand,
} from './sample.ts';
export { at, bools, ints, reals, sample } from './sample.ts';
export type { Finding, OpCheck, OpReport } from './op-report.ts';
export type { VariationName } from './variation.ts';
