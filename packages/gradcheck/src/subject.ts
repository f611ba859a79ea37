import type { Asking } from './asking.ts';
import type { Sampled } from './line.ts';

/** Values of some parameters, by name, each as one flat array. */
export type Point = Readonly<Record<string, Float64Array>>;

/** What is checked: a number and its claimed gradient at any point, and on which side of each kink that point is. */
export interface Subject {
  /** The number, with branches where the subject knows them. */
  readonly value: (at: Point) => Asking<Sampled>;
  /** The derivative by every parameter, each as long as the parameter. */
  readonly gradient: (at: Point) => Asking<Readonly<Record<string, ArrayLike<number>>>>;
}
