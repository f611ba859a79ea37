import { branchIf, type Code, get, ifElse, type Local, loop, set, tee } from '../wasm/code.ts';
import { i32 } from '../wasm/instruction.ts';
import { type Lanes, zeros } from './lanes.ts';
import { pack } from './packing.ts';
import { evenly, type Product } from './plan.ts';
import {
  advance,
  type Count,
  countCode,
  inBlocks,
  integers,
  quotient,
  rest,
  times,
  type Variable,
} from './repetition.ts';
import { type Sweep } from './sweep.ts';
import { type Result, storeNumbers } from './tile.ts';

const mostDots = 4;

/** Whether a product can be computed as dot products: rows that are contiguous along the depth, few columns. */
export const isDots = (lanes: Lanes, { columns, splat }: Product): boolean =>
  columns <= mostDots && splat.depth === lanes.reads[splat.type].size;

/** What dot products cost, in vector operations, roughly. */
export const dotsCost = (lanes: Lanes, { rows, columns, depth }: Product): number =>
  rows * columns * (depth / lanes.count + 6) + columns * depth;

/** Dot products of a few rows with all columns at a time; vectors lie along the depth. */
export const dotSweep = (lanes: Lanes, product: Product): Sweep => {
  const { rows, columns, depth, splat, vector } = product;
  const block = 16 * Math.ceil(evenly(depth, 1024) / 16);
  const isPacked = columns > 0 && !(vector.type === 'number' && vector.depth === lanes.size);
  const pitch = isPacked ? block * lanes.size : vector.along;
  const height = Math.min(rows, columns >= 3 ? 2 : 4);
  const code: Sweep['code'] = (variable, { splat: rowsAt, vector: columnsAt, scratch }, result, depth) => {
    const { a, b, row, resultRow } = integers(variable, 'a b row resultRow');
    const packing = (length: Count): readonly Code[] =>
      pack(lanes, variable, {
        from: b,
        strides: [vector.along, vector.depth],
        type: vector.type,
        to: scratch,
        pitch,
        rows: columns,
        columns: length,
      });
    const body = (length: Count, adds: Result['adds']): readonly Code[] => {
      const dots = (rows: number): readonly Code[] =>
        dotTile(lanes, variable, {
          rows,
          columns,
          depth: length,
          row,
          pitch,
          product,
          column: isPacked ? scratch : b,
          result: { ...result, address: resultRow, adds },
        });
      return [
        ...(isPacked ? packing(length) : []),
        set(row, get(a)),
        set(resultRow, get(result.address)),
        ...times(
          variable,
          Math.floor(rows / height),
          ...dots(height),
          ...advance(row, height * splat.along),
          ...advance(resultRow, height * result.strides[0]),
        ),
        ...(rows % height === 0 ? [] : dots(rows % height)),
        ...advance(a, block * splat.depth),
        ...advance(b, block * vector.depth),
      ];
    };
    return [set(a, get(rowsAt)), set(b, get(columnsAt)), ...inBlocks(variable, depth, block, result.adds, body)];
  };
  return { bytes: isPacked ? columns * pitch : 0, block, code };
};

interface DotTile {
  readonly rows: number;
  readonly columns: number;
  readonly depth: Count;
  readonly row: Local;
  readonly column: Local;
  /** Bytes from column to column. */
  readonly pitch: number;
  readonly product: Product;
  readonly result: Result;
}

const dotTile = (lanes: Lanes, variable: Variable, tile: DotTile): readonly Code[] => {
  const { rows, columns, depth, row, column, pitch, product, result } = tile;
  const { type, along } = product.splat;
  const { one, vector, size } = lanes.reads[type];
  const number = lanes.reads.number;
  // few sums would wait for each other: each is kept in several parts
  const parts = 2 ** Math.max(0, 2 - Math.ceil(Math.log2(rows * columns)));
  const step = parts * lanes.count;
  const { a, b, left } = integers(variable, 'a b left');
  const sums = Array.from({ length: rows * columns }, (_, index) => ({
    row: Math.floor(index / columns),
    column: index % columns,
    vectors: Array.from({ length: parts }, () => variable('v128')),
    number: variable(lanes.type),
  }));
  const rowVectors = Array.from({ length: rows * parts }, () => variable('v128'));
  const columnVectors = Array.from({ length: columns * parts }, () => variable('v128'));
  const tails = rest(depth, step);
  const total = (vector: Code): Code => {
    const extracted = Array.from({ length: lanes.count }, (_, lane) => lanes.extract(vector, lane));
    return treeSum(extracted, lanes.addNumbers);
  };
  return [
    ...sums.flatMap(({ vectors }) => vectors.map((sum) => set(sum, zeros))),
    ...sums.map(({ number }) => set(number, lanes.number(0))),
    set(a, get(row)),
    set(b, get(column)),
    set(left, countCode(quotient(depth, step))),
    ifElse(get(left), [
      loop(
        ...rowVectors.map((local, index) => {
          const part = index % parts;
          return set(local, vector(get(a), Math.floor(index / parts) * along + part * lanes.count * size));
        }),
        ...columnVectors.map((local, index) => {
          const part = index % parts;
          return set(local, number.vector(get(b), Math.floor(index / parts) * pitch + part * 16));
        }),
        ...sums.flatMap(({ row, column, vectors }) =>
          vectors.map((sum, part) =>
            set(
              sum,
              lanes.multiplyAdd(
                get(rowVectors[row * parts + part]!),
                get(columnVectors[column * parts + part]!),
                get(sum),
              ),
            ),
          ),
        ),
        ...advance(a, step * size),
        ...advance(b, step * lanes.size),
        branchIf(0, tee(left, i32.sub(get(left), i32.const(1)))),
      ),
    ]),
    ...times(
      variable,
      tails,
      ...sums.map(({ row, column, number: sum }) =>
        set(
          sum,
          lanes.addNumbers(get(sum), lanes.mulNumbers(one(get(a), row * along), number.one(get(b), column * pitch))),
        ),
      ),
      ...advance(a, size),
      ...advance(b, lanes.size),
    ),
    ...sums.map(({ vectors, number }) =>
      set(number, lanes.addNumbers(total(treeSum(vectors.map(get), lanes.add)), get(number))),
    ),
    ...storeNumbers(
      lanes,
      result,
      sums.map(({ row, column, number }) => ({
        number: get(number),
        at: row * result.strides[0] + column * result.strides[1],
      })),
    ),
  ];
};

const treeSum = (codes: readonly Code[], add: (a: Code, b: Code) => Code): Code => {
  if (codes.length === 1) return codes[0]!;
  const half = codes.length / 2;
  return add(treeSum(codes.slice(0, half), add), treeSum(codes.slice(half), add));
};
