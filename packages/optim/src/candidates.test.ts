import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { anyOf, between, draws, grid, logBetween } from './candidates.ts';

describe('a grid', () => {
  test('has every combination, in order: the last hyperparameter changes fastest', () => {
    expect(grid({ lambda: [1, 2], squared: [true, false] })).toEqual([
      { lambda: 1, squared: true },
      { lambda: 1, squared: false },
      { lambda: 2, squared: true },
      { lambda: 2, squared: false },
    ]);
  });

  property.prop([
    fc.dictionary(fc.string(), fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 4 }), { maxKeys: 5 }),
  ])('has as many candidates as the product of the numbers of values, all different', (values) => {
    const candidates = grid(values);
    const count = Object.values(values).reduce((product, { length }) => product * length, 1);
    expect(new Set(candidates.map((candidate) => JSON.stringify(candidate))).size).toBe(count);
    expect(candidates).toHaveLength(count);
    for (const candidate of candidates)
      for (const [name, choices] of Object.entries(values)) expect(choices).toContain(candidate[name]);
  });

  test('without values, or of what is no list, is refused', () => {
    expect(() => grid({ lambda: [1], squared: [] })).toThrow('grid: squared must list at least one value, got 0');
    expect(() => grid({ lambda: 1 as unknown as number[] })).toThrow(
      'grid: lambda must list at least one value, got 1',
    );
  });
});

const space = { lambda: logBetween(1e-6, 1), delta: between(-2, 3), kind: anyOf(['hinge', 'softmax']) };

describe('draws', () => {
  property.prop([fc.integer({ min: 1, max: 50 }), fc.integer()])(
    'are as many as asked for, within range',
    (count, seed) => {
      const candidates = draws(space, { count, seed });
      expect(candidates).toHaveLength(count);
      for (const { lambda, delta, kind } of candidates) {
        expect(lambda >= 1e-6 && lambda <= 1).toBe(true);
        expect(delta >= -2 && delta <= 3).toBe(true);
        expect(['hinge', 'softmax']).toContain(kind);
      }
    },
  );

  property.prop([fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 20 }), fc.integer()])(
    'that are fewer are the first of more',
    (count, more, seed) => {
      expect(draws(space, { count: count + more, seed }).slice(0, count)).toEqual(draws(space, { count, seed }));
    },
  );

  property.prop([fc.integer()])('of one hyperparameter do not depend on the others', (seed) => {
    const deltas = draws({ delta: space.delta }, { count: 5, seed }).map(({ delta }) => delta);
    expect(draws(space, { count: 5, seed }).map(({ delta }) => delta)).toEqual(deltas);
  });

  test('are the same bits on every platform, and others for another seed', () => {
    expect(draws(space, { count: 2, seed: 1 })).toEqual([
      { lambda: 0.4612266077229507, delta: 2.7789435151910373, kind: 'softmax' },
      { lambda: 0.00010281847150294856, delta: -0.5306788029694852, kind: 'hinge' },
    ]);
    expect(draws(space, { count: 2, seed: 1 })).not.toEqual(draws(space, { count: 2, seed: 2 }));
  });

  test('are spread evenly, by magnitude where asked for, and over all values', () => {
    const candidates = draws(space, { count: 3000, seed: 1 });
    const share = (holds: (candidate: (typeof candidates)[number]) => boolean) =>
      candidates.filter(holds).length / 3000;
    expect(share(({ lambda }) => lambda < 1e-3)).toBeCloseTo(0.5, 1);
    expect(share(({ lambda }) => lambda < 1e-5)).toBeCloseTo(1 / 6, 1);
    expect(share(({ delta }) => delta < -1)).toBeCloseTo(0.2, 1);
    expect(share(({ kind }) => kind === 'hinge')).toBeCloseTo(0.5, 1);
  });

  test.each([0, -1, 1.5, Number.NaN])('are refused with count %d', (count) => {
    expect(() => draws(space, { count, seed: 1 })).toThrow(
      `draws: count must be a whole number from 1 up, got ${count}`,
    );
  });

  test('are refused with a seed that is no integer, or a hyperparameter that is no distribution', () => {
    expect(() => draws(space, { count: 1, seed: 0.5 })).toThrow('draws: seed must be an integer, got 0.5');
    const constant = { lambda: 3 as unknown as () => number };
    expect(() => draws(constant, { count: 1, seed: 1 })).toThrow('draws: lambda must be a distribution, got 3');
  });
});

describe('a distribution', () => {
  property.prop([
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  ])('between any two numbers stays between them, and begins at the lower one', (a, b, uniform) => {
    fc.pre(a !== b);
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    const drawn = between(low, high)(uniform);
    expect(drawn >= low && drawn <= high).toBe(true);
    expect(between(low, high)(0) === low).toBe(true); // 0 for -0 too
  });

  property.prop([
    fc.double({ min: 5e-324, noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: 5e-324, noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  ])('between the magnitudes of any two positive numbers stays between them', (a, b, uniform) => {
    fc.pre(a !== b);
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    const drawn = logBetween(low, high)(uniform);
    expect(drawn >= low && drawn <= high).toBe(true);
  });

  test.each<readonly [() => unknown, string]>([
    [() => between(1, 1), 'between: high must be a finite number above 1, got 1'],
    [() => between(2, 1), 'between: high must be a finite number above 2, got 1'],
    [() => between(-Infinity, 1), 'between: low must be a finite number, got -Infinity'],
    [() => between(0, Infinity), 'between: high must be a finite number above 0, got Infinity'],
    [() => logBetween(0, 1), 'logBetween: low must be a finite number above 0, got 0'],
    [() => logBetween(1, Number.NaN), 'logBetween: high must be a finite number above 1, got NaN'],
    [() => anyOf([]), 'anyOf: values must list at least one value, got 0'],
  ])('with bad bounds is refused: %#', (make, message) => {
    expect(make).toThrow(message);
  });
});
