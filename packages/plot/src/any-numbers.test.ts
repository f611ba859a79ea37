import {
  type Arbitrary,
  array,
  assert,
  boolean,
  constantFrom,
  double,
  oneof,
  property,
  record,
  string,
  tuple,
} from 'fast-check';
import { describe, test } from 'vitest';
import { expectWhole } from '../test/drawing.ts';
import { drawHistograms } from './histograms.ts';
import { drawLines } from './lines.ts';
import { drawLossMap } from './loss-map.ts';
import { drawTable } from './table-picture.ts';
import { drawTemplates } from './templates.ts';

// Whatever the numbers and the names are, a picture is whole.

const special = constantFrom(0, -0, 1, 1e308, -1e308, 5e-324, Number.NaN, Infinity, -Infinity);
const number = oneof(double(), special);
const name = oneof(string({ unit: 'binary', maxLength: 12 }), string({ maxLength: 60 }));
const runs = { numRuns: 60 };

describe('any numbers make a whole picture', () => {
  test('as lines', () => {
    const look = constantFrom('dashed' as const, 'dots' as const, 'line' as const, 'line and dots' as const);
    const series = record({ name, points: array(tuple(number, number), { maxLength: 12 }), look });
    const axis = record({ label: name, unit: name, log: boolean() });
    assert(
      property(array(series, { maxLength: 4 }), axis, axis, array(number, { maxLength: 2 }), (all, x, y, heights) => {
        const levels = heights.map((y) => ({ y, label: 'level' }));
        expectWhole(drawLines(all, { title: 'T', description: 'D.', x, y, levels }));
      }),
      runs,
    );
  });
  test('as a map', () => {
    const grid: Arbitrary<readonly number[][]> = array(array(number, { minLength: 3, maxLength: 3 }), { maxLength: 4 });
    assert(
      property(grid, array(tuple(number, number), { maxLength: 5 }), (losses, path) => {
        expectWhole(drawLossMap({ a: [0, 1, 3], b: losses.map((_, j) => j), losses }, { paths: { path } }));
      }),
      runs,
    );
  });
  test('as a histogram', () => {
    assert(
      property(array(number, { maxLength: 30 }), name, (numbers, of) => {
        expectWhole(drawHistograms({ [of]: numbers }, { title: 'T', description: 'D.', bins: 7 }));
      }),
      runs,
    );
  });
  test('as a template', () => {
    assert(
      property(array(number, { minLength: 8, maxLength: 8 }), name, (weights, unit) => {
        const W = { shape: [4, 2], data: Float64Array.from(weights) };
        expectWhole(drawTemplates({ W }, { imageShape: [2, 2], names: [unit], description: 'D.' }));
      }),
      runs,
    );
  });
  test('as a table', () => {
    assert(
      property(array(tuple(name, number), { maxLength: 5 }), (rows) => {
        expectWhole(drawTable({ columns: ['name', 'number'], rows }));
      }),
      runs,
    );
  });
});
