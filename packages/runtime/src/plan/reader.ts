import { type Place, type Step, type Stepped, stepsOf } from '@adjoint/graph';
import type { Access, Choice, Expression } from '../emit/expression.ts';
import type { Slot } from './layout.ts';
import { keepsAxes } from './storage.ts';

/** An expression, and the stored slots that it reads. */
interface Reading {
  readonly value: Expression;
  readonly reads: readonly Read[];
}

/** A reading in loops, and where in memory it goes. */
export interface Put extends Reading {
  readonly extents: readonly number[];
  readonly access: Access;
  readonly places: readonly Place[];
}

/** A read of a stored slot. */
export interface Read {
  readonly slot: number;
  /** The slot that it views, or itself. */
  readonly owner: number;
  /** Whether every index of the loops reads the element at that index. */
  readonly isAligned: boolean;
}

/** Where a slot has its elements. */
export interface Home {
  /** The slot that it views, or itself. */
  readonly owner: number;
  readonly buffer: number;
  /** How far it is from one index to the next along each axis. */
  readonly strides: readonly number[];
  /** How far it is from one block of a sweep to the next. */
  readonly perBlock?: number;
}

/** Where elements are put. */
type Target = Omit<Home, 'owner'>;

/** An index along an axis of some slot: `start`, plus steps times the indices of loops and times what is chosen. */
interface Position {
  readonly start: number;
  readonly along: readonly Step[];
  readonly chosen: readonly Multiple[];
}

/** What is chosen, times a step. */
interface Multiple extends Omit<Choice, 'stride'> {
  readonly step: number;
}

/** The indices of the loops themselves. */
const everyIndex = (shape: readonly number[]): readonly Position[] =>
  shape.map((_, axis) => ({ start: 0, along: [{ axis, step: 1 }], chosen: [] }));

const fixedAt = (start: number): Position => ({ start, along: [], chosen: [] });

/** How slots are computed or read in loops over some shape. */
export class Reader {
  readonly #slots: readonly Slot[];
  readonly #homeOf: (slot: number) => Home | undefined;

  constructor(slots: readonly Slot[], homeOf: (slot: number) => Home | undefined) {
    this.#slots = slots;
    this.#homeOf = homeOf;
  }

  /** The expression that makes a slot, over its own indices. */
  making(slot: number): Reading {
    return this.#over(this.#slots[slot]!.shape, (session, places) => session.made(slot, places));
  }

  /** The expression that has the value of a slot, over its own indices. */
  reading(slot: number): Reading {
    return this.#over(this.#slots[slot]!.shape, (session, places) => session.read(slot, places));
  }

  /** The elements of an input, over its own indices, and where they go in a slot that it is put into. */
  putting(slot: number, home: Target, input: number, places: readonly Place[]): Put {
    const { inputs, shape } = this.#slots[slot]!;
    const { shape: extents } = this.#slots[input]!;
    const session = new Session(this.#slots, this.#homeOf, extents);
    const value = session.read(input, session.own);
    const access = session.target(home, shape, places, inputs);
    return { extents, access, places, value, reads: session.reads };
  }

  #over(shape: readonly number[], find: (session: Session, places: readonly Position[]) => Expression): Reading {
    const session = new Session(this.#slots, this.#homeOf, shape);
    const value = find(session, session.own);
    return { value, reads: session.reads };
  }
}

/** One expression in the making. */
class Session {
  readonly reads: Read[] = [];
  readonly own: readonly Position[];
  readonly #known = new Map<number, Expression>(); // over the loops' own indices
  readonly #slots: readonly Slot[];
  readonly #homeOf: (slot: number) => Home | undefined;
  readonly #loops: readonly number[];

  constructor(slots: readonly Slot[], homeOf: (slot: number) => Home | undefined, loops: readonly number[]) {
    this.#slots = slots;
    this.#homeOf = homeOf;
    this.#loops = loops;
    this.own = everyIndex(loops);
  }

  read(slot: number, places: readonly Position[]): Expression {
    const { literal, tensor } = this.#slots[slot]!;
    if (literal !== undefined) return { type: 'literal', kind: tensor.kind, value: literal };
    const known = places === this.own ? this.#known.get(slot) : undefined;
    if (known !== undefined) return known;
    const home = this.#homeOf(slot);
    const expression: Expression =
      home === undefined
        ? this.made(slot, places)
        : { type: 'read', kind: tensor.kind, access: this.#accessTo(slot, home, places) };
    if (places === this.own) this.#known.set(slot, expression);
    return expression;
  }

  made(slot: number, places: readonly Position[]): Expression {
    const { making, inputs, tensor, shape } = this.#slots[slot]!;
    const { op, attributes } = tensor.node;
    const [input] = inputs;
    if (making.type === 'move')
      return this.read(
        input!,
        making.places.map((place, axis) => this.#position(place, inputs, this.#slots[input!]!.shape[axis]!, places)),
      );
    if (making.type === 'view') return this.read(input!, reshaped(this.#slots[input!]!.shape, shape, places));
    const operands = inputs.map((operand) => this.read(operand, places));
    return { type: 'apply', kind: tensor.kind, scalar: op.scalar!(attributes), operands };
  }

  /** Where an input is read along an axis of some size, for an output that is itself read at some places. */
  #position(place: Place, inputs: readonly number[], size: number, places: readonly Position[]): Position {
    if (!('by' in place)) return composed(place, places);
    const index = this.read(
      inputs[place.by]!,
      place.at.map((each) => composed(each, places)),
    );
    if (index.type === 'read') return { start: 0, along: [], chosen: [{ index: index.access, size, step: 1 }] };
    if (index.type === 'apply') throw new Error('what chooses must be stored');
    const isIndex = index.value >= 0 && index.value < size;
    return fixedAt(isIndex ? index.value : size - 1);
  }

  /** Where elements go, by one place an axis of what they are put into. */
  target(home: Target, shape: readonly number[], places: readonly Place[], inputs: readonly number[]): Access {
    const positions = places.map((place, axis) => this.#position(place, inputs, shape[axis]!, this.own));
    return this.#access(home, positions);
  }

  #accessTo(slot: number, home: Home, places: readonly Position[]): Access {
    this.reads.push({ slot, owner: home.owner, isAligned: places === this.own });
    return this.#access(home, places);
  }

  #access({ buffer, strides: own, perBlock = 0 }: Target, places: readonly Position[]): Access {
    const strides = this.#loops.map(() => 0);
    const chosen: Choice[] = [];
    let start = 0;
    own.forEach((stride, axis) => {
      const place = places[axis]!;
      start += stride * place.start;
      for (const { axis: loop, step } of place.along) strides[loop]! += stride * step;
      for (const { step, ...choice } of place.chosen) chosen.push({ ...choice, stride: stride * step });
    });
    const access = { buffer, start, strides, perBlock };
    return chosen.length === 0 ? access : { ...access, chosen };
  }
}

/** A place in terms of an output that is itself read at some places. */
const composed = (place: Stepped, places: readonly Position[]): Position =>
  stepsOf(place).reduce((sum, { axis, step }) => {
    const outer = places[axis]!;
    const times = <S extends { readonly step: number }>(each: S): S => ({ ...each, step: step * each.step });
    return {
      start: sum.start + step * outer.start,
      along: [...sum.along, ...outer.along.map(times)],
      chosen: [...sum.chosen, ...outer.chosen.map(times)],
    };
  }, fixedAt(place.start));

/** Places in a shape that differs from another by axes of size 1. */
const reshaped = (from: readonly number[], to: readonly number[], places: readonly Position[]): readonly Position[] => {
  if (!keepsAxes(from, to)) throw new Error('a view that changes more than axes of size 1 must read what is stored');
  const wide = places.filter((_, axis) => to[axis] !== 1).values();
  return from.map((size) => (size === 1 ? fixedAt(0) : wide.next().value!));
};
