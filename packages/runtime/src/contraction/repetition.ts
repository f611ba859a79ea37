import { branchIf, type Code, get, ifElse, type Local, loop, select, set, tee, type ValueType } from '../wasm/code.ts';
import { i32 } from '../wasm/instruction.ts';

/** A way to have further variables in a function. */
export type Variable = (type: ValueType) => Local;

type Names<L extends string> = L extends `${infer N} ${infer R}` ? N | Names<R> : L;

/** Variables for addresses and counts, by their names. */
export const integers = <const L extends string>(variable: Variable, names: L): Readonly<Record<Names<L>, Local>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, variable('i32')])) as Record<Names<L>, Local>; // one for each name

/** A size that is known when code is written, or one that is known when it runs. */
export type Count = number | Code;

/** Statements done so many times, perhaps never. */
export const times = (variable: Variable, count: Count, ...body: readonly Code[]): readonly Code[] => {
  if (count === 0) return [];
  if (count === 1) return body;
  const left = variable('i32');
  const again = loop(...body, branchIf(0, tee(left, i32.sub(get(left), i32.const(1)))));
  return typeof count === 'number' ? [set(left, i32.const(count)), again] : [ifElse(tee(left, count), [again])];
};

/** Moves an address by so many bytes. */
export const advance = (address: Local, bytes: number): readonly Code[] =>
  bytes === 0 ? [] : [set(address, plus(get(address), bytes))];

/** An address so many bytes further. */
export const plus = (address: Code, bytes: number): Code =>
  bytes === 0 ? address : i32.add(address, i32.const(bytes));

/** A size as an expression. */
export const countCode = (count: Count): Code => (typeof count === 'number' ? i32.const(count) : count);

/** A size divided by a power of two, rounded down. */
export const quotient = (count: Count, by: number): Count =>
  typeof count === 'number' ? Math.floor(count / by) : i32.shr_u(count, i32.const(Math.log2(by)));

/** What is left of a size after division by a power of two. */
export const rest = (count: Count, by: number): Count =>
  typeof count === 'number' ? count % by : i32.and(count, i32.const(by - 1));

/** A size times bytes. */
export const scaled = (count: Count, bytes: number): Code =>
  typeof count === 'number' ? i32.const(count * bytes) : i32.mul(count, i32.const(bytes));

/** The smaller of a size that is known and one that runs down. */
export const atMost = (most: number, left: Local): Code =>
  select(i32.const(most), get(left), i32.lt_u(i32.const(most), get(left)));

/**
 * A sum in blocks of so many terms, the last perhaps shorter. The body gets the length of a block, and whether its sums are added to those that are
 * there: as for the whole in the first block, always in later ones.
 */
export const inBlocks = (
  variable: Variable,
  count: Count,
  block: number,
  adds: boolean,
  body: (length: Count, adds: boolean | Local) => readonly Code[],
): readonly Code[] => {
  if (typeof count === 'number' && count <= block) return body(count, adds);
  const { left, here, isLater } = integers(variable, 'left here isLater');
  const blocks =
    typeof count === 'number'
      ? Math.ceil(count / block)
      : i32.div_u(i32.add(count, i32.const(block - 1)), i32.const(block));
  return [
    set(left, countCode(count)),
    set(isLater, i32.const(0)),
    ...times(
      variable,
      blocks,
      set(here, atMost(block, left)),
      ...body(get(here), adds || isLater),
      set(left, i32.sub(get(left), get(here))),
      set(isLater, i32.const(1)),
    ),
  ];
};
