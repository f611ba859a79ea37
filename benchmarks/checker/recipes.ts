// The recipes of well-known gradient checkers, written anew from what their documentation says, all in float64 and on the
// same graphs. What a recipe compares is kept as pairs, because a loss times a number has the same pairs times that number.

import { deriveKey, type Key, normals, uniforms } from '@adjoint/graph';
import { type Case, type Numbers, pointOf, valueOf } from './case.ts';

/** Along what a loss is compared: one entry of a parameter, or all entries of some parameters by weights. */
type Direction = Readonly<{ name: string; entry: number }> | Readonly<{ weights: Numbers }>;

/** A direction with the difference quotient along it. */
type Difference = Readonly<{ direction: Direction; numeric: number }>;

/** The differences that a recipe takes of a loss; they do not depend on the gradient that is claimed. */
export interface Measured {
  readonly differences: readonly Difference[];
  readonly evaluations: number;
}

/** A checker, as far as its defaults and its judgement go. */
export interface Recipe {
  readonly name: string;
  /** With `only`, an exhaustive recipe may leave out all entries but this one. */
  readonly measure: (of: Case, key: Key, only?: number) => Measured;
  /** Whether a claimed slope along a direction passes for the numeric one. */
  readonly accepts: (analytic: number, numeric: number, direction: Direction) => boolean;
}

/** Every recipe. */
export const recipes = (): readonly Recipe[] => [
  // torch.autograd.gradcheck: eps=1e-6, atol=1e-5, rtol=1e-3; every entry of the Jacobian, centered differences
  { name: 'PyTorch, slow mode', measure: everyEntry(1e-6), accepts: isClose(1e-5, 1e-3) },
  // with fast_mode=True: one direction a tensor, drawn evenly from [0, 1) and of length 1; atol times the sum of its elements
  {
    name: 'PyTorch, fast mode',
    measure: oneDirectionATensor(1e-6),
    accepts: (a, n, direction) => isClose(1e-5 * total(direction), 1e-3)(a, n),
  },
  // jax.test_util.check_grads(order=1, modes=('rev',)): one normal direction for all tensors, eps=1e-4, in float64
  // atol=rtol=1e-5; the cotangent is drawn from the normal distribution as well
  {
    name: 'JAX, check_grads',
    measure: oneDirection(1e-4),
    accepts: (a, n) => isClose(1e-5, 1e-5)(cotangent * a, cotangent * n),
  },
  // the lecture course: h=1e-5, ten entries of each tensor, |a − n| / max(|a|, |n|), by where the line is drawn
  ...[1e-2, 1e-4, 1e-7].map((limit): Recipe => ({
    name: `lecture course, below ${limit}`,
    measure: sampledEntries(1e-5, 10),
    accepts: (a, n) => a === n || Math.abs(a - n) / Math.max(Math.abs(a), Math.abs(n)) <= limit,
  })),
];

/** Whether a recipe passes a gradient of a loss, both times `scale`. */
export const passes = ({ accepts }: Recipe, { differences }: Measured, gradient: Numbers, scale = 1): boolean =>
  differences.every(({ direction, numeric }) =>
    accepts(scale * along(gradient, direction), scale * numeric, direction),
  );

const isClose =
  (absolute: number, relative: number) =>
  (a: number, n: number): boolean =>
    Math.abs(a - n) <= absolute + relative * Math.abs(n);

const everyEntry =
  (eps: number): Recipe['measure'] =>
  (of, _, only) => {
    const point = pointOf(of);
    const every = Object.keys(point).flatMap((name) => Array.from(point[name]!, (_, entry) => ({ name, entry })));
    const entries = only === undefined ? every : every.filter(({ entry }) => entry === only);
    return measured(of, point, entries, eps);
  };

const sampledEntries =
  (eps: number, count: number): Recipe['measure'] =>
  (of, key) => {
    const point = pointOf(of);
    const entries = Object.keys(point).flatMap((name) =>
      Array.from(uniforms(deriveKey(key, name), count), (draw) => ({
        name,
        entry: Math.floor(draw * point[name]!.length),
      })),
    );
    return measured(of, point, entries, eps);
  };

const oneDirectionATensor =
  (eps: number): Recipe['measure'] =>
  (of, key) => {
    const point = pointOf(of);
    const directions = Object.keys(point).map((name) => {
      const drawn = uniforms(deriveKey(key, name), point[name]!.length);
      const length = Math.sqrt(drawn.reduce((sum, element) => sum + element * element, 0));
      return { weights: { [name]: drawn.map((element) => element / length) } };
    });
    return measured(of, point, directions, eps);
  };

const oneDirection =
  (eps: number): Recipe['measure'] =>
  (of) => {
    const point = pointOf(of);
    const all = Object.entries(point).map(([name, { length }]) => [name, normals(deriveKey(0, name), length)]);
    return measured(of, point, [{ weights: Object.fromEntries(all) }], eps); // the seed is always 0
  };

const cotangent = normals(deriveKey(0, 'cotangent'), 1)[0]!;

const measured = (of: Case, point: Numbers, directions: readonly Direction[], eps: number): Measured => ({
  differences: directions.map((direction) => {
    const at = (t: number): number => valueOf(of, movedBy(point, direction, t));
    return { direction, numeric: (at(eps) - at(-eps)) / (2 * eps) };
  }),
  evaluations: 2 * directions.length,
});

const movedBy = (point: Numbers, direction: Direction, t: number): Numbers => {
  if ('entry' in direction) {
    const { name, entry } = direction;
    return { ...point, [name]: point[name]!.with(entry, point[name]![entry]! + t) };
  }
  const moved = Object.entries(direction.weights).map(([name, weights]) => [
    name,
    point[name]!.map((element, i) => element + t * weights[i]!),
  ]);
  return { ...point, ...Object.fromEntries(moved) };
};

const along = (gradient: Numbers, direction: Direction): number =>
  'entry' in direction
    ? gradient[direction.name]![direction.entry]!
    : Object.entries(direction.weights).reduce(
        (sum, [name, weights]) => weights.reduce((part, weight, i) => part + weight * gradient[name]![i]!, sum),
        0,
      );

const total = (direction: Direction): number =>
  'entry' in direction
    ? 1
    : Object.values(direction.weights).reduce(
        (sum, weights) => weights.reduce((part, weight) => part + weight, sum),
        0,
      );
