import { defineOp, type Kind, outcome, type Shape, type Tensor } from '@adjoint/graph';

/** Integers or truth values as real numbers; true is 1. No derivative flows through. */
export const toReal: <S extends Shape, K extends Kind>(x: Tensor<S, K>) => Tensor<S> = defineOp(
  'toReal',
  <S extends Shape, K extends Kind>(x: Tensor<S, K>) => outcome<S>(x.shape),
  { kinds: ['any'], scalar: (x) => x, derivative: [({ g }) => g] },
);

/** Real numbers as integers of 32 bits, rounded towards zero; truth values as 0 and 1. The derivative is 0. */
export const toInt: <S extends Shape, K extends Kind>(x: Tensor<S, K>) => Tensor<S, 'int'> = defineOp(
  'toInt',
  <S extends Shape, K extends Kind>(x: Tensor<S, K>) => outcome<S, 'int'>(x.shape, 'int'),
  { kinds: ['any'], scalar: (x) => x, derivative: [() => null] },
);
