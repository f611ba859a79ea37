import { type Place, sameShape, type Scalar, stepsOf } from '@adjoint/graph';
import { elementaries } from '../lanes/elementary.ts';
import { isChosen, type Layout, type Slot } from './layout.ts';

/**
 * Which slots have elements of their own in memory. The others are computed where they are used: an elementwise result by the only nest that
 * reads it, a view or a move by no more than another way to find elements.
 */
export const storedSlots = (layout: Layout): readonly boolean[] => {
  const { slots, wanted, changes } = layout;
  const stored = slots.map(({ making: { type }, literal }) => literal === undefined && isComputedAlone(type));
  const uses = new Int32Array(slots.length);
  for (const slot of wanted) stored[slot] = true;
  for (const { inputs } of slots) for (const input of inputs) uses[input]!++;
  for (const { next } of changes) uses[next]!++;
  for (let slot = slots.length - 1; slot >= 0; slot--) {
    const { making, inputs } = slots[slot]!;
    if (!stored[slot] && isPassing(making)) uses[inputs[0]!]! += Math.max(uses[slot]! - 1, 0); // who reads it reads what is behind
  }
  const isLast = onlyForChanges(layout);
  const sizes = new Int32Array(slots.length); // of what is computed where it is used
  const store = (slot: number): void => {
    stored[slot] = true;
  };
  const unlessLiteral = (slot: number): void => {
    if (slots[slot]!.literal === undefined) store(slot);
  };
  for (const [slot, { making, inputs, shape }] of slots.entries()) {
    if (making.type === 'kernel') inputs.forEach(store);
    if (making.type === 'contract')
      for (const input of inputs) {
        const source = behindMoves(slots, input);
        store(slots[source]!.literal === undefined ? source : input); // numbers are spread out
      }
    if (making.type === 'put')
      for (const input of inputs.slice(making.places.length)) unlessLiteral(behindMoves(slots, input)); // what chooses
    if (isChosen(making)) {
      for (const input of inputs.slice(1)) unlessLiteral(behindMoves(slots, input)); // what chooses
    }
    if (making.type === 'view' && !keepsAxes(shape, slots[inputs[0]!]!.shape)) store(behindViews(slots, inputs[0]!));
    if (making.type === 'move' && (repeats(making.places, shape) || slots[slot]!.count > slots[inputs[0]!]!.count))
      // much is read again and again
      unlessLiteral(behindMoves(slots, inputs[0]!));
    if (isComputedAlone(making.type) || stored[slot]) continue;
    const behind = (isPassing(making) ? inputs.slice(0, 1) : inputs).filter((input) => !stored[input]);
    sizes[slot] = behind.reduce((size, input) => size + sizes[input]!, making.type === 'map' ? 1 : 0);
    if (making.type !== 'map') continue;
    const isShared = uses[slot]! > 1 && !isLast[slot] && (sizes[slot]! > cheapExpression || isExpensive(slots[slot]!));
    if (isShared || sizes[slot]! > largestExpression) unlessLiteral(slot);
  }
  return stored;
};

/** Which slots nothing needs but the new values of leaves of their shape: loops that change these compute each once for all of them. */
const onlyForChanges = ({ slots, wanted }: Layout): readonly boolean[] => {
  const isOnly = slots.map(({ making }) => making.type === 'map');
  for (const slot of wanted) isOnly[slot] = false;
  for (let slot = slots.length - 1; slot >= 0; slot--)
    for (const input of slots[slot]!.inputs)
      if (!isOnly[slot] || !sameShape(slots[slot]!.shape, slots[input]!.shape)) isOnly[input] = false;
  return isOnly;
};

/** What several read is computed by each of them if it takes no more operations, none of them a function: memory is slower. */
const cheapExpression = 3;

const isExpensive = ({ tensor: { node } }: Slot): boolean => hasFunction(node.op.scalar!(node.attributes));

const hasFunction = (scalar: Scalar): boolean =>
  scalar.type === 'apply' &&
  (Object.hasOwn(elementaries, scalar.instruction) ||
    scalar.instruction === 'div' ||
    scalar.operands.some(hasFunction));

/** Expressions that would come to be larger are cut by storing what is in between. */
const largestExpression = 48;

const isComputedAlone = (type: Slot['making']['type']): boolean => type !== 'map' && type !== 'view' && type !== 'move';

/** Whether two shapes differ by nothing but axes of size 1. */
export const keepsAxes = (a: readonly number[], b: readonly number[]): boolean => {
  const [wide, other] = [a, b].map((shape) => shape.filter((size) => size !== 1));
  return wide!.length === other!.length && wide!.every((size, axis) => size === other![axis]);
};

const repeats = (places: readonly Place[], shape: readonly number[]): boolean => {
  const stepped = places.flatMap((place) => ('by' in place ? place.at : [place]));
  const along = new Set(stepped.flatMap(stepsOf).map(({ axis }) => axis));
  return shape.some((size, axis) => size > 1 && !along.has(axis));
};

/** Whether elements are those of the first input. */
const isPassing = ({ type }: Slot['making']): boolean => type === 'view' || type === 'move';

/** What is read, at steps of the loops, in place of views and moves. */
const behindMoves = (slots: readonly Slot[], slot: number): number => {
  const { making, inputs } = slots[slot]!;
  return isPassing(making) && !isChosen(making) ? behindMoves(slots, inputs[0]!) : slot;
};

const behindViews = (slots: readonly Slot[], slot: number): number => {
  const { making, inputs } = slots[slot]!;
  return making.type === 'view' ? behindViews(slots, inputs[0]!) : slot;
};
