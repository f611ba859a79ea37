// Adjoint's own elementary functions: correctly specified arithmetic only, so every engine gives the same bits.

export { exp, expm1, sigmoid } from './exponential.ts';
export { log, log10, log1p, log2, softplus } from './logarithm.ts';
export { hypot, pow } from './power.ts';
export { cos, sin, tan } from './trigonometric.ts';
export { acos, asin, atan, atan2 } from './inverse-trigonometric.ts';
export { acosh, asinh, atanh, cosh, sinh, tanh } from './hyperbolic.ts';
export { erf, erfc } from './error-function.ts';
