import {
  type AnyTensor,
  broadcastTo,
  constant,
  defineOp,
  type Dim,
  type GraphError,
  type Kind,
  type Lowering,
  outcome,
  type Place,
  pullback,
  resolveShape,
  type Result,
  rowMajor,
  type Shape,
  type Sizes,
  type Tensor,
  aNumber,
  aShape,
  type AttributeRule,
  type Definition,
  madeOf,
  refuse,
  sameShape,
  shapeMismatch,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { addUp } from './accumulation.ts';
import { gather } from './gather.ts';
import { rename } from './naming.ts';

/** What a selection knows of one axis when it runs. */
export interface SelectedAxis<A> {
  readonly axis: number;
  /** The sizes of the axis before and after. */
  readonly from: number;
  readonly to: number;
  readonly attributes: A;
  readonly sizes: Sizes;
}

/** Places at equal distances. */
interface Steps {
  readonly start: number;
  readonly step: number;
}

/** What a selection declares besides its name. */
export interface SelectionBody<A> {
  /** What the attributes must be. */
  readonly selected: AttributeRule;
  /** The shape of what is selected, or why nothing can be. */
  readonly shape: (x: Pick<AnyTensor, 'shape'>, attributes: A) => Result<readonly Dim[]>;
  /** Why the sizes of an axis do not fit after all. */
  readonly check?: (operation: string, at: SelectedAxis<A>) => GraphError | undefined;
  /** For each place along an axis of the output the place along that axis of the input, or -1 for none. */
  readonly place: (at: SelectedAxis<A>) => (to: number) => number;
  /** The same where it is `start + step · to`, or none where that is outside. */
  readonly stepped: (at: SelectedAxis<A>) => Steps | undefined;
  /** How a listing shows the attributes. */
  readonly format: (attributes: A) => string;
  /** The dimensions among the attributes. */
  readonly dims?: (attributes: A) => readonly Dim[];
  /** The attributes that leave an axis of some dimension in front as it is. */
  readonly widened: (attributes: A, dim: Dim) => A;
  /** The names that the selection gives to sizes that follow from the tensor. */
  readonly defines?: (x: AnyTensor, attributes: A) => readonly Definition[];
}

/**
 * Declares an operation that copies elements axis by axis. Its derivative adds each cotangent up where its element came from,
 * and that operation's derivative is the selection again, filled with zeros. What is returned takes the tensor, the attributes, and
 * the number that stands where nothing is selected.
 */
export const selection = <A>(
  name: string,
  {
    selected: rule,
    shape,
    check = () => undefined,
    place,
    stepped,
    format,
    dims = () => [],
    widened,
    defines,
  }: SelectionBody<A>,
): ((x: AnyTensor, attributes: A, fill?: number) => AnyTensor) => {
  type Forward = Readonly<{ selected: A; fill: number }>;
  type Back = Readonly<{ selected: A; shape: readonly Dim[] }>;
  const axesOf = (from: readonly number[], to: readonly number[], attributes: A, sizes: Sizes) =>
    from.map((size, axis): SelectedAxis<A> => ({ axis, from: size, to: to[axis]!, attributes, sizes }));
  const problemOf = (operation: string, axes: readonly SelectedAxis<A>[]): GraphError | undefined =>
    axes.map((at) => check(operation, at)).find((problem) => problem !== undefined);
  const sourcesOf = (axes: readonly SelectedAxis<A>[]): Int32Array =>
    combine(
      axes.map((at) => {
        const placeOf = place(at);
        return Int32Array.from({ length: at.to }, (_, to) => placeOf(to));
      }),
      axes.map(({ from }) => from),
    );

  /** Where what is selected comes from along each axis, if that is at equal distances. */
  const stepsOf = (axes: readonly SelectedAxis<A>[]): readonly StepsAlong[] | undefined => {
    const steps = axes.map((at) => ({ ...stepped(at), from: at.from, to: at.to }));
    return problemOf(name, axes) === undefined && steps.every(isStepped) ? steps : undefined; // else the kernel says why
  };

  /** The same by gathering along one axis after the other, where places are not at equal distances and all of them in the tensor. */
  const gathered = (x: Tensor, shape: readonly Dim[], attributes: A, sizes: Sizes): Tensor | undefined => {
    const [from, to] = [x.shape, shape].map((each) => resolveShape(each, sizes)!); // every size is known
    const axes = axesOf(from!, to!, attributes, sizes);
    if (problemOf(name, axes) !== undefined || stepsOf(axes) !== undefined) return undefined;
    const places = axes.map((at) => Int32Array.from({ length: at.to }, (_, index) => place(at)(index)));
    if (places.some((each) => each.includes(-1))) return undefined;
    return places.reduce((whole, each, axis) => {
      if (each.length === from![axis] && each.every((index, to) => index === to)) return whole;
      return gather(whole, constant({ shape: [each.length], data: each }, 'int'), axis) as Tensor;
    }, x);
  };

  const forward: (x: AnyTensor, attributes: Forward) => AnyTensor = defineOp(
    name,
    (x: AnyTensor, { selected }: Forward) => {
      const result = shape(x, selected);
      return E.isLeft(result) ? result : outcome<Shape, Kind>([...result.right], x.kind);
    },
    {
      kinds: ['any'],
      attributes: { selected: rule, fill: aNumber },
      ...(defines === undefined ? {} : { defines: ([x], { selected }) => defines(x!, selected) }),
      portable: true,
      kernel: ({ operation, inputs: [x], outputs: [y], attributes: { selected, fill }, sizes }) => {
        const axes = axesOf(x.shape, y.shape, selected, sizes);
        const problem = problemOf(operation, axes);
        if (problem !== undefined) return problem;
        sourcesOf(axes).forEach((from, i) => (y.data[i] = from < 0 ? fill : x.data[from]!));
      },
      lowering: ({ inputs: [x], output, attributes: { selected, fill }, sizes }) => {
        const steps = stepsOf(axesOf(x!, output, selected, sizes));
        return steps && lowered(steps, steps.map(opposite), fill);
      },
      expansion: ({ inputs: [x], outputs: [y], attributes }, sizes) => {
        const value = gathered(x as Tensor, y!.shape, (attributes as Forward).selected, sizes); // as the rule has it
        return value && { value: rename(value, y!.shape as Shape) };
      },
      vectorized: ({ attributes: { selected, fill }, dim, again }) => again({ selected: widened(selected, dim), fill }),
      derivative: [({ g, x: [x], attributes: { selected } }) => backward(g, { selected, shape: x.shape })],
      dims: ({ selected }) => dims(selected),
      format: ([x], { attributes }) => `${name}(${x}, ${format((attributes as Forward).selected)})`, // set by forward
    },
  );
  const backward: (x: AnyTensor, attributes: Back) => Tensor = defineOp(
    `${name}Adjoint`,
    (x: AnyTensor, { selected, shape: back }: Back) => {
      const result = shape({ shape: back }, selected);
      if (E.isLeft(result)) return result;
      return sameShape(result.right, x.shape)
        ? outcome<Shape>([...back])
        : refuse(shapeMismatch(`${name}Adjoint`, 'must have the shape of what is selected', result.right, x.shape));
    },
    {
      attributes: { selected: rule, shape: aShape },
      portable: true,
      kernel: ({ operation, inputs: [x], outputs: [y], attributes: { selected }, sizes }) => {
        const axes = axesOf(y.shape, x.shape, selected, sizes);
        const problem = problemOf(operation, axes);
        if (problem !== undefined) return problem;
        return addUp(y, (totals) => sourcesOf(axes).forEach((from, i) => from >= 0 && (totals[from]! += x.data[i]!)));
      },
      lowering: ({ inputs: [x], output, attributes: { selected }, sizes }) => {
        const steps = stepsOf(axesOf(output, x!, selected, sizes));
        return steps && lowered(steps.map(opposite), steps, 0);
      },
      expansion: ({ inputs: [x], attributes }, sizes) => {
        const { selected, shape } = attributes as Back; // as the rules have it
        const zeros = broadcastTo(constant(0), shape as Shape) as AnyTensor as Tensor; // of that shape
        const value = gathered(zeros, x!.shape, selected, sizes);
        return value && { value: pullback(rename(value, x!.shape as Shape) as Tensor, [zeros], x as Tensor)[0] };
      },
      vectorized: ({ attributes: { selected, shape }, dim, again }) =>
        again({ selected: widened(selected, dim), shape: [dim, ...shape] }),
      derivative: [({ g, attributes: { selected } }) => forward(g, { selected, fill: 0 })],
      dims: ({ selected, shape }) => [...dims(selected), ...shape],
      format: ([x], { attributes }) => `${name}Adjoint(${x}, ${format((attributes as Back).selected)})`, // likewise
    },
  );
  return madeOf(
    () => [forward, backward],
    (x: AnyTensor, selected: A, fill = 0) => forward(x, { selected, fill }),
  );
};

/** Where each of `to` elements comes from in an axis of size `from`. */
interface StepsAlong extends Steps {
  readonly from: number;
  readonly to: number;
}

const isStepped = (steps: Partial<StepsAlong>): steps is StepsAlong => steps.step !== undefined;

/** Whether there is an element for every place. */
const isWithin = ({ start, step, from, to }: StepsAlong): boolean =>
  Number.isInteger(step) && (to === 0 || [start, start + step * (to - 1)].every((place) => place >= 0 && place < from));

/** Where each element goes. */
const opposite = ({ start, step, from, to }: StepsAlong): StepsAlong => ({
  start: 0 - start / step,
  step: 1 / step,
  from: to,
  to: from,
});

/** Elements that all come from some place, or all go to one. */
const lowered = (from: readonly StepsAlong[], to: readonly StepsAlong[], fill: number): Lowering | undefined => {
  if (from.every(isWithin)) return { type: 'move', places: placesOf(from) };
  return to.every(isWithin) ? { type: 'put', places: [placesOf(to)], fill } : undefined;
};

const placesOf = (steps: readonly StepsAlong[]): readonly Place[] =>
  steps.map(({ start, step }, axis) => ({ axis, start, step }));

/** The offset that each combination of places names in row-major order; -1 where one of them is. */
const combine = (places: readonly Int32Array[], shape: readonly number[]): Int32Array => {
  const strides = rowMajor(shape);
  return places.reduce((outer: Int32Array, inner, axis) => {
    const offsets = new Int32Array(outer.length * inner.length);
    const stride = strides[axis]!;
    for (let i = 0, at = 0; i < outer.length; i++)
      for (let j = 0; j < inner.length; j++)
        offsets[at++] = outer[i]! < 0 || inner[j]! < 0 ? -1 : outer[i]! + inner[j]! * stride;
    return offsets;
  }, new Int32Array(1));
};
