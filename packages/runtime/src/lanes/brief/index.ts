export { erf, erfc } from './error-function.ts';
export { exp, expm1, sigmoid, cosh, sinh, tanh } from './exponential.ts';
export { acosh, asinh, atanh } from './inverse-hyperbolic.ts';
export { acos, asin, atan, atan2 } from './inverse-trigonometric.ts';
export { log, log10, log1p, log2, softplus } from './logarithm.ts';
export { hypot, pow } from './power.ts';
export { cos, sin, tan } from './trigonometric.ts';
