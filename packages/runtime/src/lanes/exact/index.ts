export { erf, erfc } from './error-function.ts';
export { exp, expm1, sigmoid } from './exponential.ts';
export { acosh, asinh, atanh, cosh, sinh, tanh } from './hyperbolic.ts';
export { acos, asin, atan, atan2 } from './inverse-trigonometric.ts';
export { log, log10, log1p, log2, softplus } from './logarithm.ts';
export { hypot, pow } from './power.ts';
export { isHugeQuotient, mod, modByDivision } from './remainder.ts';
export { cos, sin, tan, isHugeAngle } from './trigonometric.ts';
