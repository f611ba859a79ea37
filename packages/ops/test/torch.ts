import {
  type AnyTensor,
  evaluate,
  gradient,
  input,
  pullback,
  type Shape,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { add, sin, sum } from '../src/index.ts';
import { fixture, type Stored, valueOf } from './fixture.ts';

interface Case {
  readonly operation: string;
  readonly operands: readonly Stored[];
  readonly arguments: readonly unknown[];
  readonly y: Stored;
  readonly cotangent: Stored;
  readonly slopes: readonly Stored[];
  /** The derivatives of the sum of sin(slopes), where they were computed. */
  readonly curvatures?: readonly Stored[];
}

type AnyOperation = (...args: readonly unknown[]) => AnyTensor;

/** By how much of the largest element results may differ: the terms of sums come in another order. */
const relative = 1e-13;

const expectNear = (actual: Value, stored: Stored): void => {
  const expected = valueOf(stored);
  expect(actual.shape).toEqual(expected.shape);
  const largest = expected.data.reduce((most, element) => Math.max(most, Math.abs(element)), 1);
  const distance = expected.data.reduce((most, want, i) => Math.max(most, Math.abs(want - actual.data[i]!)), 0);
  expect(distance).toBeLessThanOrEqual(relative * largest);
};

/** Tests operations, by their names, against their cases in fixtures/image.json: values, what a cotangent becomes, and how that curves. */
export const testAgainstPyTorch = (operations: Readonly<Record<string, unknown>>): void => {
  for (const [name, operation] of Object.entries(operations)) {
    const cases = fixture<Case>('image').filter((each) => each.operation === name);
    describe(`${name} and its derivatives are PyTorch's`, () => {
      test.each(
        cases.map(
          (each) => [JSON.stringify([...each.operands.map(({ shape }) => shape), ...each.arguments]), each] as const,
        ),
      )('%s', (_, { operands, arguments: rest, y, cotangent, slopes, curvatures = [] }) => {
        const leaves = operands.map(({ shape }, index) => input<Shape>(`x${index}`, [...shape]));
        const made = (operation as AnyOperation)(...leaves, ...rest) as Tensor; // real, as its operands
        const g = input<Shape>('g', [...cotangent.shape]);
        const bindings = Object.fromEntries(operands.map((operand, index) => [`x${index}`, valueOf(operand)]));
        expectNear(evaluate(made, bindings), y);
        const all = { ...bindings, g: valueOf(cotangent) };
        const pulled = pullback(made, leaves, g) as readonly Tensor[];
        for (const [index, slope] of pulled.entries()) expectNear(evaluate(slope, all), slopes[index]!);
        if (curvatures.length === 0) return;
        const total = pulled.map((slope): Tensor<[]> => sum(sin(slope))).reduce((a, b) => add(a, b));
        for (const [index, curvature] of gradient(total, leaves, { unused: 'zeros' }).entries())
          expectNear(evaluate(curvature as Tensor, all), curvatures[index]!);
      });
    });
  }
};
