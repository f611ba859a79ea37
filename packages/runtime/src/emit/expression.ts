import type { Kind, Scalar } from '@adjoint/graph';
import { elementaries } from '../lanes/elementary.ts';

/** What one element of a nest is computed from; what several share is one object. */
export type Expression =
  | Readonly<{ type: 'literal'; kind: Kind; value: number }>
  | Readonly<{ type: 'read'; kind: Kind; access: Access }>
  /** An operation's scalar expression of operands. */
  | Readonly<{ type: 'apply'; kind: Kind; scalar: Scalar; operands: readonly Expression[] }>;

/** An element of a buffer: the one at `start`, plus the index of every loop times its stride, plus what is chosen, all counted in elements. */
export interface Access {
  readonly buffer: number;
  readonly start: number;
  /** One for each loop of the nest. */
  readonly strides: readonly number[];
  readonly chosen?: readonly Choice[];
  /** How far it moves from one block of a sweep to the next, and from one chunk of blocks to the next; not at all if not given. */
  readonly perBlock?: number;
  readonly perChunk?: number;
}

/** An index that is an integer in memory, times a stride. */
export interface Choice {
  readonly index: Access;
  /** The size of the axis that it is along; what is no index of that counts as the last one. */
  readonly size: number;
  readonly stride: number;
}

/** Whether an access is to the same element at every index of a loop. */
export const isFixedAlong = ({ strides, chosen = [] }: Access, loop: number): boolean =>
  strides[loop] === 0 && chosen.every(({ index }) => isFixedAlong(index, loop));

/** An access and those that it depends on. */
export const withIndices = (access: Access): readonly Access[] => [
  access,
  ...(access.chosen ?? []).flatMap(({ index }) => withIndices(index)),
];

/** What two accesses have in common if and only if they are to the same elements. */
export const keyOf = ({ buffer, start, strides, chosen = [] }: Access): string =>
  `${buffer}:${start}:${strides.join()}${chosen.map(({ index, size, stride }) => `+${stride}[${keyOf(index)}<${size}]`).join('')}`;

/** Whether expressions come to few operations, none of them an elementary function. */
export const areBrief = (expressions: readonly Expression[]): boolean => {
  const seen = new Set<Expression | Scalar>(expressions);
  let operations = 0;
  for (const each of seen) {
    if (each.type !== 'apply') continue;
    for (const operand of each.operands) seen.add(operand);
    if ('scalar' in each) seen.add(each.scalar);
    else if (++operations > mostBrief || Object.hasOwn(elementaries, each.instruction)) return false;
  }
  return true;
};

const mostBrief = 12;
