import { rowMajor, sameShape } from '@adjoint/graph';
import type { Access, Expression } from '../emit/expression.ts';
import type { Store } from '../emit/nest.ts';
import { neutralOf } from '../emit/reduction-code.ts';
import type { Change, Slot } from './layout.ts';
import { type Home, type Put, type Read, Reader } from './reader.ts';
import { puttingNests } from './putting.ts';
import type { Step } from './stage.ts';

/** Where a total is written that several blocks have a part in. */
export interface Target {
  readonly buffer: number;
  readonly perChunk: number;
  /** Whether blocks join what is there already. */
  readonly adds: boolean;
}

/**
 * The steps of a stage, on whole arrays or on blocks of a size. What a step makes has a level, which is above those of what it reads; elementwise
 * results of one shape and level share one nest, and may read one another at the same index.
 */
export class Run {
  readonly #slots: readonly Slot[];
  readonly #homeOf: (slot: number) => Home | undefined;
  readonly #newBuffer: (like: Slot) => number;
  readonly #reader: Reader;
  readonly #levels = new Map<number, number>(); // 0 for what is there before
  readonly #steps: Step[][] = [];
  readonly #isShared = new Set<number>(); // the slots that nests make with others
  readonly #open = new Map<string, { readonly stores: Store[]; reads: number }>();

  /** The slots have the shapes of this stage. */
  constructor(slots: readonly Slot[], homeOf: (slot: number) => Home | undefined, newBuffer: (like: Slot) => number) {
    this.#slots = slots;
    this.#homeOf = homeOf;
    this.#newBuffer = newBuffer;
    this.#reader = new Reader(slots, homeOf);
  }

  get steps(): readonly Step[] {
    return this.#steps.flat();
  }

  /** Makes a slot where it lives, or a total where it is told. */
  make(slot: number, target?: Target): void {
    const { making, shape, inputs } = this.#slots[slot]!;
    const home: Place = target === undefined ? this.#homeOf(slot)! : { ...target, strides: rowMajor(shape) };
    if (making.type === 'kernel') this.#kernel(slot);
    else if (making.type === 'contract') this.#product(slot, home);
    else if (making.type === 'reduce') this.#reduction(slot, making, home);
    else if (making.type === 'put') this.#puts(slot, making);
    else if (making.type === 'view' && this.#homeOf(inputs[0]!) !== undefined) this.#copy(slot);
    else {
      const { value, reads } = this.#reader.making(slot);
      const isWithin = ({ slot: read, isAligned }: Read): boolean =>
        isAligned && this.#isShared.has(read) && sameShape(this.#slots[read]!.shape, shape);
      const level = reads.reduce((most, read) => Math.max(most, this.#levelOf(read) + (isWithin(read) ? 0 : 1)), 1);
      this.#levels.set(slot, level);
      this.#isShared.add(slot);
      this.#together(level, shape, { access: accessOf(home), value }, reads.length);
    }
  }

  /** Changes leaves of one shape together, after everything else. */
  commit(changes: readonly Change[], level: number): void {
    const stores = changes.map(({ leaf, next }): Store => {
      const access = accessOf(this.#homeOf(leaf)!);
      return { access, value: this.#reader.reading(next).value };
    });
    this.#add(level, { type: 'nest', extents: this.#slots[changes[0]!.leaf]!.shape, stores, readsFirst: true });
  }

  /** Joins the parts of a total. */
  join(slot: number, part: number, chunks: number): void {
    const { shape, count, tensor, making } = this.#slots[slot]!;
    const strides = rowMajor(shape);
    const { buffer } = this.#homeOf(slot)!;
    const access = { buffer: part, start: 0, strides: [count, ...strides] };
    const store: Store = {
      access: { buffer, start: 0, strides: [0, ...strides] },
      value: { type: 'read', kind: tensor.kind, access },
      monoid: making.type === 'reduce' ? making.monoid : 'add',
    };
    this.#levels.set(slot, 1);
    this.#add(1, { type: 'nest', extents: [chunks, ...shape], stores: [store] });
  }

  /** A view that lies apart from what it views, of whole arrays. */
  #copy(slot: number): void {
    const { inputs, tensor, count } = this.#slots[slot]!;
    const from = this.#homeOf(inputs[0]!)!;
    const level = this.#after([from]);
    const access = (buffer: number): Access => ({ buffer, start: 0, strides: [1] });
    const value: Expression = { type: 'read', kind: tensor.kind, access: access(from.buffer) };
    this.#levels.set(slot, level);
    this.#add(level, {
      type: 'nest',
      extents: [count],
      stores: [{ access: access(this.#homeOf(slot)!.buffer), value }],
    });
  }

  #kernel(slot: number): void {
    const { inputs, tensor, node } = this.#slots[slot]!;
    const level = this.#after(inputs.map((input) => this.#homeOf(input)!));
    this.#levels.set(slot, level);
    if (this.#slots[slot - 1]?.node === node) return; // one step for all outputs
    const bufferOf = (each: number): number => this.#homeOf(each)!.buffer;
    const outputs = tensor.node.outputs.map((_, index) => bufferOf(slot + index));
    this.#add(level, { type: 'kernel', slot, inputs: inputs.map(bufferOf), outputs });
  }

  #product(slot: number, place: Place): void {
    const { inputs, shape } = this.#slots[slot]!;
    const operands = inputs.map((operand) => this.#reader.reading(operand));
    const level = this.#after(operands.flatMap(({ reads }) => reads));
    const [a, b] = operands.map(({ value }) => (value as { readonly access: Access }).access); // as they are stored
    const extents = shape.slice(0, -2);
    const [m, n] = shape.slice(-2) as [number, number];
    const k = this.#slots[inputs[0]!]!.shape.at(-1)!;
    this.#levels.set(slot, level);
    this.#add(level, {
      type: 'product',
      extents,
      m,
      n,
      k,
      a: a!,
      b: b!,
      c: accessOf(place),
      adds: place.adds ?? false,
    });
  }

  #puts(slot: number, making: Extract<Slot['making'], { type: 'put' }>): void {
    const { inputs, shape, tensor } = this.#slots[slot]!;
    const { kind } = tensor;
    const home = this.#homeOf(slot)!;
    const putsInto = (place: Place): readonly Put[] =>
      making.places.map((places, index) => this.#reader.putting(slot, place, inputs[index]!, places));
    const puts = putsInto(home);
    const level = this.#after(puts.flatMap(({ reads }) => reads));
    this.#levels.set(slot, level);
    const spare = () => {
      const place = { buffer: this.#newBuffer(this.#slots[slot]!), strides: rowMajor(shape) };
      return { access: accessOf(place), puts: putsInto(place) };
    };
    const nests = puttingNests(making, puts, { shape, kind, access: accessOf(home), spare });
    for (const nest of nests) this.#add(level, { type: 'nest', ...nest }); // in this order
  }

  #reduction(slot: number, { axes, monoid }: Reduction, place: Place): void {
    const { inputs, shape } = this.#slots[slot]!;
    const { value, reads } = this.#reader.reading(inputs[0]!);
    const level = this.#after(reads);
    const extents = this.#slots[inputs[0]!]!.shape;
    const kept = place.strides.filter((_, axis) => shape[axis] !== 1).values();
    const strides = extents.map((size, axis) => (size === 1 || axes.includes(axis) ? 0 : kept.next().value!));
    this.#levels.set(slot, level);
    const store: Store = { access: { ...accessOf(place), strides }, value, monoid, adds: place.adds ?? false };
    this.#add(level, { type: 'nest', extents, stores: [store] });
  }

  #levelOf({ owner }: Pick<Read, 'owner'>): number {
    return this.#levels.get(owner) ?? 0;
  }

  #after(reads: readonly Pick<Read, 'owner'>[]): number {
    return 1 + reads.reduce((most, read) => Math.max(most, this.#levelOf(read)), 0);
  }

  #add(level: number, step: Step): void {
    (this.#steps[level] ??= []).push(step);
  }

  /** Puts a store in the nest of its level and shape, if that has room, else in a new one. */
  #together(level: number, extents: readonly number[], store: Store, reads: number): void {
    const key = `${level}:${extents.join()}`;
    const open = this.#open.get(key);
    if (open !== undefined && open.stores.length < mostStores && open.reads + reads < mostReads) {
      open.stores.push(store);
      open.reads += reads;
      return;
    }
    const stores = [store];
    this.#open.set(key, { stores, reads });
    this.#add(level, { type: 'nest', extents, stores });
  }
}

const mostStores = 32;
/** Functions get the address of each buffer. */
const mostReads = 900;

/** Where a slot is written. */
type Place = Omit<Home, 'owner'> & Partial<Target>;

const accessOf = ({ buffer, strides, perBlock = 0, perChunk = 0 }: Place): Access => ({
  buffer,
  start: 0,
  strides,
  perBlock,
  perChunk,
});

type Reduction = Extract<Slot['making'], { type: 'reduce' }>;

/** Writes what changes nothing when a total is joined to it. */
export const neutralStep = ({ shape, tensor: { kind }, making }: Slot, { buffer, perChunk }: Target): Step => {
  const value: Expression = {
    type: 'literal',
    kind,
    value: neutralOf(making.type === 'reduce' ? making.monoid : 'add', kind),
  };
  const store: Store = { access: { buffer, start: 0, strides: rowMajor(shape), perChunk }, value };
  return { type: 'nest', extents: shape, stores: [store] };
};
