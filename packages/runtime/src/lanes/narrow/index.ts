export { exp, expm1, sigmoid } from './exponential.ts';
export { cosh, sinh, tanh } from './hyperbolic.ts';
export { log, log10, log1p, log2, softplus } from './logarithm.ts';
