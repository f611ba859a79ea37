import type { Value } from '@adjoint/graph';

/** Numbers one after the other: an array of any kind, or a value of which the shape does not matter. */
export type Numbers = ArrayLike<number> | Value;

/** The numbers in their order. */
export const numbersIn = (numbers: Numbers): ArrayLike<number> => ('data' in numbers ? numbers.data : numbers);
