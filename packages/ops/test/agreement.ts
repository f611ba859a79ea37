import {
  type AnyTensor,
  constant,
  deriveKey,
  evaluate,
  gradient,
  parameter,
  permutation,
  scale,
  type Shape,
  sumTo,
  add,
  countOf,
  type Tensor,
  uniforms,
  type Value,
} from '@adjoint/graph';

/** How far a gradient is from centered differences: the largest difference over the largest entry, of the first and of the second derivative. */
export interface Agreement {
  readonly first: number;
  readonly second: number;
}

/**
 * Compares the gradient of a randomly weighted sum of `build`'s output with centered differences, entry by entry and
 * operand by operand, then the gradient of a randomly weighted sum of that gradient. All entries of all operands are
 * distinct and keep a distance from 0 and from each other that the step does not bridge, so none is at a kink.
 */
export const agreement = (
  build: (...operands: Tensor[]) => AnyTensor,
  shapes: readonly (readonly number[])[],
  key: number,
  { positive = false }: { readonly positive?: boolean } = {},
): Agreement => {
  const operands = shapes.map((shape, index): Tensor => parameter(`x${index}`, shape as Shape));
  const point = genericPoint(shapes, key, positive);
  const loss = weightedSum([build(...operands)], deriveKey(key, 'first'));
  const slopes = gradient(loss, operands);
  slopes.forEach(({ shape }, index) => {
    if (String(shape) !== String(shapes[index])) throw new Error(`a gradient of shape [${shape}]`);
  });
  const along = weightedSum(slopes, deriveKey(key, 'second'));
  return {
    first: distance(loss, operands, point),
    second: distance(along, operands, point),
  };
};

const distance = (loss: Tensor<[]>, operands: readonly Tensor[], point: readonly Value[]): number => {
  const exact = gradient(loss, operands, { unused: 'zeros' }).map((slope) => evaluate(slope, bound(point)));
  return Math.max(
    0,
    ...exact.map((slope, operand) => {
      const numeric = numericGradient(loss, point, operand);
      const largest = Math.max(0, ...numeric.map(Math.abs));
      const error = Math.max(0, ...numeric.map((entry, i) => Math.abs(entry - slope.data[i]!)));
      return Number.isNaN(error) ? Infinity : error === 0 ? 0 : error / largest;
    }),
  );
};

/** Centered differences at h and h/2, combined so that the error is of fourth order (Richardson). */
const numericGradient = (loss: Tensor<[]>, point: readonly Value[], operand: number): readonly number[] =>
  Array.from(point[operand]!.data, (_, i) => {
    const valueAt = (step: number): number => {
      const moved = point.map(({ shape, data }, index) => ({
        shape,
        data: index === operand ? Float64Array.from(data, (x, j) => (j === i ? x + step : x)) : data,
      }));
      return evaluate(loss, bound(moved)).data[0]!;
    };
    const slope = (h: number): number => (valueAt(h) - valueAt(-h)) / (2 * h);
    return (4 * slope(h / 2) - slope(h)) / 3;
  });

const h = 2 ** -9;

/** Distinct multiples of 0.137 around 0, each moved by at most a hundredth: no sum or difference of two is near 0 or 1. */
const genericPoint = (shapes: readonly (readonly number[])[], key: number, positive: boolean): readonly Value[] => {
  const count = shapes.reduce((sum, shape) => sum + countOf(shape), 0);
  const jitter = uniforms(deriveKey(key, 'jitter'), count);
  const first = positive ? 2 : -Math.floor(count / 2);
  const all = Array.from(
    permutation(deriveKey(key, 'order'), count),
    (place, i) => 0.137 * (first + place) + 0.061 + 0.01 * jitter[i]!,
  );
  let start = 0;
  return shapes.map((shape) => {
    const data = Float64Array.from(all.slice(start, (start += countOf(shape))));
    return { shape, data };
  });
};

const weightedSum = (tensors: readonly AnyTensor[], key: number): Tensor<[]> =>
  tensors
    .map((tensor, index) => {
      const shape = tensor.shape as readonly number[]; // built from shapes without names
      const data = uniforms(deriveKey(key, index), countOf(shape)).map((draw) => 0.5 + draw);
      const signs = uniforms(deriveKey(key, index, 'sign'), countOf(shape));
      const weights = data.map((weight, i) => (signs[i]! < 0.5 ? -weight : weight));
      return sumTo(scale(tensor as Tensor, constant({ shape, data: weights })), []);
    })
    .reduce((sum, term) => add(sum, term));

const bound = (point: readonly Value[]): Record<string, Value> =>
  Object.fromEntries(point.map((value, index) => [`x${index}`, value]));
