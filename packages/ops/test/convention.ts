import {
  type AnyTensor,
  attempt,
  type Bindings,
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
type Row = readonly [claim: string, build: Build, point: readonly Nested[], value: Nested, ...slopes: Nested[]];

/** Claims by the name of their convention. */
export type Conventions = Readonly<Record<string, readonly Row[]>>;

/** A test for each claim, under the name of its convention. */
export const testConventions = (conventions: Conventions): void => {
  describe.each(Object.entries(conventions))('%s', (_, rows) => {
    for (const [claim, build, point, ...expected] of rows)
      test(claim, () => {
        const { outputs, bindings } = valueAndSlopes(build, point);
        const found = Object.values(evaluate(outputs, bindings));
        expect(found.map((value) => unsigned(toArray(value)))).toEqual(expected);
      });
  });
};

/** The value of an expression and the gradient of its sum by each operand, as a graph, and the point to bind. */
export const valueAndSlopes = (
  build: Build,
  point: readonly Nested[],
): { readonly outputs: Readonly<Record<string, AnyTensor>>; readonly bindings: Bindings } => {
  const values = point.map(toValue);
  const operands = values.map(({ shape }, i): Tensor => parameter(`x${i}`, shape as Shape));
  const y = build(...operands);
  const slopes = gradient(sum(y as Tensor), operands, { unused: 'zeros' });
  return {
    outputs: Object.fromEntries([y, ...slopes].entries()),
    bindings: Object.fromEntries(values.map((value, i) => [`x${i}`, value])),
  };
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
