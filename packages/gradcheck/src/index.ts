export type { NumericGradient, NumericGradientOptions } from './numeric-gradient.ts';
export { numericGradient } from './numeric-gradient.ts';
export type { CheckGradientsOptions } from './check-gradients.ts';
export { checkGradients } from './check-gradients.ts';
export type { CheckOptions, Differentiable, Point } from './check-function.ts';
export { checkFunction } from './check-function.ts';
export type { Probe, Report, Verdict } from './report.ts';
