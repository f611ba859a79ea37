import type { AnyTensor, Dim, Tensor } from '@adjoint/graph';
import type { Between, Operands } from './operand.ts';

/** How an operation is compared at every size. */
export interface Row {
  /** Uses of it on operands of which a dimension has a size, or a name. */
  readonly build: (make: Operands, n: Dim) => readonly AnyTensor[];
  /** Uses of it on scalars. */
  readonly scalar?: (make: Operands) => readonly AnyTensor[];
  /**
   * What differences are measured by. `terms`: the same of the magnitudes of the operands, for sums of products. `value`: the entry, which is no sum or has
   * terms of one sign. `one`: the entry and 1, for sums and differences of terms that are no larger where operands are between −1 and 1.
   */
  readonly by: 'terms' | 'value' | 'one';
  /** The least size that it takes. */
  readonly least?: number;
}

export type Rows = Readonly<Record<string, Row>>;

type Unary = (x: Tensor) => AnyTensor;
type Binary = (a: Tensor, b: Tensor) => AnyTensor;

/** An operation on each element. */
export const each = (op: Unary, between: Between = {}, by: Row['by'] = 'value'): Row => ({
  build: (make, n) => [op(make.real([n, 3], between)), op(make.real([n], between))],
  scalar: (make) => [op(make.real([], between))],
  by,
});

/** An operation on each pair of elements. */
export const pairs = (op: Binary, left: Between = {}, right = left, by: Row['by'] = 'value'): Row => ({
  build: (make, n) => [
    op(make.real([n, 3], left), make.real([n, 3], right)),
    op(make.real([n, 3], left), make.real([3], right)),
    op(make.real([n, 1], left), make.real([n, 3], right)),
    op(make.real([], left), make.real([n], right)),
  ],
  scalar: (make) => [op(make.real([], left), make.real([], right))],
  by,
});

type Along = (x: Tensor, axis: number) => AnyTensor;

/** An operation along an axis. */
export const along = (op: Along, by: Row['by'], between: Between = {}): Row => ({
  build: (make, n) => [
    op(make.real([n, 3], between), 0),
    op(make.real([n, 3], between), 1),
    op(make.real([3, n], between), 1),
    op(make.real([2, n, 3], between), 1),
  ],
  by,
});

/** A reduction over one axis, or all of them. */
export const reduced = (op: (x: Tensor, axis?: number) => AnyTensor, by: Row['by'], least = 0): Row => {
  const { build } = along(op, by);
  return {
    build: (make, n) => [...build(make, n), op(make.real([n, 3]))],
    scalar: (make) => [op(make.real([]))],
    by,
    least,
  };
};
