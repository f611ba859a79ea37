import type { AnyTensor } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { closest, distance } from 'fastest-levenshtein';
import { entryFor } from './manual.ts';

/** An operation as the language calls it: with anything, since it refuses what is not for it. */
export type Apply = (...values: readonly unknown[]) => AnyTensor | readonly AnyTensor[];

/** The functions among the exports of `@adjoint/ops` that cannot be called, and why: most give no nodes. */
export const leftOut: ReadonlyMap<string, string> = new Map([
  ...['arithmetic', 'binary', 'unary', 'unaryOfNumbers', 'reduction'].map(
    (name) => [name, 'declares an operation rather than being one'] as const,
  ),
  ...['filled', 'normal', 'ones', 'uniform', 'zeros'].map(
    (name) => [name, 'gives a parameter its starting value and is no node'] as const,
  ),
  ...['scan', 'whileLoop', 'cond', 'vectorize'].map(
    (name) => [name, 'takes a function, which cannot be written here'] as const,
  ),
  ['initialize', 'gives the starting values of parameters and no node'],
]);

/** Every operation that `@adjoint/ops` exports, by its name: what the manual has an entry for and is not left out. */
export const operations: ReadonlyMap<string, Apply> = new Map(
  Object.entries(ops).flatMap(([name, exported]) =>
    leftOut.has(name) || entryFor(name) === undefined ? [] : [[name, exported as unknown as Apply] as const],
  ),
);

/** The name most like one that was written, if one is near. */
export const nearest = (name: string, known: readonly string[]): string | undefined => {
  if (known.length === 0 || name.length > 40) return undefined;
  const sameLetters = known.find((each) => each.toLowerCase() === name.toLowerCase());
  const near = sameLetters ?? closest(name, known);
  return sameLetters !== undefined || distance(name, near) <= Math.min(2, Math.floor(name.length / 2))
    ? near
    : undefined;
};
