import { type AnyTensor, broadcastTo, type Dim, elementsOf, type Shape, type Tensor } from '@adjoint/graph';
import { mul } from '../elementwise/arithmetic.ts';
import { arange, takeAlongAxis } from '../movement/indexing.ts';
import { reshape, transpose } from '../movement/movement.ts';
import { matmul } from './product.ts';
import { sum } from '../reductions/reduction.ts';

/** A tensor with a label for each of its axes. */
export interface Factor {
  readonly x: Tensor;
  readonly labels: readonly string[];
}

/**
 * The sum of the product of factors over all labels but those of the output, whose order it gives the axes. A factor has a label
 * once, axes of one label have equal dimensions, and every label of the output is one of a factor. Labels are summed as soon as
 * no other factor has them; pairs are taken from left to right.
 */
export const contract = ([first, ...rest]: readonly [Factor, ...Factor[]], output: readonly string[]): Tensor => {
  const wantedAfter = (index: number): ReadonlySet<string> =>
    new Set([...rest.slice(index).flatMap(({ labels }) => labels), ...output]);
  const all = rest.reduce(
    (product, factor, index) => {
      const later = wantedAfter(index + 1);
      const next = summed(factor, new Set([...product.labels, ...later]));
      return index === rest.length - 1 ? multiplied(product, next, later, output) : multiplied(product, next, later);
    },
    summed(first, wantedAfter(0)),
  );
  return ordered(all, output).x;
};

/** The diagonal along all axes of one label, which have equal dimensions, for every label. */
export const diagonal = ({ x, labels }: Factor): Factor => {
  const second = labels.findIndex((label, axis) => labels.indexOf(label) < axis);
  if (second < 0) return { x, labels };
  const first = labels.indexOf(labels[second]!);
  const dim = x.shape[first]!;
  const places = reshape(arange(dim), x.shape.map((_, axis) => (axis === first ? dim : 1)) as Shape);
  const taken = x.shape.with(second, 1) as Shape;
  return diagonal({
    x: reshape(
      takeAlongAxis(x, broadcastTo(places, taken), second),
      x.shape.toSpliced(second, 1) as Shape,
    ) as AnyTensor as Tensor, // takeAlongAxis gives real numbers
    labels: labels.toSpliced(second, 1),
  });
};

/** A factor without the axes of size 1 that stretch to a label's dimension, along which it does not change. */
export const squeezed = ({ x, labels }: Factor, dims: ReadonlyMap<string, Dim>): Factor => {
  const kept = labels.map((label, axis) => x.shape[axis] === dims.get(label));
  return kept.every(Boolean)
    ? { x, labels }
    : {
        x: reshaped(
          x,
          x.shape.filter((_, axis) => kept[axis]),
        ),
        labels: labels.filter((_, axis) => kept[axis]),
      };
};

/** Two factors multiplied and summed over the labels they share and nothing wants later; with an order, its axes may follow it. */
const multiplied = (a: Factor, b: Factor, later: ReadonlySet<string>, order?: readonly string[]): Factor => {
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => later.has(label));
  const inner = shared.filter((label) => !later.has(label));
  const left = a.labels.filter((label) => !shared.includes(label));
  const right = b.labels.filter((label) => !shared.includes(label));
  if (inner.length === 0) {
    const labels = order ?? [...a.labels, ...right];
    return { x: mul(alongside(a, labels), alongside(b, labels)) as Tensor, labels };
  }
  const rows = grouped(a, batch, left, inner);
  const columns = grouped(b, batch, inner, right);
  const labels = [...batch, ...left, ...right];
  return { x: reshaped(matmul(rows, columns), [...dimsAt(a, [...batch, ...left]), ...dimsAt(b, right)]), labels };
};

/** Batches of matrices: the rows are numbered by some labels, the columns by others. */
const grouped = (
  factor: Factor,
  batch: readonly string[],
  rows: readonly string[],
  columns: readonly string[],
): Tensor =>
  reshaped(ordered(factor, [...batch, ...rows, ...columns]).x, [
    ...dimsAt(factor, batch),
    elementsOf(dimsAt(factor, rows)),
    elementsOf(dimsAt(factor, columns)),
  ]);

/** A factor's axes in the order of some labels, with size 1 for those it lacks; leading ones are left to broadcasting. */
const alongside = (factor: Factor, labels: readonly string[]): Tensor => {
  const own = labels.filter((label) => factor.labels.includes(label));
  const from = labels.findIndex((label) => factor.labels.includes(label));
  const shape = labels.map((label) => dimsAt(factor, factor.labels.includes(label) ? [label] : [])[0] ?? 1);
  return reshaped(ordered(factor, own).x, from < 0 ? [] : shape.slice(from));
};

const summed = ({ x, labels }: Factor, wanted: ReadonlySet<string>): Factor => {
  const axis = labels.map((_, index) => index).filter((index) => !wanted.has(labels[index]!));
  return axis.length === 0
    ? { x, labels }
    : { x: sum(x, { axis }) as Tensor, labels: labels.filter((label) => wanted.has(label)) };
};

const ordered = ({ x, labels }: Factor, order: readonly string[]): Factor =>
  labels.every((label, axis) => label === order[axis])
    ? { x, labels }
    : {
        x: transpose(
          x,
          order.map((label) => labels.indexOf(label)),
        ) as Tensor,
        labels: order,
      };

const dimsAt = ({ x, labels }: Factor, wanted: readonly string[]): readonly Dim[] =>
  wanted.map((label) => x.shape[labels.indexOf(label)]!);

const reshaped = (x: Tensor, shape: readonly Dim[]): Tensor => reshape(x, shape as Shape) as Tensor;
