import { type Code, get, type Local, set } from '../wasm/code.ts';
import { type Function, functionOf } from '../wasm/module.ts';
import { i32 } from '../wasm/instruction.ts';
import { dotsCost, dotSweep, isDots } from './dots.ts';
import { type ElementType, fusedLanesOf, type Lanes, lanesOf } from './lanes.ts';
import { costOf, exchange, planOf, type Product } from './plan.ts';
import { advance, atMost, integers, times, type Variable } from './repetition.ts';
import { type Places, type Sweep, tileSweep, type Total } from './sweep.ts';

/** A matrix where it lies in memory. Strides are counted in elements; they may be 0 or negative. */
interface Matrix {
  readonly strides: readonly [row: number, column: number];
  /** Numbers of the precision, unless said otherwise. */
  readonly type?: ElementType;
}

/** The sums of products C[m, n] = Σ_k A[m, k] · B[k, n], for sizes and strides that are known. */
export interface Contraction {
  readonly precision: 'float32' | 'float64';
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Matrix;
  readonly b: Matrix;
  readonly c: Pick<Matrix, 'strides'>;
  /** Whether sums are added to what is in C. */
  readonly accumulate: boolean;
  /** Whether products may be rounded together with sums, where the engine can. */
  readonly isFused?: boolean;
}

/** Code for a contraction. */
export interface ContractionCode {
  /** Bytes of scratch memory, which should start at a multiple of 16. */
  readonly scratchBytes: number;
  /** Takes the addresses of A, B, C and the scratch memory. C overlaps neither A nor B. */
  readonly function: Function;
}

/**
 * Writes a function for a contraction. The order of additions depends on the sizes and strides alone: sums over a few hundred products, then sums of
 * these, then, for depths of many thousands, sums of these again, so that rounding errors hardly grow with the depth.
 *
 * For example:
 *
 * // C = Aᵀ · B for A [256, 3072], B [256, 512]
 * contraction({
 *   precision: 'float32', m: 3072, n: 512, k: 256, accumulate: false,
 *   a: { strides: [1, 3072] }, b: { strides: [512, 1] }, c: { strides: [512, 1] },
 * });
 */
export const contraction = (contraction: Contraction): ContractionCode => {
  const { m, n, k, accumulate } = contraction;
  const lanes = (contraction.isFused === true ? fusedLanesOf : lanesOf)[contraction.precision];
  const product = productOf(lanes, contraction);
  const chosen = m === 0 || n === 0 || k === 0 ? undefined : choose(lanes, product);
  const room = chosen === undefined ? 0 : 16 * Math.ceil(chosen.sweep.bytes / 16);
  const isLong = chosen !== undefined && k > longest;
  const body = (variable: Variable, a: Local, b: Local, address: Local, scratch: Local): readonly Code[] => {
    if (chosen === undefined) {
      const sums = { rows: m, columns: n, strides: product.result };
      return accumulate ? [] : eachResult(variable, sums, address, (at) => lanes.storeNumber(at, lanes.number(0)));
    }
    const { sweep, product: oriented, isExchanged } = chosen;
    const places = { splat: isExchanged ? b : a, vector: isExchanged ? a : b, scratch };
    const result = { address, strides: oriented.result, adds: accumulate };
    return isLong
      ? sweepLong(lanes, variable, sweep, oriented, places, result, room)
      : sweep.code(variable, places, result, k);
  };
  return {
    scratchBytes: room + (isLong ? m * n * lanes.size : 0),
    function: functionOf(['i32', 'i32', 'i32', 'i32'], [], (variable, ...addresses) =>
      body(variable, ...(addresses as [Local, Local, Local, Local])),
    ),
  };
};

/** The depth up to which sums of blocks are added one after the other. */
const longest = 1 << 14;

const productOf = (lanes: Lanes, { m, n, k, a, b, c }: Contraction): Product => {
  const bytes = ({ type = 'number' }: Matrix): number => lanes.reads[type].size;
  return {
    rows: m,
    columns: n,
    depth: k,
    splat: { type: a.type ?? 'number', along: a.strides[0] * bytes(a), depth: a.strides[1] * bytes(a) },
    vector: { type: b.type ?? 'number', along: b.strides[1] * bytes(b), depth: b.strides[0] * bytes(b) },
    result: [c.strides[0] * lanes.size, c.strides[1] * lanes.size],
  };
};

interface Choice {
  readonly product: Product;
  readonly isExchanged: boolean;
  readonly sweep: Sweep;
}

/** The cheapest of tiles and dot products, with sides as they are or exchanged. */
const choose = (lanes: Lanes, product: Product): Choice => {
  const candidates = [
    { product, isExchanged: false },
    { product: exchange(product), isExchanged: true },
  ].flatMap((sides) => [
    {
      ...sides,
      cost: costOf(lanes, sides.product),
      make: () => tileSweep(lanes, sides.product, planOf(lanes, sides.product)),
    },
    ...(isDots(lanes, sides.product)
      ? [{ ...sides, cost: dotsCost(lanes, sides.product), make: () => dotSweep(lanes, sides.product) }]
      : []),
  ]);
  const cheapest = candidates.reduce((best, candidate) => (candidate.cost < best.cost ? candidate : best));
  return { product: cheapest.product, isExchanged: cheapest.isExchanged, sweep: cheapest.make() };
};

/** Sums of many blocks in scratch memory, which are added to the result one after the other. */
const sweepLong = (
  lanes: Lanes,
  variable: Variable,
  sweep: Sweep,
  { rows, columns, depth, splat, vector }: Product,
  { scratch, ...operands }: Places,
  result: Total,
  room: number,
): readonly Code[] => {
  const part = sweep.block * Math.floor(longest / sweep.block);
  const { left, here, a, b, from, address } = integers(variable, 'left here a b from address');
  const sums = { address, strides: [columns * lanes.size, lanes.size], adds: false } as const;
  const { one } = lanes.reads.number;
  const start: readonly Code[] = result.adds
    ? []
    : eachResult(variable, { rows, columns, strides: result.strides }, result.address, (at) =>
        lanes.storeNumber(at, lanes.number(0)),
      );
  return [
    ...start,
    set(sums.address, i32.add(get(scratch), i32.const(room))),
    set(left, i32.const(depth)),
    set(a, get(operands.splat)),
    set(b, get(operands.vector)),
    ...times(
      variable,
      Math.ceil(depth / part),
      set(here, atMost(part, left)),
      ...sweep.code(variable, { splat: a, vector: b, scratch }, sums, get(here)),
      set(from, get(sums.address)),
      ...eachResult(
        variable,
        { rows, columns, strides: result.strides },
        result.address,
        (at) => lanes.storeNumber(at, lanes.addNumbers(one(at), one(get(from)))),
        ...advance(from, lanes.size),
      ),
      ...advance(a, part * splat.depth),
      ...advance(b, part * vector.depth),
      set(left, i32.sub(get(left), get(here))),
    ),
  ];
};

/** Something done at the address of every result, row by row. */
const eachResult = (
  variable: Variable,
  { rows, columns, strides }: { rows: number; columns: number; strides: readonly [number, number] },
  start: Local,
  visit: (at: Code) => Code,
  ...after: readonly Code[]
): readonly Code[] => {
  const { row, at } = integers(variable, 'row at');
  return [
    set(row, get(start)),
    ...times(
      variable,
      rows,
      set(at, get(row)),
      ...times(variable, columns, visit(get(at)), ...after, ...advance(at, strides[1])),
      ...advance(row, strides[0]),
    ),
  ];
};
