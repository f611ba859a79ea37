import { spaceFor } from '../element.ts';
import { accessesIn } from '../emit/collapse.ts';
import { withIndices } from '../emit/expression.ts';
import type { PlacedBuffer } from '../emit/surroundings.ts';
import type { Schedule } from './schedule.ts';
import type { Step } from './stage.ts';

/** Where every buffer of a program lies in its memory. */
export interface Arena {
  readonly buffers: readonly PlacedBuffer[];
  /** The first free address behind those that are not local. */
  readonly end: number;
  /** How many bytes local buffers take behind that, for each thread. */
  readonly localBytes: number;
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
 * of their own already; those that `stay` keep theirs for good. Local ones come last; those of one stage use the places of another's.
 */
export const arenaOf = ({ buffers, stages, commit }: Schedule, { start, held, stays }: ArenaOptions): Arena => {
  const sizes = buffers.map(({ type, count }) => spaceFor(type, count));
  const addresses = new Float64Array(buffers.length);
  let end = start;
  for (const buffer of buffers.keys())
    if (held.has(buffer)) addresses[buffer] = held.get(buffer)!;
    else if (stays.has(buffer)) {
      addresses[buffer] = end;
      end += sizes[buffer]!;
    }
  const isShared = (buffer: number): boolean => !buffers[buffer]!.isLocal && !stays.has(buffer) && !held.has(buffer);
  const times = [...stages, ...commit].flatMap((stage) =>
    stage.type === 'whole'
      ? stage.steps.map(buffersIn)
      : [[...stage.start, ...stage.block, ...stage.rest].flatMap(buffersIn)],
  );
  end = place(
    times.map((used) => used.filter(isShared)),
    sizes,
    end,
    addresses,
  );
  const behind = [...stages, ...commit]
    .flatMap((stage) => (stage.type === 'sweep' ? [stage.block, stage.rest] : []))
    .map((steps) => steps.map((step) => buffersIn(step).filter((buffer) => buffers[buffer]!.isLocal)))
    .map((used) => place(used, sizes, end, addresses));
  return {
    buffers: buffers.map((buffer, index) => ({ ...buffer, address: addresses[index]! })),
    end,
    localBytes: Math.max(end, ...behind) - end,
  };
};

/** Finds places for what is used at each time, from an address on, and says where they end. */
const place = (
  times: readonly (readonly number[])[],
  sizes: readonly number[],
  start: number,
  addresses: Float64Array,
): number => {
  const dies = new Map<number, number>();
  for (const [time, used] of times.entries()) for (const buffer of used) dies.set(buffer, time);
  const free = new Map<number, number[]>(); // addresses by size
  const placed = new Set<number>();
  let end = start;
  for (const [time, used] of times.entries()) {
    const now = new Set(used);
    for (const buffer of now) {
      if (placed.has(buffer)) continue;
      placed.add(buffer);
      const size = sizes[buffer]!;
      const found = free.get(size)?.pop();
      addresses[buffer] = found ?? end;
      if (found === undefined) end += size;
    }
    for (const buffer of now) {
      if (dies.get(buffer) !== time) continue;
      const places = free.get(sizes[buffer]!);
      if (places === undefined) free.set(sizes[buffer]!, [addresses[buffer]!]);
      else places.push(addresses[buffer]!);
    }
  }
  return end;
};

/** Every buffer that a step reads or writes. */
const buffersIn = (step: Step): readonly number[] => {
  if (step.type === 'kernel') return [...step.inputs, ...step.outputs];
  if (step.type === 'product' || step.type === 'native') {
    const { a, b, c } = step.type === 'native' ? step.product : step;
    return [a.buffer, b.buffer, c.buffer];
  }
  const buffers: number[] = [];
  for (const { access, value } of step.stores) {
    buffers.push(access.buffer);
    for (const read of accessesIn(value)) for (const { buffer } of withIndices(read)) buffers.push(buffer);
  }
  return buffers;
};
