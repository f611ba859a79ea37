import {
  add,
  type AnyTensor,
  type Body,
  type Derivation,
  type Dim,
  defineOp,
  elementary,
  forEachLine,
  mapLines,
  type Operation,
  outcome,
  scale,
  type Shape,
  type Tensor,
  toTensor,
  aBoolean,
  anAxis,
  madeOf,
} from '@adjoint/graph';
import { mul, sub } from '../elementwise/arithmetic.ts';
import { oneAxis } from '../arguments/axis.ts';
import { equal, where } from '../elementwise/comparison.ts';
import { toReal } from '../elementwise/conversion.ts';
import { abs, reciprocal } from '../elementwise/elementwise.ts';
import { exp } from '../elementwise/exponential.ts';
import { alongNext } from '../movement/leading.ts';
import { pad } from '../movement/padding.ts';
import { part } from '../movement/slicing.ts';

/** What becomes of the elements up to each along an axis (the last if not given), of the shape of the operand. */
export type Cumulative = <S extends Shape>(x: Tensor<S>, axis?: number) => Tensor<S>;

/** Applies the first of some operations from the start of an axis; its derivatives are made of the others too. */
const cumulative = (name: string, operations: () => readonly [Scanning, ...Operation[]]): Cumulative =>
  madeOf(
    operations,
    <S extends Shape>(x: Tensor<S>, axis = -1): Tensor<S> =>
      operations()[0](x as AnyTensor as Tensor, {
        axis: oneAxis(name, toTensor(name, x).shape, axis),
        reverse: false,
      }) as AnyTensor as Tensor<S>, // a scan keeps the shape
  );

/** The sums of all elements up to each along an axis (the last if not given) of real numbers, compensated: rounding errors do not build up. */
export const cumsum = cumulative('cumsum', () => [sumAlong]);

/** The products of all elements up to each along an axis (the last if not given) of real numbers. Its derivative is exact where elements are 0. */
export const cumprod = cumulative('cumprod', () => [productAlong, recurrence]);

/** The largest of all elements up to each along an axis (the last if not given) of real numbers; NaN from the first NaN on. Its derivative is shared evenly by those that are it. */
export const cummax = cumulative('cummax', () => [largestSoFar, recurrence]);

/** log Σ exp(x) of all elements up to each along an axis (the last if not given) of real numbers, without overflow and without losing small remainders. */
export const cumLogSumExp = cumulative('cumLogSumExp', () => [logSumSoFar, recurrence, sumAlong]);

/** For each element along an axis the product of all the others. */
export const productOfOthers = (x: Tensor, axis: number): Tensor => {
  const before = shift(productAlong(x, { axis, reverse: false }), { axis, reverse: false }, 1);
  const after = shift(productAlong(x, { axis, reverse: true }), { axis, reverse: true }, 1);
  return mul(before, after);
};

/** Along which axis a scan runs, and whether from the end. */
type Along = Readonly<{ axis: number; reverse: boolean }>;

type Scanning = (x: Tensor, along: Along) => Tensor;

const along = { axis: anAxis, reverse: aBoolean };

const opposite = ({ axis, reverse }: Along): Along => ({ axis, reverse: !reverse });

/** An operation that changes each line in place, in the order of the scan. */
const scanning = (
  name: string,
  change: (line: Float64Array) => void,
  derivative: (at: Derivation<Along, [x: Tensor, along: Along]>) => Tensor,
  branch?: NonNullable<Body['branch']>,
): Scanning =>
  defineOp(name, (x: Tensor, _: Along) => outcome<Shape>(x.shape), {
    attributes: along,
    portable: true,
    vectorized: alongNext,
    kernel: ({ inputs: [x], outputs: [y], attributes: { axis, reverse } }) =>
      mapLines(x, [axis], y, (line) => inOrder(line, reverse, change)),
    derivative: [derivative],
    ...(branch === undefined ? {} : { branch }),
  });

const sumAlong: Scanning = scanning(
  'cumsum',
  (line) => accumulate(line),
  ({ g, attributes }) => sumAlong(g, opposite(attributes)),
);

const productAlong: Scanning = scanning(
  'cumprod',
  (line) => {
    for (let i = 1; i < line.length; i++) line[i]! *= line[i - 1]!;
  },
  // yᵢ = xᵢ·yᵢ₋₁, so the whole cotangent of yᵢ is cᵢ = gᵢ + xᵢ₊₁·cᵢ₊₁, and that of xᵢ is cᵢ·yᵢ₋₁, where y₋₁ = 1
  ({ g, x: [x], y, attributes }) => scale(carried(x, g, attributes), shift(y, attributes, 1)),
);

const largestSoFar: Scanning = scanning(
  'cummax',
  (line) => {
    for (let i = 1; i < line.length; i++) line[i] = Math.max(line[i]!, line[i - 1]!);
  },
  ({ g, x: [x], y, attributes }) => sharedByLargest({ g, x, y, along: attributes }),
  ({ inputs: [x], outputs: [y] }) => equal(x as Tensor, y as Tensor), // asked where they are real
);

const logSumSoFar: Scanning = scanning(
  'cumLogSumExp',
  (line) => accumulateExp(line),
  // dyᵢ/dxⱼ = exp(xⱼ − yᵢ), so what comes to xⱼ is exp(xⱼ − yⱼ)·cⱼ, where cⱼ = gⱼ + exp(yⱼ − yⱼ₊₁)·cⱼ₊₁; where y is +∞ those that are +∞ share
  ({ g, x: [x], y, attributes }) => {
    const isInfinite = equal(abs(y), Infinity);
    const decay = where(isInfinite, 0, exp(sub(shift(y, attributes, 0), y))) as Tensor; // 0 where y before it is −∞
    const below = carried(decay, where(isInfinite, 0, g) as Tensor, attributes);
    const share = where(isInfinite, 0, exp(sub(x, y))) as Tensor;
    const atTop = where(equal(y, Infinity), g, 0) as Tensor;
    return add(scale(below, share), sharedByLargest({ g: atTop, x, y, along: attributes }));
  },
);

/** What comes to each element of the cotangents of the largest so far: each is shared by those before it that are as large. */
const sharedByLargest = ({ g, x, y, along }: Readonly<{ g: Tensor; x: Tensor; y: Tensor; along: Along }>): Tensor => {
  const isLargest = toReal(equal(x, y));
  const stays = toReal(equal(y, shift(y, along, 0)));
  const count = recurrence(stays, isLargest, along);
  return scale(carried(stays, scale(g, reciprocal(count)), along), isLargest);
};

/** yᵢ = bᵢ + aᵢ·yᵢ₋₁ along an axis, nothing coming before the first. */
const recurrence: (a: Tensor, b: Tensor, along: Along) => Tensor = defineOp(
  'recurrence',
  (a: Tensor, _b: Tensor, _: Along) => outcome<Shape>(a.shape),
  {
    attributes: along,
    portable: true,
    vectorized: alongNext,
    kernel: ({ inputs: [a, b], outputs: [y], attributes: { axis, reverse } }) => {
      const factors: Float64Array[] = [];
      forEachLine(a, [axis], (line) => factors.push(reverse ? line.toReversed() : line.slice()));
      let at = 0;
      mapLines(b, [axis], y, (line) => {
        const factor = factors[at++]!;
        inOrder(line, reverse, () => {
          for (let i = 1; i < line.length; i++) if (line[i - 1] !== 0) line[i]! += factor[i]! * line[i - 1]!; // linear in b, as scale is
        });
      });
    },
    derivative: [
      ({ g, x: [a], y, attributes }) => scale(carried(a, g, attributes), shift(y, attributes, 0)),
      ({ g, x: [a], attributes }) => carried(a, g, attributes),
    ],
  },
);

/** The whole cotangent of each place of a recurrence with these factors: its own, and what comes back from the next place. */
const carried = (factors: Tensor, g: Tensor, along: Along): Tensor =>
  recurrence(shift(factors, opposite(along), 0), g, opposite(along));

/** Each place gets the element of the place before it in the order of the scan, the first one `fill`. */
const shift = (x: Tensor, { axis, reverse }: Along, fill: number): Tensor => {
  const widths = x.shape.map((_, index) => (index === axis ? (reverse ? ([0, 1] as const) : ([1, 0] as const)) : 0));
  const dim: Dim = x.shape[axis]!;
  return part(pad(x, widths, { value: fill }), axis, reverse ? 1 : 0, dim) as Tensor; // of the same kind and shape
};

const inOrder = (line: Float64Array, reverse: boolean, change: (line: Float64Array) => void): void => {
  if (reverse) line.reverse();
  change(line);
  if (reverse) line.reverse();
};

/** Running sums, with what each addition loses carried along (Neumaier 1974). */
const accumulate = (line: Float64Array): void => {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < line.length; i++) {
    const x = line[i]!;
    const next = total + x;
    lost += Math.abs(total) >= Math.abs(x) ? total - next + x : x - next + total;
    total = next;
    line[i] = Number.isFinite(total) ? total + lost : total;
  }
};

/** Running sums of exp, as the largest element and what the others come to beside it; what each addition loses is carried along. */
const accumulateExp = (line: Float64Array): void => {
  let [largest, others, lost] = [-Infinity, 0, 0];
  for (let i = 0; i < line.length; i++) {
    const x = line[i]!;
    if (x > largest || Number.isNaN(x)) {
      const decay = Number.isFinite(largest) ? elementary.exp(largest - x) : 0;
      [largest, others, lost] = [x, (1 + others) * decay, lost * decay];
    } else if (x > -Infinity) {
      const term = elementary.exp(x - largest);
      const next = others + term;
      lost += others >= term ? others - next + term : term - next + others;
      others = next;
    }
    line[i] = Number.isFinite(largest) ? largest + elementary.log1p(others + lost) : largest;
  }
};
