import { AdjointError, type AnyTensor, type Bindings, evaluate, type Value } from '@adjoint/graph';
import { expect } from 'vitest';
import { compile } from '@adjoint/runtime';

/** Expects of compiled outputs what `evaluate` gives, at both precisions. */
export const expectAgreement = async (
  outputs: Readonly<Record<string, AnyTensor>>,
  bindings: Bindings,
): Promise<void> => {
  for (const precision of ['float64', 'float32'] as const) {
    const expected = evaluate(outputs, bindings, { precision });
    const program = await compile(outputs, { precision });
    const found = program.run(bindings);
    program.dispose();
    for (const [name, { shape, data }] of Object.entries(expected)) {
      const value = found[name]!;
      expect(value.shape, name).toEqual(shape);
      expect(value.data.constructor, name).toBe(data.constructor);
      const largest = Array.from(data, Math.abs)
        .filter(Number.isFinite)
        .reduce((most, size) => Math.max(most, size), 1);
      const tolerance = (precision === 'float64' ? 1e-13 : 1e-5) * largest;
      const wrong = Array.from(data).findIndex((element, i) => !isNear(value.data[i]!, element, tolerance));
      expect([wrong, value.data[wrong]], `${precision} ${name}`).toEqual([-1, undefined]);
    }
  }
};

/** Numbers of some shape, all different. */
export const numbers = (...shape: readonly number[]): Value => ({
  shape,
  data: Float64Array.from({ length: countIn(shape) }, (_, i) => Math.sin(i)),
});

/** Integers of some shape from 0 up to a bound. */
export const integers = (below: number, ...shape: readonly number[]): Value => ({
  shape,
  data: Int32Array.from({ length: countIn(shape) }, (_, i) => (5 * i + 3) % below),
});

const countIn = (shape: readonly number[]): number => shape.reduce((count, size) => count * size, 1);

/** What an error says is wrong, if it is one of Adjoint's. */
export const failureOf = async (run: () => unknown): Promise<unknown> => {
  try {
    await run();
  } catch (error) {
    return error instanceof AdjointError ? error.failure : error;
  }
  return undefined;
};

const isNear = (found: number, expected: number, tolerance: number): boolean =>
  Object.is(found, expected) || Math.abs(found - expected) <= tolerance;
