import {
  type AnyTensor,
  attempt,
  evaluate,
  gradient,
  type GraphError,
  type Nested,
  parameter,
  type Shape,
  type Tensor,
  toArray,
  toValue,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import { sum } from '../src/index.ts';

/** Builds an expression of some operands. */
type Build = (...operands: Tensor[]) => AnyTensor;

/** A claim of a convention: the expression, the point, the value, and the gradient of its sum by each operand. */
export type Row = readonly [claim: string, build: Build, point: readonly Nested[], value: Nested, ...slopes: Nested[]];

/** A test for each claim, under the name of its convention. */
export const testConventions = (conventions: Readonly<Record<string, readonly Row[]>>): void => {
  describe.each(Object.entries(conventions))('%s', (_, rows) => {
    for (const [claim, build, point, value, ...slopes] of rows) {
      test(claim, () => {
        const got = at(build, ...point);
        expect(unsigned(got.value)).toEqual(value);
        expect(unsigned(got.slopes)).toEqual(slopes);
      });
    }
  });
};

/** The value of an expression at a point, and the gradient of its sum by each operand. */
const at = (
  build: Build,
  ...point: readonly Nested[]
): { readonly value: Nested; readonly slopes: readonly Nested[] } => {
  const values = point.map(toValue);
  const bindings = Object.fromEntries(values.map((value, i) => [`x${i}`, value]));
  const operands = values.map(({ shape }, i): Tensor => parameter(`x${i}`, shape as Shape));
  const y = build(...operands);
  const slopes = gradient(sum(y as Tensor), operands, { unused: 'zeros' });
  return { value: toArray(evaluate(y, bindings)), slopes: slopes.map((slope) => toArray(evaluate(slope, bindings))) };
};

/** What is refused; a test fails where nothing is. */
export const failureOf = (build: () => unknown): GraphError => {
  const result = attempt(build);
  if (E.isRight(result)) throw new Error('nothing was refused');
  return result.left;
};

/** The same with the sign of zero dropped, which no convention fixes. */
const unsigned = (nested: Nested): Nested =>
  typeof nested === 'number' ? nested + 0 : typeof nested === 'boolean' ? nested : nested.map(unsigned);
