import type { Kind, Scalar } from '@adjoint/graph';

/** What one element of a nest is computed from; what several share is one object. */
export type Expression =
  | Readonly<{ type: 'literal'; kind: Kind; value: number }>
  | Readonly<{ type: 'read'; kind: Kind; access: Access }>
  /** An operation's scalar expression of operands. */
  | Readonly<{ type: 'apply'; kind: Kind; scalar: Scalar; operands: readonly Expression[] }>;

/** An element of a buffer: the one at `start`, plus the index of every loop times its stride, all counted in elements. */
export interface Access {
  readonly buffer: number;
  readonly start: number;
  /** One for each loop of the nest. */
  readonly strides: readonly number[];
  /** How far it moves from one block of a sweep to the next, and from one chunk of blocks to the next; not at all if not given. */
  readonly perBlock?: number;
  readonly perChunk?: number;
}

/** What two accesses have in common if and only if they are to the same elements. */
export const keyOf = ({ buffer, start, strides }: Access): string => `${buffer}:${start}:${strides.join()}`;
