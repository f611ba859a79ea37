import type { Probe } from '@adjoint/gradcheck';
import { input, label, parameter } from '@adjoint/graph';
import { add, mul, sum } from '@adjoint/ops';
import {
  type Arbitrary,
  array,
  assert,
  asyncProperty,
  boolean,
  constant,
  constantFrom,
  dictionary,
  double,
  integer,
  oneof,
  record,
  string,
  tuple,
} from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectWhole } from '../test/drawing.ts';
import * as plot from './index.ts';
import type { Picture, Series } from './index.ts';

// Whatever the numbers and the names are, a picture is whole.

type DrawName = keyof typeof plot & `draw${string}`;
type Drawing = Arbitrary<() => Picture | Promise<Picture>>;

const special = constantFrom(0, -0, 1, 1e308, -1e308, 5e-324, Number.NaN, Infinity, -Infinity);
const number = oneof(double(), special);
const numbers = array(number, { maxLength: 12 });
const name = oneof(string({ unit: 'binary', maxLength: 12 }), string({ maxLength: 60 }));
const names = array(name, { maxLength: 4 });
const classNumber = oneof(integer({ min: 0, max: 4 }), special, constant(-1), constant(2.5));

/** Several lists of numbers of one length, which may be none. */
const columns = (count: number): Arbitrary<readonly (readonly number[])[]> =>
  integer({ min: 0, max: 6 }).chain((length) =>
    array(array(number, { minLength: length, maxLength: length }), { minLength: count, maxLength: count }),
  );

/** A matrix of so many columns and any number of rows. */
const matrix = (width: number) =>
  array(array(number, { minLength: width, maxLength: width }), { maxLength: 4 }).map((rows) => ({
    shape: [rows.length, width],
    data: Float64Array.from(rows.flat()),
  }));

/** A matrix with a label for each row. */
const labelled = (width: number) =>
  matrix(width).chain((value) =>
    tuple(constant(value), array(classNumber, { minLength: value.shape[0]!, maxLength: value.shape[0]! })),
  );

const look = constantFrom('dashed' as const, 'dots' as const, 'line' as const, 'line and dots' as const);
const series: Arbitrary<readonly Series[]> = array(
  record({ name, points: array(tuple(number, number), { maxLength: 12 }), look }),
  { maxLength: 4 },
);
const axis = record({ label: name, unit: name, log: boolean() });
const line = columns(2).map(([steps, losses]) => ({ steps: steps!, losses: losses! }));
const grid = array(array(number, { minLength: 3, maxLength: 3 }), { maxLength: 4 });
const probe: Arbitrary<Probe> = record({
  name,
  entry: constant(undefined),
  analytic: number,
  numeric: number,
  error: number,
  relativeError: number,
  verdict: constantFrom('correct' as const, 'wrong' as const, 'kink' as const, 'inconclusive' as const),
}) as Arbitrary<Probe>; // further fields are not drawn

/** Every function that draws, on anything that fits it: who writes another has to say here what fits it. */
const drawings: Readonly<Record<DrawName, Drawing>> = {
  drawLines: tuple(series, axis, axis, array(number, { maxLength: 2 })).map(([all, x, y, heights]) => {
    const levels = heights.map((y) => ({ y, label: 'level' }));
    return () => plot.drawLines(all, { title: 'T', description: 'D.', x, y, levels });
  }),
  drawLossLine: line.map((line) => () => plot.drawLossLine(line)),
  drawTerms: tuple(columns(4), names).map(
    ([[steps, ...terms], names]) =>
      () =>
        plot.drawTerms({ steps: steps!, terms }, { names }),
  ),
  drawStepSizes: dictionary(name, tuple(line, number), { maxKeys: 3 }).map((lines) => () => {
    const started = Object.entries(lines).map(([name, [line, start]]) => [name, { ...line, start }] as const);
    return plot.drawStepSizes(Object.fromEntries(started));
  }),
  drawCurves: dictionary(name, numbers, { maxKeys: 4 }).map((curves) => () => plot.drawCurves(curves)),
  drawStrategies: series.map((all) => () => plot.drawStrategies(all)),
  drawLossMap: tuple(grid, dictionary(name, array(tuple(number, number), { maxLength: 5 }), { maxKeys: 6 })).map(
    ([losses, paths]) =>
      () =>
        plot.drawLossMap({ a: [0, 1, 3], b: losses.map((_, j) => j), losses }, { paths, description: 'D.' }),
  ),
  drawHistograms: tuple(dictionary(name, numbers, { maxKeys: 3 }), integer({ min: 1, max: 9 })).map(
    ([all, bins]) =>
      () =>
        plot.drawHistograms(all, { title: 'T', description: 'D.', bins }),
  ),
  drawDecisionRegions: tuple(
    array(array(classNumber, { minLength: 3, maxLength: 3 }), { maxLength: 4 }),
    labelled(2),
    names,
  ).map(
    ([classes, [features, labels], names]) =>
      () =>
        plot.drawDecisionRegions({ x: [0, 1, 3], y: classes.map((_, j) => j), classes }, { samples: { features, labels }, names }), // prettier-ignore
  ),
  drawConfusion: tuple(array(tuple(classNumber, classNumber), { maxLength: 9 }), names).map(
    ([pairs, classes]) =>
      () =>
        plot.drawConfusion(pairs.map(([a]) => a), pairs.map(([, b]) => b), { classes }), // prettier-ignore
  ),
  drawMargins: tuple(labelled(3), number, names).map(
    ([[scores, labels], delta, classes]) =>
      () =>
        plot.drawMargins(scores, { labels, delta, classes }),
  ),
  drawImages: tuple(labelled(4 + 3), names).map(([[both, labels], classes]) => () => {
    const part = (from: number, to: number) => {
      const rows = labels.map((_, i) => [...both.data.subarray(7 * i + from, 7 * i + to)]);
      return { shape: [rows.length, to - from], data: Float64Array.from(rows.flat()) };
    };
    return plot.drawImages(part(0, 4), { imageShape: [2, 2], labels, scores: part(4, 7), classes });
  }),
  drawTemplates: tuple(array(number, { minLength: 8, maxLength: 8 }), names).map(([weights, names]) => () => {
    const W = { shape: [4, 2], data: Float64Array.from(weights) };
    return plot.drawTemplates({ W }, { imageShape: [2, 2], names, description: 'D.' });
  }),
  drawGradientCheck: tuple(array(probe, { maxLength: 6 }), constantFrom('correct' as const, 'wrong' as const)).map(
    ([probes, verdict]) =>
      () =>
        plot.drawGradientCheck({ probes, verdict }),
  ),
  drawDifferences: tuple(number, number, array(tuple(name, number, number, number, number), { maxLength: 4 })).map(
    ([step, loss, all]) =>
      () => {
        const entries = all.map(([entry, at, moved, loss, slope]) => ({ entry, at, moved, loss, slope }));
        return plot.drawDifferences({ step, loss, entries });
      },
  ),
  drawTable: array(tuple(name, number), { maxLength: 5 }).map(
    (rows) => () => plot.drawTable({ columns: ['name', 'number'], rows }),
  ),
  drawGraph: tuple(array(tuple(name, number), { maxLength: 12 }), integer({ min: 1, max: 12 }), boolean()).map(
    ([all, most, backward]) =>
      () => {
        const [first, ...others] = [parameter('w', [2]), input('x', [])];
        const loss = all.reduce(
          (sum, [name, number]) => (name === '' ? add(sum, number) : label(name, mul(add(sum, number), sum))),
          add(sum(first), others[0]!),
        );
        return plot.drawGraph({ loss }, { most, backward });
      },
  ),
};

describe('any numbers make a whole picture', () => {
  test('by every function that draws', () => {
    const exported = Object.keys(plot).filter((name) => name.startsWith('draw'));
    expect(exported.length).toBeGreaterThan(10);
    expect(Object.keys(drawings).toSorted()).toEqual(exported.toSorted());
  });
  test.each(Object.entries(drawings))('by %s', async (_, drawing) => {
    await assert(
      asyncProperty(drawing, async (draw) => {
        expectWhole(await draw());
      }),
      { numRuns: 40 },
    );
  });
});
