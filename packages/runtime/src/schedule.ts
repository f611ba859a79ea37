import { type Kind, rowMajor } from '@adjoint/graph';
import type { ElementType } from './element.ts';
import type { Layout, Slot } from './layout.ts';
import type { Nest, Product, Store } from './emit/nest.ts';
import { Reader } from './reader.ts';
import { storedSlots } from './storage.ts';

/** What a program does, in order, and on which buffers. */
export interface Schedule {
  readonly steps: readonly Step[];
  readonly buffers: readonly Buffer[];
  /** The buffer of each slot that has one. */
  readonly bufferOf: readonly (number | undefined)[];
}

/** Elements of one kind that lie together. */
export interface Buffer {
  readonly kind: Kind;
  readonly type: ElementType;
  readonly count: number;
}

/** One thing after another: loops, products, or the kernel of the node that a slot is the first of. */
export type Step =
  | (Nest & Readonly<{ type: 'nest' }>)
  | (Product & Readonly<{ type: 'product' }>)
  | Readonly<{ type: 'kernel'; slot: number; inputs: readonly number[]; outputs: readonly number[] }>;

/**
 * Decides what is stored where, and in which loops it is computed. Every stored slot has a level, which is above those of what it reads;
 * elementwise results of one shape and level share one nest, and may read one another at the same index.
 */
export const scheduleOf = (layout: Layout): Schedule => {
  const { slots } = layout;
  const { buffers, bufferOf } = assigned(slots, storedSlots(layout));
  const reader = new Reader(slots, bufferOf);
  const levels = new Int32Array(slots.length);
  const steps = new Steps();
  const after = (read: readonly number[]): number => 1 + read.reduce((most, slot) => Math.max(most, levels[slot]!), 0);
  for (const [slot, { making, inputs, shape, tensor, node }] of slots.entries()) {
    const buffer = bufferOf[slot];
    const [input] = inputs;
    if (buffer === undefined || making.type === 'leaf') continue;
    if (making.type === 'view' && buffer === bufferOf[input!]) levels[slot] = levels[input!]!;
    else if (making.type === 'kernel') {
      levels[slot] = after(inputs);
      const isFirst = slots[slot - 1]?.node !== node;
      const outputs = tensor.node.outputs.map((_, index) => bufferOf[slot + index]!);
      const read = inputs.map((operand) => bufferOf[operand]!);
      if (isFirst) steps.alone(levels[slot]!, { type: 'kernel', slot, inputs: read, outputs });
    } else if (making.type === 'contract') {
      const operands = inputs.map((operand) => reader.reading(operand));
      levels[slot] = after(operands.flatMap(({ reads }) => reads.map((read) => read.slot)));
      const [a, b] = operands.map(({ value }) => (value as { readonly access: Product['a'] }).access); // as they are stored
      const extents = shape.slice(0, -2);
      const [m, n] = shape.slice(-2) as [number, number];
      const k = slots[input!]!.shape.at(-1)!;
      const c = { buffer, start: 0, strides: rowMajor(shape) };
      steps.alone(levels[slot]!, { type: 'product', extents, m, n, k, a: a!, b: b!, c });
    } else if (making.type === 'reduce') {
      const { value, reads } = reader.reading(input!);
      levels[slot] = after(reads.map((read) => read.slot));
      const extents = slots[input!]!.shape;
      const kept = extents.map((size, axis) => (making.axes.includes(axis) ? 1 : size));
      const strides = rowMajor(kept).map((stride, axis) => (making.axes.includes(axis) ? 0 : stride));
      const store: Store = { access: { buffer, start: 0, strides }, value, monoid: making.monoid };
      steps.alone(levels[slot]!, { type: 'nest', extents, stores: [store] });
    } else {
      const { value, reads } = reader.making(slot);
      const isWithin = (read: number): boolean => steps.isShared(read, shape);
      levels[slot] = Math.max(
        1,
        ...reads.map((read) => levels[read.slot]! + (read.isAligned && isWithin(read.slot) ? 0 : 1)),
      );
      const store: Store = {
        access: { buffer, start: 0, strides: rowMajor(shape) },
        value,
      };
      steps.together(levels[slot]!, shape, store, slot);
    }
  }
  return { steps: steps.inOrder(), buffers, bufferOf };
};

/** A buffer for every stored slot, the same for those that view the elements of another. */
const assigned = (slots: readonly Slot[], stored: readonly boolean[]): Pick<Schedule, 'buffers' | 'bufferOf'> => {
  const buffers: Buffer[] = [];
  const bufferOf: (number | undefined)[] = [];
  for (const [slot, { making, inputs, tensor, count, type }] of slots.entries()) {
    const viewed = making.type === 'view' ? bufferOf[inputs[0]!] : undefined;
    bufferOf.push(viewed ?? (stored[slot] ? buffers.push({ kind: tensor.kind, type, count }) - 1 : undefined));
  }
  return { buffers, bufferOf };
};

/** Steps by level. */
class Steps {
  readonly #levels: Step[][] = [];
  readonly #open = new Map<string, Store[]>();
  readonly #shapeOf = new Map<number, readonly number[]>();

  alone(level: number, step: Step): void {
    (this.#levels[level] ??= []).push(step);
  }

  /** Puts a store of a slot in the nest of its level and shape, if that has room, else in a new one. */
  together(level: number, extents: readonly number[], store: Store, slot: number): void {
    this.#shapeOf.set(slot, extents);
    const key = `${level}:${extents.join()}`;
    const stores = this.#open.get(key);
    if (stores !== undefined && stores.length < mostStores) {
      stores.push(store);
      return;
    }
    const opened = [store];
    this.#open.set(key, opened);
    this.alone(level, { type: 'nest', extents, stores: opened });
  }

  /** Whether a slot is computed in nests of a shape, together with others. */
  isShared(slot: number, extents: readonly number[]): boolean {
    const shape = this.#shapeOf.get(slot);
    return shape !== undefined && shape.join() === extents.join();
  }

  inOrder(): readonly Step[] {
    return this.#levels.flat();
  }
}

const mostStores = 32;
