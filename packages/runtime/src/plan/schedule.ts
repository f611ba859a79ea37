import { type Kind, rowMajor } from '@adjoint/graph';
import { nativeProduct } from '../blas/native-product.ts';
import { type Blocks, cutOf } from './blocks.ts';
import { type Storage, storageOf } from './commit.ts';
import type { ElementType } from '../element.ts';
import type { Layout, Slot } from './layout.ts';
import { lastReads } from './ownership.ts';
import type { Home } from './reader.ts';
import { neutralStep, Run, type Target } from './run.ts';
import { type Splitting, unsplit } from './splitting.ts';
import { spread } from './spread.ts';
import type { Stage, Step, Sweep } from './stage.ts';
import { storedSlots } from './storage.ts';

/** What a program does, in order, and on which buffers. */
export interface Schedule {
  readonly stages: readonly Stage[];
  /** How leaves change, when all else is done. */
  readonly commit: readonly Stage[];
  readonly buffers: readonly Buffer[];
  /** The buffer of each slot that has one which outlives a block. */
  readonly bufferOf: readonly (number | undefined)[];
}

/** Elements of one kind that lie together. */
interface Buffer {
  readonly kind: Kind;
  readonly type: ElementType;
  readonly count: number;
  /** Whether it holds no more than a block, for the one who works on that. */
  readonly isLocal: boolean;
}

/** How to compute. */
export interface ScheduleOptions {
  readonly blockBytes?: number | undefined;
  /** Whether a native library computes products, which wants whole arrays. */
  readonly isNative?: boolean;
}

/** Decides what is stored where, and in which loops it is computed, in sweeps over blocks where that pays. */
export const scheduleOf = (layout: Layout, { blockBytes, isNative = false }: ScheduleOptions = {}): Schedule => {
  const stored = storedSlots(layout);
  const cut = isNative ? undefined : cutOf(layout, stored, blockBytes);
  const splitting = cut ?? unsplit(layout);
  const schedule = new Scheduler(layout, storageOf(layout, stored, splitting), splitting, cut?.blocks).schedule();
  const { stages, commit } = isNative ? withNativeProducts(schedule) : schedule;
  return { ...schedule, stages: spread(stages), commit: spread(commit) };
};

const withNativeProducts = ({ stages, buffers, ...rest }: Schedule): Schedule => {
  const native = (step: Step): Step => {
    if (step.type !== 'product') return step;
    const how = nativeProduct(step);
    const hasBytes = [step.a, step.b].some(({ buffer }) => buffers[buffer]!.type === 'u8');
    return how === undefined || hasBytes ? step : { type: 'native', product: step, how };
  };
  return {
    ...rest,
    buffers,
    stages: stages.map((stage) => (stage.type === 'whole' ? { ...stage, steps: stage.steps.map(native) } : stage)),
  };
};

class Scheduler {
  readonly #layout: Layout;
  readonly #splitting: Splitting;
  readonly #blocks: Blocks | undefined;
  readonly #storage: Storage;
  readonly #buffers: Buffer[] = [];
  readonly #bufferOf: (number | undefined)[];
  /** Buffers with a total for each chunk, by slot. */
  readonly #partOf = new Map<number, number>();

  constructor(layout: Layout, storage: Storage, splitting: Splitting, blocks: Blocks | undefined) {
    this.#layout = layout;
    this.#splitting = splitting;
    this.#blocks = blocks;
    this.#storage = storage;
    const { ownerOf } = storage;
    const last = lastReads(layout, ownerOf, splitting);
    const { slots } = layout;
    const own = slots.map((each, slot) => {
      const isLocal = this.#isSwept(slot) && last[slot]! <= splitting.stageOf[slot]!;
      return ownerOf[slot] === slot && !isLocal ? this.#buffer(each) : undefined;
    });
    this.#bufferOf = ownerOf.map((owner) => (owner === undefined ? undefined : own[owner]));
  }

  schedule(): Schedule {
    const stages: Stage[] = [];
    const last = this.#splitting.stageOf.reduce((most, stage) => Math.max(most, stage), 0);
    for (let stage = 0; stage <= last + 1; stage += 2) {
      const steps = this.#wholeSteps(stage);
      if (steps.length > 0) stages.push({ type: 'whole', steps });
      if (this.#blocks !== undefined) stages.push(...this.#sweep(stage + 1, this.#blocks));
    }
    const run = this.#wholeRun();
    for (const [index, group] of this.#storage.groups.entries()) run.commit(group, index);
    const commit: readonly Stage[] = run.steps.length === 0 ? [] : [{ type: 'whole', steps: run.steps }];
    return { stages, commit, buffers: this.#buffers, bufferOf: this.#bufferOf };
  }

  #wholeRun(): Run {
    const { slots } = this.#layout;
    const homeOf = (slot: number): Home | undefined => {
      const [owner, buffer] = [this.#storage.ownerOf[slot], this.#bufferOf[slot]];
      if (owner === undefined || buffer === undefined) return undefined;
      return { owner, buffer, strides: rowMajor(slots[slot]!.shape) };
    };
    return new Run(slots, homeOf, (like) => this.#buffer(like));
  }

  /** What is computed of whole arrays; first the totals of the sweep before. */
  #wholeSteps(stage: number): readonly Step[] {
    const run = this.#wholeRun();
    for (const [slot, buffer] of this.#partOf)
      if (this.#splitting.stageOf[slot] === stage - 1) run.join(slot, buffer, this.#blocks!.chunks);
    for (const slot of this.#slotsAt(stage)) run.make(slot);
    return run.steps;
  }

  #sweep(stage: number, blocks: Blocks): readonly Sweep[] {
    const slots = this.#slotsAt(stage);
    if (slots.length === 0) return [];
    const totals = slots.filter((slot) => this.#splitting.isTotal[slot]);
    const { chunks, perChunk, rest, count } = blocks;
    const targets = new Map(
      totals.map((slot): [number, Target] => {
        const each = this.#layout.slots[slot]!;
        const isOne = chunks === 1;
        const buffer = isOne ? this.#bufferOf[slot]! : this.#buffer({ ...each, count: chunks * each.count });
        if (!isOne) this.#partOf.set(slot, buffer);
        return [slot, { buffer, perChunk: isOne ? 0 : each.count, adds: perChunk > 1 }];
      }),
    );
    const stepsFor = (size: number): readonly Step[] => {
      const run = this.#runOf(size, blocks);
      for (const slot of slots) run.make(slot, targets.get(slot));
      return run.steps;
    };
    const start = [...targets]
      .filter(([, target]) => target.adds)
      .map(([slot, target]) => neutralStep(this.#layout.slots[slot]!, target));
    const block = count > 0 ? stepsFor(blocks.size) : [];
    return [{ type: 'sweep', blocks, start, block, rest: rest > 0 ? stepsFor(rest) : [] }];
  }

  /** Steps on blocks of a size. */
  #runOf(size: number, blocks: Blocks): Run {
    const { axisOf, perIndex } = this.#splitting;
    const { slots } = this.#layout;
    const blockOf = (each: Slot, axis: number, per: number): Slot => {
      const shape = each.shape.with(axis, size * per);
      return { ...each, shape, count: shape.reduce((product, extent) => product * extent, 1) };
    };
    const pieces = slots.map((each, slot) =>
      axisOf[slot] === undefined ? each : blockOf(each, axisOf[slot]!, perIndex[slot]!),
    );
    const locals = new Map<number, number>();
    const homeOf = (slot: number): Home | undefined => {
      const owner = this.#storage.ownerOf[slot];
      if (owner === undefined) return undefined;
      const axis = axisOf[slot];
      const buffer = this.#bufferOf[slot];
      if (buffer !== undefined) {
        const strides = rowMajor(slots[slot]!.shape);
        return {
          owner,
          buffer,
          strides,
          perBlock: axis === undefined ? 0 : blocks.size * perIndex[slot]! * strides[axis]!,
        };
      }
      const local = locals.get(owner) ?? this.#buffer(pieces[owner]!, true);
      locals.set(owner, local);
      return { owner, buffer: local, strides: rowMajor(pieces[slot]!.shape) };
    };
    return new Run(pieces, homeOf, (like) => this.#buffer(like, true));
  }

  /** The slots that are computed and stored at a stage. */
  #slotsAt(stage: number): readonly number[] {
    const { slots } = this.#layout;
    const isMade = (slot: number): boolean =>
      this.#splitting.stageOf[slot] === stage &&
      this.#storage.ownerOf[slot] === slot &&
      slots[slot]!.making.type !== 'leaf';
    return [...slots.keys()].filter(isMade);
  }

  #isSwept(slot: number): boolean {
    return this.#splitting.stageOf[slot]! % 2 === 1 && !this.#splitting.isTotal[slot]!;
  }

  #buffer({ tensor: { kind }, type, count }: Slot, isLocal = false): number {
    return this.#buffers.push({ kind, type, count, isLocal }) - 1;
  }
}
