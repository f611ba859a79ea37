export { erf, erfc } from './error-function.ts';
export { acosh, asinh, atanh } from './inverse-hyperbolic.ts';
export { acos, asin, atan, atan2 } from './inverse-trigonometric.ts';
export { hypot, pow } from './power.ts';
export { cos, sin, tan } from './trigonometric.ts';
