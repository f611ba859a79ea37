import type { PlacedBuffer } from './emit/surroundings.ts';
import { spaceFor } from './element.ts';
import type { Buffer, Step } from './schedule.ts';
import { accessesIn } from './emit/collapse.ts';

/** Where every buffer of a program lies in its memory. */
export interface Arena {
  readonly buffers: readonly PlacedBuffer[];
  /** The first free address behind them. */
  readonly end: number;
}

/** What is decided already. */
export interface ArenaOptions {
  /** The first free address. */
  readonly start: number;
  /** Addresses by buffer. */
  readonly held: ReadonlyMap<number, number>;
  readonly stays: ReadonlySet<number>;
}

/**
 * Places buffers behind one another from some address on, and a new one where an older one is no longer needed. Some are `held` at places
 * of their own already; those that `stay` keep theirs for good.
 */
export const arenaOf = (
  buffers: readonly Buffer[],
  steps: readonly Step[],
  { start, held, stays }: ArenaOptions,
): Arena => {
  const [born, dies] = [new Int32Array(buffers.length).fill(-1), new Int32Array(buffers.length).fill(-1)];
  for (const [time, step] of steps.entries())
    for (const buffer of buffersIn(step)) {
      if (born[buffer] === -1) born[buffer] = time;
      dies[buffer] = time;
    }
  const sizes = buffers.map(({ type, count }) => spaceFor(type, count));
  const addresses = new Float64Array(buffers.length);
  let end = start;
  const grow = (size: number): number => (end += size) - size;
  for (const buffer of buffers.keys())
    if (held.has(buffer)) addresses[buffer] = held.get(buffer)!;
    else if (stays.has(buffer)) addresses[buffer] = grow(sizes[buffer]!);
  const order = [...buffers.keys()].filter((buffer) => !stays.has(buffer) && !held.has(buffer) && born[buffer]! >= 0);
  order.sort((a, b) => born[a]! - born[b]!);
  const free = new Map<number, number[]>(); // addresses by size
  const dying: number[][] = steps.map(() => []);
  for (const buffer of order) dying[dies[buffer]!]!.push(buffer);
  let time = 0;
  for (const buffer of order) {
    for (; time < born[buffer]!; time++)
      for (const dead of dying[time]!) {
        const places = free.get(sizes[dead]!);
        if (places === undefined) free.set(sizes[dead]!, [addresses[dead]!]);
        else places.push(addresses[dead]!);
      }
    addresses[buffer] = free.get(sizes[buffer]!)?.pop() ?? grow(sizes[buffer]!);
  }
  return {
    buffers: buffers.map((buffer, index) => ({ ...buffer, address: addresses[index]! })),
    end,
  };
};

/** Every buffer that a step reads or writes. */
const buffersIn = (step: Step): readonly number[] => {
  if (step.type === 'kernel') return [...step.inputs, ...step.outputs];
  if (step.type === 'product') return [step.a.buffer, step.b.buffer, step.c.buffer];
  return step.stores.flatMap(({ access, value }) => [access.buffer, ...accessesIn(value).map(({ buffer }) => buffer)]);
};
