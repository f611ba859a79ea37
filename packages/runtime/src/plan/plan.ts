import { type AnyTensor, nameOf, type Precision, type Sizes, visit } from '@adjoint/graph';
import { arenaOf } from './arena.ts';
import { cutOf } from './blocks.ts';
import { spaceFor } from '../element.ts';
import type { PlacedBuffer } from '../emit/surroundings.ts';
import type { Large } from '../error.ts';
import { expanded } from './expansion.ts';
import type { HeldPlace } from '../held.ts';
import { type Layout, layoutOf, type Slot } from './layout.ts';
import { scheduleOf } from './schedule.ts';
import { assemble, type Assembly } from './step-code.ts';
import { storedSlots } from './storage.ts';
import { widened } from './widening.ts';

/** What to plan, and how. */
export interface PlanOptions {
  /** What is asked for, then the new values of the leaves that change. */
  readonly outputs: readonly AnyTensor[];
  /** The leaves that change. */
  readonly updated: readonly AnyTensor[];
  readonly sizes: Sizes;
  readonly precision: Precision;
  /** The first free address. */
  readonly start: number;
  /** Where the leaves lie that are in memory already. */
  readonly held: ReadonlyMap<string, HeldPlace>;
  /** The leaves of real numbers that are bytes, by name. */
  readonly bytes: ReadonlySet<string>;
  readonly blockBytes: number | undefined;
  /** Whether threads have the memory in common. */
  readonly isShared: boolean;
  /** Whether a native library computes products. */
  readonly isNative: boolean;
  /** Whether products may be rounded together with sums. */
  readonly isFused: boolean;
}

/** A program for certain sizes, as plain data: code, what to do with it in order, and where everything lies. */
export interface Plan extends Assembly {
  readonly layout: Layout;
  readonly buffers: readonly PlacedBuffer[];
  /** The buffer of each slot that has one. */
  readonly bufferOf: readonly (number | undefined)[];
  /** The slots of the leaves that are bound, by name. */
  readonly inputs: ReadonlyMap<string, number>;
  /** The slots of constants. */
  readonly constants: readonly number[];
  /** How many of the last slots asked for must be true, for operations refuse something otherwise. */
  readonly checks: number;
  /** Whether parts are split, so that threads can help. */
  readonly isSplit: boolean;
  /** The bytes that one thread has for itself, from `end` on. */
  readonly threadBytes: number;
  readonly end: number;
}

/** Plans a program. */
export const planOf = (options: PlanOptions): Plan => {
  const { outputs, updated, sizes, precision, held, bytes, blockBytes, isShared, isNative, isFused } = options;
  const known = expanded(outputs, sizes);
  const count = outputs.length - updated.length;
  const layoutFor = (tensors: readonly AnyTensor[]): Layout => {
    const wanted = [...tensors.slice(0, count), ...tensors.slice(outputs.length)];
    const topology = visit([...wanted, ...updated, ...tensors.slice(count, outputs.length)]);
    return layoutOf(topology, sizes, { precision, bytes, changes: updated.length });
  };
  const tensors = [...known.outputs, ...known.valid];
  const plain = layoutFor(tensors);
  const cut = bytes.size > 0 && !isNative ? cutOf(plain, storedSlots(plain), blockBytes) : undefined;
  const inBlocks = plain.slots.filter((each, slot) => isBytes(each) && cut?.axisOf[slot] !== undefined);
  const layout =
    inBlocks.length > 0 ? layoutFor(widened(tensors, new Set(inBlocks.map(({ tensor }) => tensor)))) : plain;
  const { slots } = layout;
  const schedule = scheduleOf(layout, { blockBytes, isNative });
  const { bufferOf } = schedule;
  const leaves = [...slots.keys()].filter((slot) => isLeaf(slots[slot]!) && bufferOf[slot] !== undefined);
  const [inputs, places] = [new Map<string, number>(), new Map<number, number>()];
  for (const slot of leaves) {
    const name = nameOf(slots[slot]!.tensor);
    const place = name === undefined ? undefined : held.get(name);
    if (place !== undefined) places.set(bufferOf[slot]!, place.address);
    else if (name !== undefined) inputs.set(name, slot);
  }
  const stays = new Set([...leaves, ...layout.wanted].map((slot) => bufferOf[slot]!));
  const { buffers, end, localBytes } = arenaOf(schedule, { start: options.start, held: places, stays });
  const assembly = assemble(schedule, { buffers, precision, scratch: end + localBytes, isShared, isFused });
  return {
    ...assembly,
    layout,
    buffers,
    bufferOf,
    inputs,
    constants: leaves.filter((slot) => nameOf(slots[slot]!.tensor) === undefined),
    checks: known.valid.length,
    isSplit: [...assembly.parts, ...assembly.commit].some(({ type }) => type === 'sweep'),
    threadBytes: 64 * Math.ceil((localBytes + assembly.scratchBytes) / 64),
    end,
  };
};

/** How many bytes a loop over its runs needs at most for sums of what it gives. */
export const sumBytes = ({ layout: { slots, wanted } }: Plan): number => {
  const real = wanted.filter((slot) => slots[slot]!.tensor.kind === 'real');
  return spaceFor(
    'f64',
    real.reduce((sum, slot) => sum + slots[slot]!.count, 0),
  );
};

/** The three slots that take most memory. */
export const largestOf = ({ layout: { slots }, bufferOf }: Plan): readonly Large[] =>
  slots
    .filter((_, slot) => bufferOf[slot] !== undefined)
    .map(({ tensor: { node }, shape, count, type }) => ({
      name: nameOf(node.outputs[0]!) ?? node.label ?? node.op.name,
      shape,
      bytes: spaceFor(type, count),
    }))
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, 3);

/** Whether real numbers are bytes in memory. */
const isBytes = ({ tensor, type }: Slot): boolean => tensor.kind === 'real' && type === 'u8';

const isLeaf = ({ making }: Slot): boolean => making.type === 'leaf';
