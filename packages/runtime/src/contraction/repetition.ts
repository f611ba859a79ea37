import { branchIf, type Code, get, ifElse, type Local, loop, select, set, tee, type ValueType } from '../wasm/code.ts';
import { i32 } from '../wasm/instruction.ts';

/** A way to have further variables in a function. */
export type Variable = (type: ValueType) => Local;

/** Variables for addresses and counts, by their names. */
export const integers = <const N extends string>(
  variable: Variable,
  ...names: readonly N[]
): Readonly<Record<N, Local>> => Object.fromEntries(names.map((name) => [name, variable('i32')])) as Record<N, Local>; // one for each name

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

/** How many blocks of a length a size has, the last perhaps shorter. */
export const blocksOf = (count: Count, length: number): Count =>
  typeof count === 'number'
    ? Math.ceil(count / length)
    : i32.div_u(i32.add(count, i32.const(length - 1)), i32.const(length));
