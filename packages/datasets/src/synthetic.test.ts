import { toArray } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { blobs, xor } from './cloud.ts';
import { circles, moons, spiral } from './curve.ts';
import { noisyLine } from './noisy-line.ts';

const two = [
  ['moons', moons],
  ['circles', circles],
  ['xor', xor],
] as const;
const several = [
  ['spiral', spiral],
  ['blobs', blobs],
] as const;

const radiiOf = (features: Float64Array): readonly number[] =>
  Array.from({ length: features.length / 2 }, (_, i) => Math.hypot(features[2 * i]!, features[2 * i + 1]!));

describe('made-up classes', () => {
  const counts = fc.integer({ min: 1, max: 30 });
  property.prop([fc.constantFrom(...two, ...several), counts, fc.integer()])(
    'have as many samples each as asked, in order, and finite features of two dimensions',
    ([, make], perClass, seed) => {
      const { features, labels } = make({ perClass, seed });
      const rows = labels.data.length;
      expect([features.shape, labels.shape]).toEqual([[rows, 2], [rows]]);
      expect(features.data).toHaveLength(2 * rows);
      expect(features.data.every(Number.isFinite)).toBe(true);
      expect([...labels.data]).toEqual(Array.from({ length: rows }, (_, row) => Math.floor(row / perClass)));
    },
  );

  property.prop([fc.constantFrom(...several), fc.integer({ min: 1, max: 6 })])(
    'are as many as asked: spirals and blobs',
    ([, make], classes) => {
      expect(new Set(make({ classes, perClass: 2 }).labels.data).size).toBe(classes);
    },
  );

  test.each([...two, ...several])('of %s are the same for the same seed, and others for another', (_, make) => {
    expect(make({ seed: 3 })).toStrictEqual(make({ seed: 3 }));
    expect(make({ seed: 4 }).features).not.toEqual(make({ seed: 3 }).features);
    expect(make()).toStrictEqual(make({ seed: 0, perClass: 100 }));
  });

  test.each([
    ['spiral', spiral, [0, 0, -0.6060519727403982, -0.7954250475924627]],
    ['moons', moons, [0.8765804773988172, 0.21220715328164297, -1.0361418297259364, 0.07783002089309429]],
    ['circles', circles, [1.056434657123634, -0.08013933697553444, -1.0062557114016286, 0.03441139848614536]],
    ['blobs', blobs, [0.5806205713050111, 0.3163494810075417, 0.7932486266293217, 0.49219568010944675]],
    ['xor', xor, [0.052172092482996084, 0.05812864434055657, 0.8977891094625606, 1.0301536710571297]],
  ] as const)('of %s have the same bits on every platform', (_, make, expected) => {
    expect([...make({ perClass: 2, seed: 1 }).features.data.subarray(0, 4)]).toEqual(expected);
  });

  test.each<readonly [{ readonly perClass?: number; readonly noise?: number; readonly seed?: number }, string]>([
    [{ perClass: 0 }, 'perClass must be a positive integer up to 2^24, got 0'],
    [{ perClass: 1.5 }, 'perClass must be a positive integer up to 2^24, got 1.5'],
    [{ perClass: 1e9 }, 'perClass must be a positive integer up to 2^24, got 1000000000'],
    [{ noise: -1 }, 'noise must be a number from 0 on, got -1'],
    [{ noise: Infinity }, 'noise must be a number from 0 on, got Infinity'],
    [{ noise: Number.NaN }, 'noise must be a number from 0 on, got NaN'],
    [{ seed: 0.5 }, 'seed must be an integer, got 0.5'],
  ])('with options %j are refused by the name of the function', (options, message) => {
    for (const [name, make] of [...two, ...several]) expect(() => make(options)).toThrow(`${name}: ${message}`);
  });
});

describe('a spiral', () => {
  test('without noise is exactly the curve', () => {
    const { features } = spiral({ perClass: 5, noise: 0 });
    for (let row = 0; row < 15; row++) {
      const radius = (row % 5) / 4;
      const angle = 4 * Math.floor(row / 5) + (row % 5);
      expect(features.data[2 * row]).toBeCloseTo(radius * Math.sin(angle), 14);
      expect(features.data[2 * row + 1]).toBeCloseTo(radius * Math.cos(angle), 14);
    }
  });

  test('has noise of the angle alone: the radii go evenly from 0 to 1', () => {
    const radii = radiiOf(spiral({ perClass: 11, noise: 5, seed: 2 }).features.data);
    radii.forEach((radius, row) => expect(radius).toBeCloseTo((row % 11) / 10, 14));
  });

  test('has angles that deviate by the noise', () => {
    const perClass = 2000;
    const { data } = spiral({ classes: 1, perClass, seed: 1 }).features;
    const turns = Array.from({ length: perClass - 1 }, (_, i) => {
      const angle = Math.atan2(data[2 * i + 2]!, data[2 * i + 3]!) - (4 * (i + 1)) / (perClass - 1);
      return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
    });
    expect(Math.sqrt(turns.reduce((sum, turn) => sum + turn ** 2, 0) / turns.length)).toBeCloseTo(0.2, 1.5);
  });

  test('of no arms is refused', () => {
    expect(() => spiral({ classes: 0 })).toThrow('spiral: classes must be a positive integer up to 2^24, got 0');
  });
});

describe('moons', () => {
  test('without noise are half circles of radius 1, around (0, 0) and (1, 1/2)', () => {
    const { features } = moons({ perClass: 7, noise: 0 });
    for (const [row, [x, y]] of (toArray(features) as [number, number][]).entries()) {
      const [dx, dy] = row < 7 ? [x, y] : [1 - x, 0.5 - y];
      expect(Math.hypot(dx, dy)).toBeCloseTo(1, 14);
      expect(dy).toBeGreaterThanOrEqual(-1e-15);
    }
    expect([...features.data.subarray(0, 2)]).toEqual([1, 0]);
  });
});

describe('circles', () => {
  test('without noise lie at radius 1 and the factor, evenly', () => {
    const { data } = circles({ perClass: 4, noise: 0, factor: 0.25 }).features;
    radiiOf(data).forEach((radius, row) => expect(radius).toBeCloseTo(row < 4 ? 1 : 0.25, 14));
    [1, 0, 0, 1, -1, 0, 0, -1].forEach((x, i) => expect(data[i]).toBeCloseTo(x, 14));
  });

  test.each([0, 1, -0.5, Number.NaN])('with factor %d are refused', (factor) => {
    expect(() => circles({ factor })).toThrow(`circles: factor must be between 0 and 1, got ${factor}`);
  });
});

describe('blobs', () => {
  test('lie around their centers, with the deviation asked for', () => {
    const centers = [
      [0, 0, 5],
      [-3, 100, 2],
    ];
    const { features } = blobs({ centers, perClass: 4000, noise: 2, seed: 1 });
    expect(features.shape).toEqual([8000, 3]);
    centers.flat().forEach((center, i) => {
      const column = features.data.filter((_, at) => at % 3 === i % 3 && Math.floor(at / 12000) === Math.floor(i / 3));
      const mean = column.reduce((sum, x) => sum + x, 0) / 4000;
      expect(Math.abs(mean - center)).toBeLessThan(0.15);
      const variance = column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 4000;
      expect(Math.abs(Math.sqrt(variance) - 2)).toBeLessThan(0.1);
    });
  });

  test('without noise are their centers, which lie between -10 and 10', () => {
    const { features } = blobs({ classes: 50, perClass: 2, dimensions: 3, noise: 0, seed: 1 });
    expect(features.data.every((x) => x >= -10 && x < 10)).toBe(true);
    expect(new Set(features.data).size).toBe(150);
    expect(Math.min(...features.data)).toBeLessThan(-8);
    expect(Math.max(...features.data)).toBeGreaterThan(8);
    expect(toArray(blobs({ centers: [[1], [2]], perClass: 1, noise: 0 }).features)).toEqual([[1], [2]]);
  });

  test.each([
    [{ classes: 0 }, 'classes must be a positive integer up to 2^24, got 0'],
    [{ centers: [] }, 'classes must be a positive integer up to 2^24, got 0'],
    [{ centers: [[]] }, 'dimensions must be a positive integer, got 0'],
    [{ dimensions: 0 }, 'dimensions must be a positive integer, got 0'],
    [{ centers: [[1, 2], [3]] }, 'centers must be finite numbers of shape [2, 2], got [[1,2],[3]]'],
    [{ centers: [[Number.NaN]] }, 'centers must be finite numbers of shape [1, 1], got [[null]]'],
    [{ centers: [[1], [2]], classes: 3 }, 'centers must be finite numbers of shape [3, 1], got [[1],[2]]'],
  ])('with options %j are refused', (options, message) => {
    expect(() => blobs(options)).toThrow(`blobs: ${message}`);
  });
});

describe('the exclusive or', () => {
  test('without noise is its truth table', () => {
    const { features, labels } = xor({ perClass: 2, noise: 0 });
    expect(toArray(features)).toEqual([
      [0, 0],
      [1, 1],
      [0, 1],
      [1, 0],
    ]);
    expect([...labels.data]).toEqual([0, 0, 1, 1]);
  });
});

describe('a noisy line', () => {
  test('without noise is exactly linear', () => {
    const { features, targets } = noisyLine({ rows: 20, weights: [3, -1], bias: 0.5, noise: 0 });
    expect([features.shape, targets.shape]).toEqual([[20, 2], [20]]);
    for (const [row, [a, b]] of (toArray(features) as [number, number][]).entries())
      expect(targets.data[row]).toBe(0.5 + 3 * a - b);
    expect(features.data.every((x) => x >= -1 && x < 1)).toBe(true);
  });

  test('has targets that deviate by the noise, and features that do not depend on it', () => {
    const clean = noisyLine({ rows: 5000, noise: 0, seed: 1 });
    const noisy = noisyLine({ rows: 5000, noise: 0.5, seed: 1 });
    expect(noisy.features).toEqual(clean.features);
    const squares = noisy.targets.data.map((y, i) => (y - clean.targets.data[i]!) ** 2);
    expect(Math.abs(Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / 5000) - 0.5)).toBeLessThan(0.02);
  });

  test('has the same bits on every platform', () => {
    const { features, targets } = noisyLine({ rows: 2, seed: 1 });
    expect([[...features.data], [...targets.data]]).toEqual([
      [0.7950232810838265, -0.4150497814260381],
      [2.57692399625839, 0.02608433874390692],
    ]);
  });

  test.each([
    [{ rows: 0 }, 'rows must be a positive integer up to 2^24, got 0'],
    [{ weights: [] }, 'weights must be one finite number or more, got []'],
    [{ weights: [Infinity] }, 'weights must be one finite number or more, got [null]'],
    [{ bias: Number.NaN }, 'bias must be a finite number, got NaN'],
    [{ noise: -1 }, 'noise must be a number from 0 on, got -1'],
    [{ seed: 1.5 }, 'seed must be an integer, got 1.5'],
  ])('with options %j is refused', (options, message) => {
    expect(() => noisyLine(options)).toThrow(`noisyLine: ${message}`);
  });
});
