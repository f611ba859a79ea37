import { branchIf, type Code, get, type Local, loop, set, tee } from '../wasm/code.ts';
import { i32 } from '../wasm/instruction.ts';
import type { Surroundings } from './surroundings.ts';

/** The index of each loop around some code, by the number of the loop. */
export type Counters = ReadonlyMap<number, Local>;

/** Statements as often as told, with a counter that goes up from 0; what turns once is no loop. */
export const repeated = (counter: Local, turns: number, body: readonly Code[]): readonly Code[] => {
  if (turns === 0) return [];
  const start = set(counter, i32.const(0));
  if (turns === 1) return [start, ...body];
  const next = tee(counter, i32.add(get(counter), i32.const(1)));
  return [start, loop(...body, branchIf(0, i32.lt_u(next, i32.const(turns))))];
};

/** Loops around some code, the first of them outermost. */
export const nested = (
  extents: readonly number[],
  loops: readonly number[],
  { variable }: Pick<Surroundings, 'variable'>,
  body: (counters: Counters) => readonly Code[],
): readonly Code[] => {
  const counters = new Map(loops.map((each) => [each, variable('i32')]));
  return loops.reduceRight<readonly Code[]>(
    (inner, each) => repeated(counters.get(each)!, extents[each]!, inner),
    body(counters),
  );
};
