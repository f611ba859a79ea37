import { readFileSync } from 'node:fs';
import { constant, evaluate, parameter, print, type Tensor } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { digamma, lgamma, polygamma } from './gamma.ts';

type Rows = readonly (readonly [x: number, y: number])[];

const reference = JSON.parse(readFileSync(new URL('../../fixtures/gamma.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, Readonly<{ positive: Rows; negative: Rows }>>
>;

const functions: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  lgamma,
  digamma,
  polygamma1: (x) => polygamma(1, x),
  polygamma2: (x) => polygamma(2, x),
  polygamma3: (x) => polygamma(3, x),
  polygamma6: (x) => polygamma(6, x),
};

const at = (name: string, x: readonly number[]) => [...evaluate(functions[name]!(constant(x) as Tensor)).data];

/** Those that are further from the reference than some units in the last place allow, or than an absolute distance near the zeros. */
const misses = (name: string, rows: Rows, ulps: number) => {
  const values = at(name, rows.map(([x]) => x)); // prettier-ignore
  return rows.filter(([, y], i) => Math.abs(values[i]! - y) > Math.max(ulps * Number.EPSILON * Math.abs(y), 1e-15));
};

describe('agrees with mpmath', () => {
  test.each(Object.keys(functions))('%s above 0, to 8 units in the last place', (name) => {
    expect(misses(name, reference[name]!.positive, 8)).toEqual([]);
  });

  test.each(Object.keys(functions))('%s below 0, to 13 digits of what is added up', (name) => {
    const { negative } = reference[name]!;
    const values = at(name, negative.map(([x]) => x)); // prettier-ignore
    negative.forEach(([x, y], i) => {
      const magnitude = Math.max(1, Math.abs(y), Math.abs(at(name, [1 - x])[0]!)); // of both terms of the reflection
      expect(Math.abs(values[i]! - y), `${name}(${x})`).toBeLessThan(1e-13 * magnitude);
    });
  });
});

test('what they are where they have no finite value', () => {
  const x = [0, -0, -1, -2, Infinity, -Infinity, NaN];
  expect(at('lgamma', x)).toEqual([Infinity, Infinity, Infinity, Infinity, Infinity, Infinity, NaN]);
  expect(at('digamma', x)).toEqual([-Infinity, Infinity, NaN, NaN, Infinity, NaN, NaN]);
  expect(at('polygamma1', x)).toEqual([Infinity, Infinity, Infinity, Infinity, 0, NaN, NaN]);
  expect(at('polygamma2', x)).toEqual([-Infinity, Infinity, NaN, NaN, -0, NaN, NaN]);
});

test('the logarithm of a gamma function is 0 at 1 and at 2, and keeps its digits beside them', () => {
  expect(at('lgamma', [1, 2])).toEqual([0, 0]);
  expect(at('lgamma', [1 + 2 ** -40])[0]! / -5.249745890076018e-13).toBeCloseTo(1, 14);
});

test('the first derivative of digamma does not vanish before 1/x does', () => {
  at('polygamma1', [1e30, 1e155, 1e200, 1e300]).forEach((y, i) => {
    expect(y / [1e-30, 1e-155, 1e-200, 1e-300][i]!).toBeCloseTo(1, 14);
  });
  const single = evaluate(polygamma(1, constant(1e30)), {}, { precision: 'float32' }).data[0]!;
  expect(single / 1e-30).toBeCloseTo(1, 6);
});

test('an order is an integer from 0 to 100', () => {
  const x = parameter('x', [2]);
  expect(print(polygamma(3, x))).toContain('polygamma(3, x)');
  expect(polygamma(0, x).node.op.name).toBe('digamma');
  for (const order of [-1, 0.5, 101, NaN])
    expect(() => polygamma(order, x)).toThrow('polygamma: the order must be an integer from 0 to 100, got');
  expect(evaluate(polygamma(100, constant(3))).data[0]! / -6.0361069759381848e109).toBeCloseTo(1, 12);
});
