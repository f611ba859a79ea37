import { add, type Shape, type Tensor } from '@adjoint/graph';
import { mul } from './arithmetic.ts';
import { abs, square } from './elementwise.ts';
import { sum } from './reduction.ts';

/** The plain sum of squares Σ w², as in the lecture: no factor ½. */
export const l2 = <S extends Shape>(w: Tensor<S>): Tensor<[]> => sum(square(w));

/** The sum of magnitudes Σ |w|. */
export const l1 = <S extends Shape>(w: Tensor<S>): Tensor<[]> => sum(abs(w));

/** How the elastic net weighs its two parts. */
export interface ElasticNetOptions {
  /** What the squares are multiplied by; 1 if not given. */
  readonly beta?: number;
}

/** Σ β·w² + |w|. */
export const elasticNet = <S extends Shape>(w: Tensor<S>, { beta = 1 }: ElasticNetOptions = {}): Tensor<[]> =>
  add(mul(beta, l2(w)), l1(w));
