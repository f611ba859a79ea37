import { type AnyTensor, attempt, type InitialValue, input, parameter, state, type Tensor } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { add, filled, initialize, matmul, mul, normal, ones, sum, uniform, zeros } from '../index.ts';

const W = parameter('W', [3, 4], normal({ std: 0.01 }));
const V = parameter('V', [3, 4], normal({ std: 0.01 }));

const total = (...tensors: readonly AnyTensor[]): Tensor<[]> =>
  tensors.map((tensor) => sum(tensor as Tensor)).reduce((a, b) => add(a, b));

describe('initialize', () => {
  property.prop([fc.integer()])('gives the same values for the same seed', (seed) => {
    expect(initialize(W, { seed })).toEqual(initialize(W, { seed }));
  });

  test('gives other values for another seed, and seed 0 where none is given', () => {
    expect(initialize(W, { seed: 1 })).not.toEqual(initialize(W, { seed: 2 }));
    expect(initialize(W)).toEqual(initialize(W, { seed: 0 }));
  });

  property.prop([fc.integer()])('gives parameters of different names different values', (seed) => {
    const values = initialize(add(W, V), { seed });
    expect(values['W']!.data).not.toEqual(values['V']!.data);
  });

  property.prop([fc.integer()])('does not let one parameter change the values of another', (seed) => {
    const alone = initialize(W, { seed })['W'];
    expect(initialize(total(V, W), { seed })['W']).toEqual(alone);
    expect(initialize(total(W, V), { seed })['W']).toEqual(alone);
    expect(initialize(total(parameter('U', [100], uniform()), W), { seed })['W']).toEqual(alone);
  });

  test('names every parameter and state, in the order of first use, and nothing else', () => {
    const momentum = state('momentum', [2], ones());
    const x = input('x', ['batch', 3]);
    const values = initialize([matmul(x, W), momentum, mul(V, 2)]);
    expect(Object.keys(values)).toEqual(['W', 'momentum', 'V']);
    expect(values['W']!.shape).toEqual([3, 4]);
    expect([...values['momentum']!.data]).toEqual([1, 1]);
  });

  test('takes the sizes of named dimensions, and refuses to go without', () => {
    const b = parameter('b', ['hidden', 2], zeros());
    expect(initialize(b, { sizes: { hidden: 3 } })['b']!.shape).toEqual([3, 2]);
    expect(attempt(() => initialize(b))).toMatchObject({
      left: {
        _tag: 'InvalidArgument',
        message: "initialize: every dimension of b must have a size, got '[hidden, 2]'",
      },
    });
  });

  test('starts from zeros where no initial value is declared', () => {
    expect([...initialize(parameter('b', [3]))['b']!.data]).toEqual([0, 0, 0]);
  });
});

const count = 100_000;
const draw = (initial: InitialValue) => initialize(parameter('x', [count], initial), { seed: 5 })['x']!.data;
const meanOf = (data: Float64Array) => data.reduce((sum, x) => sum + x, 0) / data.length;
const stdOf = (data: Float64Array) => {
  const center = meanOf(data);
  return Math.sqrt(meanOf(data.map((x) => (x - center) ** 2)));
};

describe('initial values', () => {
  test.each([
    [undefined, 0, 1],
    [{ std: 0.01 }, 0, 0.01],
    [{ mean: 3, std: 2 }, 3, 2],
  ])('normal(%o) has mean %d and standard deviation %d', (options, mean, std) => {
    const data = draw(normal(options));
    expect(Math.abs(meanOf(data) - mean)).toBeLessThan((4 * std) / Math.sqrt(count));
    expect(Math.abs(stdOf(data) / std - 1)).toBeLessThan(4 / Math.sqrt(2 * count));
  });

  test('normal numbers fall within one, two and three standard deviations as often as they should', () => {
    const data = draw(normal());
    const within = (limit: number) => data.filter((x) => Math.abs(x) < limit).length / count;
    expect(within(1)).toBeCloseTo(0.6827, 2);
    expect(within(2)).toBeCloseTo(0.9545, 2);
    expect(within(3)).toBeCloseTo(0.9973, 2);
  });

  test('uniform numbers lie between their bounds, evenly', () => {
    const data = draw(uniform({ low: -2, high: 4 }));
    expect(data.every((x) => x >= -2 && x < 4)).toBe(true);
    expect(meanOf(data)).toBeCloseTo(1, 1);
    expect(stdOf(data)).toBeCloseTo(6 / Math.sqrt(12), 1);
  });

  test.each([
    ['zeros', zeros(), 0],
    ['ones', ones(), 1],
    ['filled', filled(-2.5), -2.5],
  ])('%s are all equal', (_, initial, value) => {
    expect(draw(initial).every((x) => x === value)).toBe(true);
  });
});
