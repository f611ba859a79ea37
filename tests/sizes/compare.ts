import { type AnyTensor, type Bindings, evaluate, type Precision, type Value } from '@adjoint/graph';
import type { CompiledProgram } from '@adjoint/runtime';
import { expect } from 'vitest';
import type { Row } from './row.ts';

/** What differences are measured by: what a row says, or ten times the largest entry, where nobody knows what terms there are. */
type Measure = Row['by'] | 'largest';

/** Tensors by name. */
export type Outputs = Readonly<Record<string, AnyTensor>>;

/** How programs are compared. */
export interface Comparison {
  readonly precision: Precision;
  readonly by: Measure;
  readonly bindings: Bindings;
  /** The same with the magnitudes of the numbers. */
  readonly magnitudes: Bindings;
}

const tolerance: Readonly<Record<Precision, number>> = { float64: 1e-13, float32: 1e-5 };

/** Expects a program to give what `evaluate` gives: to the tolerance where that is finite, else exactly. */
export const expectAgreement = (
  program: CompiledProgram,
  outputs: Outputs,
  { precision, by, bindings, magnitudes }: Comparison,
): void => {
  const expected: Readonly<Record<string, Value>> = evaluate(outputs, bindings, { precision });
  const found = program.run(bindings) as Readonly<Record<string, Value>>; // outputs have names
  const terms: Readonly<Record<string, Value>> = by === 'terms' ? evaluate(outputs, magnitudes, { precision }) : {};
  for (const [name, { shape, data }] of Object.entries(expected)) {
    const got = found[name]!;
    expect(got.shape).toEqual(shape);
    expect(got.data.constructor).toBe(data.constructor);
    const largest = Math.max(1, ...Array.from(data, Math.abs));
    const magnitude = (i: number): number => {
      if (by === 'terms') return Math.abs(terms[name]!.data[i]!);
      return by === 'largest' ? 10 * largest : Math.abs(data[i]!) + (by === 'one' ? 1 : 0);
    };
    const wrong = Array.from(data, (wanted, i) => {
      const isClose = Math.abs(got.data[i]! - wanted) <= tolerance[precision] * magnitude(i);
      const isRight = Number.isFinite(wanted) ? isClose : Object.is(got.data[i], wanted);
      return isRight ? [] : [{ name, at: i, wanted, got: got.data[i], magnitude: magnitude(i) }];
    });
    expect(wrong.flat().slice(0, 5)).toEqual([]);
  }
};

/** Tensors by names that begin alike. */
export const named = (prefix: string, tensors: readonly AnyTensor[]): Outputs =>
  Object.fromEntries(tensors.map((tensor, i) => [`${prefix} ${i}`, tensor]));
