import { type Dim, divideDims, namesIn, type Place, resolveDim, type Sizes, stepsOf } from '@adjoint/graph';
import { isChosen, type Layout, type Slot } from './layout.ts';

/** How a graph is cut into sweeps over blocks of a named dimension, with whole arrays in between. */
export interface Splitting {
  /** The axis of each slot along which it can be had in blocks. */
  readonly axisOf: readonly (number | undefined)[];
  /** How many indices of that axis belong to one of the dimension: the positions in a picture, where those of all pictures are one axis. */
  readonly perIndex: readonly number[];
  /** When each slot is computed: stage 2p + 1 is sweep p, stage 2p comes before it and has whole arrays. */
  readonly stageOf: readonly number[];
  /** Whether a slot joins what all blocks of a sweep give, and so is known only after it. */
  readonly isTotal: readonly boolean[];
  /** Whether a slot must be stored because sweeps could not compute it where they use it: it needs whole arrays of what is cut. */
  readonly isApart: readonly boolean[];
}

/** A graph that is not cut: everything is whole. */
export const unsplit = ({ slots }: Layout): Splitting => ({
  axisOf: slots.map(() => undefined),
  perIndex: slots.map(() => 1),
  stageOf: slots.map(() => 0),
  isTotal: slots.map(() => false),
  isApart: slots.map(() => false),
});

/**
 * Cuts a graph along a dimension, by nothing but what each operation says of its axes. What goes through each index by itself is computed in
 * the first sweep that has all it needs, what joins them is a total of that sweep, and an operation that says nothing has whole arrays.
 */
export const splittingOf = (layout: Layout, name: string): Splitting => {
  const { slots, sizes } = layout;
  const cuts = slots.map(({ tensor: { shape }, literal }) =>
    literal === undefined ? cutIn(shape, name, sizes) : undefined,
  );
  const axisOf = cuts.map((cut) => cut?.axis);
  const perIndex = cuts.map((cut) => cut?.per ?? 1);
  const stageOf: number[] = [];
  const isTotal: boolean[] = [];
  const isApart: boolean[] = [];
  for (const [slot, each] of slots.entries()) {
    const manner = each.literal === undefined ? mannerOf(each, cuts[slot], slots, cuts) : 'whole';
    const inputs = each.literal === undefined ? each.inputs : [];
    const ready = (input: number): number => {
      const isSwept = stageOf[input]! % 2 === 1;
      if (manner === 'whole') return stageOf[input]! + (isSwept ? 1 : 0);
      return stageOf[input]! + (isSwept ? (isTotal[input]! ? 2 : 0) : 1);
    };
    stageOf.push(inputs.reduce((latest, input) => Math.max(latest, ready(input)), manner === 'whole' ? 0 : 1));
    isTotal.push(manner === 'total');
    isApart.push(manner === 'whole' && [slot, ...inputs].some((each) => axisOf[each] !== undefined));
  }
  return { axisOf, perIndex, stageOf, isTotal, isApart };
};

/** The names along which a graph may be cut, the one with most elements first. */
export const namesOf = ({ slots }: Layout): readonly string[] => {
  const elements = new Map<string, number>();
  for (const { tensor, making, count } of slots)
    if (making.type === 'leaf' || isChosen(making))
      for (const dim of tensor.shape)
        if (typeof dim === 'string' && isName(dim)) elements.set(dim, (elements.get(dim) ?? 0) + count);
  return [...elements].toSorted((a, b) => b[1] - a[1]).map(([name]) => name);
};

const isName = (dim: string): boolean => namesIn(dim)[0] === dim;

/** An axis that is cut, and how many of its indices belong to one of the dimension. */
interface AxisCut {
  readonly axis: number;
  readonly per: number;
}

/** The one axis that is the dimension or a multiple of it, where no other has anything to do with it. */
const cutIn = (shape: readonly Dim[], name: string, sizes: Sizes): AxisCut | undefined => {
  const about = shape.flatMap((dim, axis) => (namesIn(dim).includes(name) ? [axis] : []));
  if (about.length !== 1) return undefined;
  const [axis] = about as [number];
  const times = divideDims(shape[axis]!, name);
  return times === undefined || namesIn(times).includes(name) ? undefined : { axis, per: resolveDim(times, sizes)! };
};

/** Whether a block of a slot is made of the same block of its inputs, is a total over blocks, or needs whole arrays. */
const mannerOf = (
  { making, inputs, shape }: Slot,
  cut: AxisCut | undefined,
  slots: readonly Slot[],
  cutOf: readonly (AxisCut | undefined)[],
): 'block' | 'total' | 'whole' => {
  const cuts = inputs.map((input) => cutOf[input]);
  const axes = cuts.map((each) => each?.axis);
  const axis = cut?.axis;
  const shapes = inputs.map((input) => slots[input]!.shape);
  const blockIf = (isSo: boolean): 'block' | 'whole' => (isSo && axis !== undefined ? 'block' : 'whole');
  switch (making.type) {
    case 'map':
      return blockIf(inputs.every((input, index) => axes[index] === axis || slots[input]!.literal !== undefined));
    case 'view':
      return blockIf(axes[0] !== undefined && sizeBefore(shapes[0]!, axes[0]) === sizeBefore(shape, axis!));
    case 'move':
      return blockIf(making.places.every((place, at) => goesWith(place, at === axes[0], cut, cuts)));
    case 'put':
      return blockIf(
        making.places.every((places, input) =>
          places.every((place, at) => goesTo(place, at === axis, cuts[input], cuts, cut)),
        ),
      );
    case 'reduce':
      if (axes[0] === undefined) return 'whole';
      return making.axes.includes(axes[0]) ? 'total' : blockIf(true);
    case 'contract': {
      const [a, b] = shapes.map((each, index) => (axes[index] === undefined ? undefined : axes[index]! - each.length));
      if (a === -1 && b === -2) return 'total';
      if (a === -2) return blockIf(b === undefined && axis === shape.length - 2);
      if (b === -1) return blockIf(a === undefined && axis === shape.length - 1);
      return blockIf(a !== undefined && a === b && axis === axes[0]);
    }
    default:
      return 'whole';
  }
};

/** Whether a place is in the same block as the output, for an axis of the input that is cut or one that is not. */
const goesWith = (
  place: Place,
  isCut: boolean,
  cut: AxisCut | undefined,
  cuts: readonly (AxisCut | undefined)[],
): boolean => {
  if ('by' in place)
    return !isCut && place.at.every((each, at) => goesWith(each, at === cuts[place.by]?.axis, cut, cuts));
  if (!isCut) return stepsOf(place).every(({ axis }) => axis !== cut?.axis);
  return isAlong(place, cut) && cuts.every((each) => each === undefined || each.per === cut?.per);
};

/** Whether what is put goes to the same block of the output, along an axis of that which is cut or one that is not. */
const goesTo = (
  place: Place,
  isCut: boolean,
  from: AxisCut | undefined,
  cuts: readonly (AxisCut | undefined)[],
  to: AxisCut | undefined,
): boolean => {
  if (isCut) return !('by' in place) && isAlong(place, from) && from?.per === to?.per;
  const steps = 'by' in place ? place.at.flatMap(stepsOf) : stepsOf(place);
  return steps.every(({ axis }) => axis !== from?.axis) && !('by' in place && cuts[place.by] !== undefined);
};

/** Whether a place is the index along an axis that is cut, and nothing else. */
const isAlong = (place: Place, cut: AxisCut | undefined): boolean =>
  !('by' in place) &&
  cut !== undefined &&
  place.axis === cut.axis &&
  place.start === 0 &&
  place.step === 1 &&
  place.further === undefined;

const sizeBefore = (shape: readonly number[], axis: number): number =>
  shape.slice(0, axis).reduce((product, size) => product * size, 1);
