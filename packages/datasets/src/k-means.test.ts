import { readFileSync } from 'node:fs';
import { normals, toValue, type Value } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { kMeans, type KMeansOptions } from './k-means.ts';

interface LloydCase {
  readonly points: readonly (readonly number[])[];
  readonly start: readonly (readonly number[])[];
  readonly runs: readonly {
    readonly limit: number;
    readonly iterations: number;
    readonly centers: readonly (readonly number[])[];
    readonly inertia: number;
    readonly nearest: readonly number[];
  }[];
}
const { kMeans: cases } = JSON.parse(readFileSync(new URL('../fixtures/features.json', import.meta.url), 'utf8')) as {
  readonly kMeans: readonly LloydCase[]; // as features.py writes it
};

/** ‖point − center‖², by the textbook. */
const squareOf = (points: Value, point: number, centers: Value, center: number): number => {
  const width = points.shape[1]!;
  let sum = 0;
  for (let j = 0; j < width; j++) sum += (points.data[point * width + j]! - centers.data[center * width + j]!) ** 2;
  return sum;
};

/** Four clouds of 50 points around (±10, ±10). */
const clouds = {
  shape: [200, 2],
  data: normals(7, 400).map((x, i) => x + (((i >> 1) & (i % 2 === 0 ? 1 : 2)) === 0 ? -10 : 10)),
};

/** Points on a small grid, so that many are equal and many distances are. */
const matrix = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 6 }))
  .chain(([rows, columns]) =>
    fc
      .array(fc.integer({ min: -4, max: 4 }), { minLength: rows * columns, maxLength: rows * columns })
      .map((data) => ({ shape: [rows, columns], data: Float64Array.from(data) })),
  );
const method = fc.constantFrom('lloyd', 'miniBatch');

describe('kMeans', () => {
  test.for(cases.flatMap(({ points, start, runs }) => runs.map((run) => ({ points, start, run }))))(
    'goes where Lloyd’s method goes in NumPy, $run.limit iterations at most',
    ({ points, start, run }) => {
      const value = toValue(points);
      const { centers, inertia, iterations, assign } = kMeans(value, {
        count: start.length,
        seed: 1,
        start: toValue(start),
        iterations: run.limit,
      });
      expect(iterations).toBe(run.iterations);
      expect([...assign(value).data]).toEqual(run.nearest);
      expect(Math.abs(inertia - run.inertia)).toBeLessThan(1e-12 * run.inertia);
      toValue(run.centers).data.forEach((x, i) => expect(Math.abs(centers.data[i]! - x)).toBeLessThan(1e-14));
    },
  );

  test.for(['lloyd', 'miniBatch'] as const)('finds four clouds by %s', (method) => {
    const { centers, inertia, assign } = kMeans(clouds, { count: 4, seed: 3, method });
    const rounded = [...centers.data].map((x) => Math.round(x / 10));
    const corners = [0, 1, 2, 3].map((i) => `${rounded[2 * i]},${rounded[2 * i + 1]}`);
    expect(corners.toSorted()).toEqual(['-1,-1', '-1,1', '1,-1', '1,1']);
    expect(new Set(assign(clouds).data.map((center, i) => 4 * center + (i % 4))).size).toBe(4);
    expect(inertia / 200).toBeLessThan(2.5); // the variance of two standard normal numbers is 2
  });

  property.prop([matrix, fc.integer(), fc.nat()])(
    'never lets the inertia rise under Lloyd’s method',
    (points, seed, draw) => {
      const count = 1 + (draw % points.shape[0]!);
      const inertias = [0, 1, 2, 3, 4, 100].map((iterations) => kMeans(points, { count, seed, iterations }).inertia);
      inertias.slice(1).forEach((inertia, i) => expect(inertia).toBeLessThanOrEqual(inertias[i]! + 1e-9));
    },
  );

  property.prop([matrix, method, fc.integer(), fc.nat()])(
    'assigns every point to its nearest center, the first of several',
    (points, method, seed, draw) => {
      const count = 1 + (draw % points.shape[0]!);
      const { centers, inertia, assign } = kMeans(points, { count, seed, method, iterations: 5, batch: 8 });
      let sum = 0;
      assign(points).data.forEach((nearest, i) => {
        const squares = Array.from({ length: count }, (_, center) => squareOf(points, i, centers, center));
        const least = Math.min(...squares);
        expect(squares[nearest]! - least).toBeLessThan(1e-12); // two may be equal but for rounding
        if (squares.filter((square) => square < least + 1e-12).every((square) => square === least))
          expect(nearest).toBe(squares.indexOf(least));
        sum += least;
      });
      expect(Math.abs(inertia - sum)).toBeLessThan(1e-9);
    },
  );

  property.prop([matrix, fc.integer(), fc.nat()])(
    'ends with every center at the mean of its points',
    (points, seed, draw) => {
      const [rows = 0, width = 0] = points.shape;
      const { centers, assign } = kMeans(points, { count: 1 + (draw % rows), seed, iterations: 1000 });
      const nearest = assign(points).data;
      new Set(nearest).forEach((center) => {
        const own = [...nearest.keys()].filter((i) => nearest[i] === center);
        for (let j = 0; j < width; j++) {
          const mean = own.reduce((sum, i) => sum + points.data[i * width + j]!, 0) / own.length;
          expect(centers.data[center * width + j]).toBeCloseTo(mean, 12);
        }
      });
    },
  );

  property.prop([matrix, fc.integer()])(
    'leaves no distance with as many centers as different points',
    (points, seed) => {
      const [rows = 0, width = 0] = points.shape;
      const different = new Set(
        Array.from({ length: rows }, (_, i) => points.data.subarray(i * width, (i + 1) * width).join()),
      );
      expect(kMeans(points, { count: different.size, seed }).inertia).toBeLessThan(1e-20);
    },
  );

  property.prop([matrix, method, fc.integer()])('gives the same centers for the same seed', (points, method, seed) => {
    const run = () => kMeans(points, { count: 1, seed, method, iterations: 3 }).centers;
    expect(run()).toEqual(run());
  });

  test('draws other starts and other batches for other seeds', () => {
    const centersOf = (options: Partial<KMeansOptions>) =>
      kMeans(clouds, { count: 4, seed: 1, ...options }).centers.data;
    const start = { shape: [4, 2], data: centersOf({ iterations: 0 }) };
    expect(centersOf({ iterations: 0, seed: 2 })).not.toEqual(start.data);
    expect(centersOf({ start, method: 'miniBatch', seed: 2 })).not.toEqual(centersOf({ start, method: 'miniBatch' }));
    expect(centersOf({ start, seed: 2 })).toEqual(centersOf({ start }));
  });

  test('starts from points far apart', () => {
    // by k-means++ the two far points are all but certain; drawn evenly, each would come once in 250 times
    const points = {
      shape: [1002],
      data: Float64Array.from({ length: 1002 }, (_, i) => (i === 500 ? 1e6 : i === 900 ? -1e6 : i % 7)),
    };
    for (let seed = 0; seed < 20; seed++) {
      const { centers } = kMeans({ ...points, shape: [1002, 1] }, { count: 3, seed, iterations: 0 });
      expect([...centers.data]).toEqual(expect.arrayContaining([1e6, -1e6]));
    }
  });

  test('moves a center without points to the point farthest from its own center', () => {
    const points = toValue([[0], [1], [10], [30]]);
    const { centers, iterations } = kMeans(points, { count: 2, seed: 1, start: toValue([[5], [1000]]), iterations: 1 });
    expect([...centers.data]).toEqual([11 / 3, 30]);
    expect(iterations).toBe(1);
  });

  test.for<[claim: string, points: number[], start: number[], centers: number[]]>([
    ['farther away than the others', [0, 1, 10, 30], [5, 1000, 2000], [5.5, 30, 0]],
    ['although a point alone is farther away', [0, 1, 10], [0.5, 12, 1000], [1, 10, 0]],
    ['but takes no center its last point', [0, 0, 10, 10], [3, 10, 1000, 2000], [0, 10, 0, 2000]],
  ])('gives a center without points one that shares its own, %s', ([, points, start, expected]) => {
    const options = { count: start.length, seed: 1, start: toValue(start.map((x) => [x])), iterations: 1 };
    expect([...kMeans(toValue(points.map((x) => [x])), options).centers.data]).toEqual(expected);
  });

  test('starts all centers from the one point there is', () => {
    expect([...kMeans(toValue([[2], [2], [2]]), { count: 3, seed: 1 }).centers.data]).toEqual([2, 2, 2]);
  });

  test('leaves a center without points where it is if every point lies on its center', () => {
    const points = toValue([[2], [2], [5]]);
    const { centers, inertia } = kMeans(points, { count: 3, seed: 1, start: toValue([[2], [5], [9]]) });
    expect([...centers.data]).toEqual([2, 5, 9]);
    expect(inertia).toBe(0);
  });

  test('moves a center by mini-batches to the mean of all that it was given', () => {
    const { centers } = kMeans(toValue([[4], [4]]), {
      count: 1,
      seed: 1,
      start: toValue([[100]]),
      method: 'miniBatch',
      batch: 3,
    });
    expect([...centers.data]).toEqual([4]);
  });

  test('does not touch the points or the starting centers', () => {
    const points = toValue([[0], [1], [5], [6]]);
    const start = toValue([[0], [1]]);
    for (const method of ['lloyd', 'miniBatch'] as const) kMeans(points, { count: 2, seed: 1, start, method });
    expect(points).toEqual(toValue([[0], [1], [5], [6]]));
    expect(start).toEqual(toValue([[0], [1]]));
  });

  test('prefers the first of two centers to the center of the point before', () => {
    const start = toValue([
      [0, 0, 0, 0],
      [2, 0, 0, 0],
    ]);
    const { assign } = kMeans(start, { count: 2, seed: 1, start });
    expect([...assign({ shape: [2, 4], data: Float64Array.of(2, 0, 0, 0, 1, 0, 0, 0) }).data]).toEqual([1, 0]);
  });

  test('assigns points it has not seen, or none', () => {
    const { assign } = kMeans(toValue([[0], [10]]), { count: 2, seed: 1, start: toValue([[0], [10]]) });
    expect(assign(toValue([[4], [6], [5], [-100]]))).toEqual({ shape: [4], data: Int32Array.of(0, 1, 0, 0) });
    expect(assign({ shape: [0, 1], data: new Float64Array(0) })).toEqual({ shape: [0], data: new Int32Array(0) });
  });

  const points = toValue([
    [0, 1],
    [2, 3],
    [4, 5],
  ]);
  const countRule = 'count must be a positive integer and at most the number of points (3)';
  test.for<[options: Record<string, unknown>, message: string, value?: Value]>([
    [{ count: 0 }, `${countRule}, got 0`],
    [{ count: 4 }, `${countRule}, got 4`],
    [{ count: 1.5 }, `${countRule}, got 1.5`],
    [{ seed: 0.5 }, 'seed must be an integer, got 0.5'],
    [{ method: 'elkan' }, "method must be 'lloyd' or 'miniBatch', got 'elkan'"],
    [{ iterations: -1 }, 'iterations must be an integer from 0 on, got -1'],
    [{ iterations: Infinity }, 'iterations must be an integer from 0 on, got Infinity'],
    [{ batch: 0 }, 'batch must be a positive integer, got 0'],
    [{ start: toValue([[1, 2]]) }, 'start must have shape [2, 2], got shape [1, 2]'],
    [{ start: toValue([[1], [2]]) }, 'start must have shape [2, 2], got shape [2, 1]'],
    [
      {
        start: toValue([
          [1, 2],
          [3, Infinity],
        ]),
      },
      'start must be finite numbers, got Infinity',
    ],
    [{}, 'points must have shape [rows, columns], got shape [3]', toValue([1, 2, 3])],
    [{}, 'points must have shape [rows, columns], got shape []', toValue(1)],
    [{}, 'points must have shape [rows, columns], got shape [3, 0]', { shape: [3, 0], data: new Float64Array(0) }],
    [{}, 'points must be finite numbers, got NaN', toValue([[1], [Number.NaN]])],
    [
      {},
      'count must be a positive integer and at most the number of points (0), got 2',
      { shape: [0, 2], data: new Float64Array(0) },
    ],
  ])('refuses %j: %s', ([options, message, value = points]) => {
    const malformed = { count: 2, seed: 1, ...options } as unknown as KMeansOptions; // what the types forbid
    expect(() => kMeans(value, malformed)).toThrow(`kMeans: ${message}`);
  });

  test.for<[value: Value, message: string]>([
    [toValue([[1, 2, 3]]), 'points must have shape [rows, 2], got shape [1, 3]'],
    [toValue([1, 2]), 'points must have shape [rows, 2], got shape [2]'],
    [toValue([[1, Number.NaN]]), 'points must be finite numbers, got NaN'],
  ])('refuses to assign %j: %s', ([value, message]) => {
    const { assign } = kMeans(points, { count: 2, seed: 1 });
    expect(() => assign(value)).toThrow(`kMeans: ${message}`);
  });
});
