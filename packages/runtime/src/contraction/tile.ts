import { branchIf, type Code, get, ifElse, type Local, loop, set, tee } from '../wasm/code.ts';
import { i32 } from '../wasm/instruction.ts';
import { type Lanes, zeros } from './lanes.ts';
import { advance, integers, type Variable } from './repetition.ts';

/** Sums of products that are kept in registers: some rows of the splat operand times some vectors of the other. */
export interface Tile {
  readonly rows: number;
  readonly vectors: number;
  /** Columns that are stored; those of the last vector beyond them are dropped. */
  readonly columns: number;
  /** The operand that is read number by number, with bytes from row to row and along the depth. */
  readonly splat: { readonly address: Local; readonly row: number; readonly step: number };
  /** The operand that is read in vectors, with bytes along the depth. */
  readonly vector: { readonly address: Local; readonly step: number };
  readonly result: Result;
  /** How many products are summed, at least one. */
  readonly depth: Code;
}

/** Where sums go. */
export interface Result {
  readonly address: Local;
  /** Bytes from one row and one column to the next. */
  readonly strides: readonly [row: number, column: number];
  /** Whether sums are added to what is there: always, never, or where a variable is not 0. */
  readonly adds: boolean | Local;
}

/**
 * The loop over the depth and the stores. Its body is one step of the depth and is not unrolled: engines move all loads of a body to its start, so
 * that a longer one, or a larger tile, needs more registers than the fifteen there are.
 */
export const tileCode = (lanes: Lanes, variable: Variable, tile: Tile): readonly Code[] => {
  const { rows, vectors, splat, vector } = tile;
  const sums = Array.from({ length: rows }, () => Array.from({ length: vectors }, () => variable('v128')));
  const splats = sums.map(() => variable('v128'));
  const loaded = Array.from({ length: vectors }, () => variable('v128'));
  const { a, b, left } = integers(variable, 'a b left');
  return [
    ...sums.flat().map((sum) => set(sum, zeros)),
    set(a, get(splat.address)),
    set(b, get(vector.address)),
    set(left, tile.depth),
    loop(
      ...loaded.map((local, index) => set(local, lanes.reads.number.vector(get(b), 16 * index))),
      ...sums.flatMap((row, index) => [
        set(splats[index]!, lanes.splat(get(a), index * splat.row)),
        ...row.map((sum, column) => set(sum, lanes.multiplyAdd(get(splats[index]!), get(loaded[column]!), get(sum)))),
      ]),
      ...advance(a, splat.step),
      ...advance(b, vector.step),
      branchIf(0, tee(left, i32.sub(get(left), i32.const(1)))),
    ),
    ...storeSums(lanes, sums, tile),
  ];
};

const storeSums = (lanes: Lanes, sums: readonly (readonly Local[])[], { columns, result }: Tile): readonly Code[] => {
  const { address, strides, adds } = result;
  const isContiguous = strides[1] === lanes.size;
  const places = sums.flatMap((row, index) =>
    row.map((sum, vector) => {
      const column = vector * lanes.count;
      const count = Math.min(lanes.count, columns - column);
      return { sum, offset: index * strides[0] + column * strides[1], count };
    }),
  );
  const whole = places.filter(({ count }) => isContiguous && count === lanes.count);
  const parts = places
    .filter((place) => !whole.includes(place))
    .flatMap(({ sum, offset, count }) =>
      Array.from({ length: count }, (_, index) => ({
        number: lanes.extract(get(sum), index),
        at: offset + index * strides[1],
      })),
    );
  return [
    ...addWhere(
      adds,
      whole.map(({ sum, offset }) => set(sum, lanes.add(lanes.reads.number.vector(get(address), offset), get(sum)))),
    ),
    ...whole.map(({ sum, offset }) => lanes.store(get(address), get(sum), offset)),
    ...storeNumbers(lanes, result, parts),
  ];
};

/** Stores single numbers, at offsets in bytes from the address of the result. */
export const storeNumbers = (
  lanes: Lanes,
  { address, adds }: Result,
  parts: readonly { readonly number: Code; readonly at: number }[],
): readonly Code[] => {
  const sum = parts.map(({ number, at }) =>
    lanes.storeNumber(get(address), lanes.addNumbers(lanes.reads.number.one(get(address), at), number), at),
  );
  const plain = parts.map(({ number, at }) => lanes.storeNumber(get(address), number, at));
  if (parts.length === 0) return [];
  if (typeof adds === 'boolean') return adds ? sum : plain;
  return [ifElse(get(adds), sum, plain)];
};

const addWhere = (adds: Result['adds'], additions: readonly Code[]): readonly Code[] => {
  if (additions.length === 0 || adds === false) return [];
  return adds === true ? additions : [ifElse(get(adds), additions)];
};
