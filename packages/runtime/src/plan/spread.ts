import type { Blocks } from './blocks.ts';
import { accessesIn, collapsed } from '../emit/collapse.ts';
import { type Access, keyOf } from '../emit/expression.ts';
import { type Nest, type Product, type Store, withAccesses } from '../emit/nest.ts';
import type { Stage, Step } from './stage.ts';

/**
 * Cuts large loops and products on whole arrays into chunks for threads, each a stage of its own. Every element is computed by one chunk as it is
 * without any, and sizes alone decide.
 */
export const spread = (stages: readonly Stage[]): readonly Stage[] =>
  stages.flatMap((stage) => (stage.type === 'whole' ? stagesOf(stage.steps) : [stage]));

const stagesOf = (steps: readonly Step[]): readonly Stage[] => {
  const stages: Stage[] = [];
  let together: Step[] = [];
  const finish = (): void => {
    if (together.length > 0) stages.push({ type: 'whole', steps: together });
    together = [];
  };
  for (const step of steps) {
    const sweep = step.type === 'nest' ? nestSweep(step) : step.type === 'product' ? productSweep(step) : undefined;
    if (sweep === undefined) together.push(step);
    else {
      finish();
      stages.push(sweep);
    }
  }
  finish();
  return stages;
};

/** A step for so many indices of a loop, in blocks of a size. */
type Piece = (indices: number, size: number) => Step;

const sweepOf = (extent: number, size: number, piece: Piece): Stage => {
  const count = Math.floor(extent / size);
  const rest = extent - count * size;
  const blocks: Blocks = { size, count, rest, chunks: Math.ceil(extent / size), perChunk: 1 };
  return {
    type: 'sweep',
    blocks,
    start: [],
    block: [piece(size, size)],
    rest: rest > 0 ? [piece(rest, size)] : [],
  };
};

/** Parts of an extent of a size that suits vectors, no more than some; the whole where that is not worth it. */
const partOf = (extent: number, most: number): number => {
  const unit = extent >= 64 * most ? 64 : extent >= 8 * most ? 8 : 1;
  return Math.min(extent, unit * Math.ceil(extent / most / unit));
};

const nestSweep = (nest: Nest): Stage | undefined => {
  const { extents, stores, ...rest } = collapsed(nest);
  const elements = extents.reduce((product, extent) => product * extent, stores.length);
  const most = Math.min(mostChunks, Math.floor(elements / leastElements));
  if (most < 2) return undefined;
  const loop = extents.findIndex(
    (extent, index) => extent >= most && stores.every((store) => writesApart(store, index, extents)),
  );
  if (loop < 0 || !readsOnlyItsOwn(stores)) return undefined;
  return sweepOf(extents[loop]!, partOf(extents[loop]!, most), (indices, size) => {
    const moving = withAccesses(stores, (access) => ({ ...access, perBlock: size * access.strides[loop]! }));
    return { ...rest, type: 'nest', extents: extents.with(loop, indices), stores: moving };
  });
};

/** Whether a store writes elsewhere at each index of a loop: what other loops reach with smaller steps stays apart, and larger steps are multiples of all that. */
const writesApart = ({ access: { strides, chosen } }: Store, loop: number, extents: readonly number[]): boolean => {
  const own = Math.abs(strides[loop]!);
  const others = strides.map((stride, index) => (index === loop ? 0 : Math.abs(stride)));
  const reach = others.reduce((sum, stride, index) => (stride > own ? sum : sum + stride * (extents[index]! - 1)), 0);
  const larger = others.filter((stride) => stride > own).reduce(commonDivisor, 0);
  return chosen === undefined && own > reach && (larger === 0 || larger > own * (extents[loop]! - 1) + reach);
};

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/** Whether what a nest both reads and writes is read where it is written. */
const readsOnlyItsOwn = (stores: readonly Store[]): boolean => {
  const written = new Map(stores.map(({ access }) => [access.buffer, keyOf(access)]));
  return stores.every(({ value }) =>
    accessesIn(value).every((access) => !written.has(access.buffer) || written.get(access.buffer) === keyOf(access)),
  );
};

const productSweep = (product: Product): Stage | undefined => {
  const { extents, m, n, k, a, b, c } = product;
  const [front = 1] = extents;
  const work = extents.reduce((all, extent) => all * extent, m * n * k);
  const most = Math.min(productChunks, Math.floor(work / leastProducts));
  if (most < 2) return undefined;
  const along = (access: Access, stride: number): Access => ({ ...access, perBlock: stride });
  if (front >= most)
    return sweepOf(front, partOf(front, most), (indices, size) => {
      const [first, second, third] = [a, b, c].map((each) => along(each, size * each.strides[0]!));
      return { ...product, type: 'product', extents: extents.with(0, indices), a: first!, b: second!, c: third! };
    });
  const isRows = m >= n;
  if (Math.max(m, n) < most) return undefined;
  return sweepOf(isRows ? m : n, partOf(isRows ? m : n, most), (indices, size) => {
    const result = along(c, size * c.strides.at(isRows ? -2 : -1)!);
    return isRows
      ? { ...product, type: 'product', m: indices, a: along(a, size * a.strides.at(-2)!), c: result }
      : { ...product, type: 'product', n: indices, b: along(b, size * b.strides.at(-1)!), c: result };
  });
};

/** Elements, or products of two numbers, that are not worth a chunk: some twenty microseconds. */
const leastElements = 1 << 15;
const leastProducts = 1 << 20;
const mostChunks = 16;
const productChunks = 8;
