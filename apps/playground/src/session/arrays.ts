import type { Numbers } from '../experiment/experiment.ts';

/** Parameters, or what belongs to each of their elements, by name. */
export type Arrays = Readonly<Record<string, Float64Array>>;

/** Parameters as arrays, in which they are checked. */
export const arraysOfNumbers = (numbers: Numbers): Arrays =>
  Object.fromEntries(Object.entries(numbers).map(([name, values]) => [name, Float64Array.from(values)]));
