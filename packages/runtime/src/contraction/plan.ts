import { type ElementType, type Lanes } from './lanes.ts';

/** An operand of a product, with bytes from one element to the next along its own axis and along the depth. */
interface Side {
  readonly type: ElementType;
  readonly along: number;
  readonly depth: number;
}

/** A product of two sides: one is read number by number (the rows of the result), the other in vectors (its columns). */
export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly splat: Side;
  readonly vector: Side;
  /** Bytes from one row and one column of the result to the next. */
  readonly result: readonly [row: number, column: number];
}

/** Some neighbouring panels of the vector operand, each a few vectors wide. */
export interface Panels {
  readonly count: number;
  readonly vectors: number;
  /** Rows of the tiles that are computed with them. */
  readonly rows: number;
  /** Columns of one panel, less than its vectors have lanes where the last vector is not full. */
  readonly columns: number;
  readonly isPacked: boolean;
}

/** How a product is computed. All numbers depend on the sizes alone, never on the machine. */
export interface Plan {
  /** Products per block of the depth: within one, sums stay in registers. */
  readonly block: number;
  /** Panels of full vectors, and those that remain, if any. */
  readonly main: Panels;
  readonly last: Panels;
  /** Main panels that are packed at a time. */
  readonly panels: number;
  readonly packsSplat: boolean;
  /** Rows of the splat operand that are swept, and packed, at a time. */
  readonly strip: number;
}

/** The parts of a depth that are as long as each other but for the last, and at most so long. */
export const evenly = (size: number, most: number): number => Math.ceil(size / Math.ceil(size / most));

/** Chooses blocks and tiles. */
export const planOf = (lanes: Lanes, product: Product): Plan => {
  const { rows, columns, depth, splat, vector } = product;
  const block = evenly(depth, blockBytes(product) / lanes.size);
  const vectors = Math.ceil(columns / lanes.count);
  const isFlat = rows <= 16;
  const wide = isFlat && rows !== 3 && rows !== 4 ? 4 : 2;
  const isPartial = columns % lanes.count > 0;
  const rest = vectors % wide;
  const isSingle = wide === 2 && rest === 1 && vectors > 1; // one vector and two become three
  const remaining = isSingle ? 3 : rest === 0 && isPartial ? wide : rest;
  const isContiguous = vector.type === 'number' && vector.along === lanes.size;
  // where few rows use an operand, copies hardly pay, unless its lines would push each other out of the cache
  const packsAll = !isContiguous || !isFlat || (rows > 6 && Math.abs(vector.depth) >= 4096);
  const main = {
    count: (vectors - remaining) / wide,
    vectors: wide,
    rows: tileRows(rows, wide),
    columns: wide * lanes.count,
    isPacked: packsAll,
  };
  const last = {
    count: remaining === 0 ? 0 : 1,
    vectors: remaining,
    rows: tileRows(rows, remaining),
    columns: columns - main.count * main.columns,
    isPacked: packsAll || isPartial,
  };
  const room = isFlat ? firstCache : secondCache;
  const panels = packsAll ? Math.max(1, Math.floor(room / (block * wide * 16))) : main.count;
  const packsSplat = splat.type === 'byte' || (isFar(lanes, splat, 64) && vectors >= 8 && rows >= 4 && depth > shallow);
  // a shallow product is bound by its stores: whole rows one after the other; else a cache line of contiguous rows
  const strip = depth <= shallow ? 4 : 16;
  return { block, main, last, panels: Math.min(panels, main.count), packsSplat, strip };
};

/** The most bytes of a contiguous column in a block: few at a time where they lie on many pages that are visited but once. */
const blockBytes = ({ rows, depth, vector }: Product): number =>
  rows === 1 && depth <= 4096 && Math.abs(vector.depth) >= 2048 ? 64 : 1152;

const shallow = 32;
const firstCache = 16 * 1024;
const secondCache = 512 * 1024;

/** Whether a step along the depth goes so many bytes away. */
const isFar = (lanes: Lanes, { depth }: Side, bytes: number): boolean =>
  depth !== lanes.size && Math.abs(depth) >= bytes;

/** What a product costs, in vector operations, roughly. */
export const costOf = (lanes: Lanes, product: Product): number => {
  const { rows, columns, depth, vector, splat, result } = product;
  const { main, last, block, packsSplat } = planOf(lanes, product);
  const vectors = Math.ceil(columns / lanes.count);
  const copying = (along: number, step: number, size: number): number => (along === size ? 0.5 : step === size ? 3 : 8);
  const isPacked = main.count === 0 ? last.isPacked : main.isPacked;
  const sizes = [lanes.reads[splat.type].size, lanes.reads[vector.type].size] as const;
  const splatCopy = (rows * depth * copying(splat.depth, splat.along, sizes[0])) / lanes.count;
  const vectorCopy = vectors * depth * copying(vector.along, vector.depth, sizes[1]);
  const missing = isFar(lanes, splat, 512) && depth > shallow ? 1.5 * rows * depth : 0;
  const isContiguous = result[1] === lanes.size || columns === 1;
  const storing = rows * vectors * Math.ceil(depth / block) * (isContiguous ? 1 : 6);
  const waiting = vectors === 1 && rows > 1 ? 1.4 : 1; // four sums at a time are not enough to hide how long one takes
  return waiting * rows * vectors * depth + (isPacked ? vectorCopy : 0) + (packsSplat ? splatCopy : missing) + storing;
};

/** The same product with its sides exchanged. */
export const exchange = ({ rows, columns, depth, splat, vector, result }: Product): Product => ({
  rows: columns,
  columns: rows,
  depth,
  splat: vector,
  vector: splat,
  result: [result[1], result[0]],
});

const tileRows = (rows: number, vectors: number): number => Math.min(rows, vectors >= 3 ? 2 : 4);
