import { checkGradients } from '@adjoint/gradcheck';
import { parameter, toValue } from '@adjoint/graph';
import { square, sum } from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { expectWhole, marksIn, textsIn } from '../test/drawing.ts';
import { differencesOf, drawDifferences } from './differences.ts';
import { drawGradientCheck } from './gradient-check.ts';
import { drawHistograms } from './histograms.ts';
import { drawTable } from './table-picture.ts';

const w = parameter('w', [2, 2]);
const loss = sum(square(w));
const at = { w: toValue([[1, 2], [3, 4]]) }; // prettier-ignore

describe('histograms', () => {
  test('count every finite number once, the largest too', () => {
    const picture = drawHistograms({ weights: [0, 1, 1, 2, 10], gradients: toValue([[1, 1]]) }, { bins: 5 });
    expectWhole(picture);
    expect(picture.table.rows.filter(([of]) => of === 'weights').map(([, , , count]) => count)).toEqual([
      3, 1, 0, 0, 1,
    ]);
    expect(picture.table.rows.reduce((total, [, , , count]) => total + Number(count), 0)).toBe(7);
    expect(marksIn(picture, 'rect')).toHaveLength(10);
  });
  test('say what is not finite', () => {
    const picture = drawHistograms({ w: [1, Number.NaN, Infinity, -Infinity, 2] });
    expectWhole(picture);
    expect(textsIn(picture)).toContain('w: Not finite: 1 NaN, 1 ∞, 1 −∞ of 5.');
  });
  test('of nothing say so', () => {
    for (const numbers of [{}, { w: [] }, { w: [Number.NaN] }]) {
      const picture = drawHistograms(numbers);
      expectWhole(picture);
      expect(textsIn(picture)).toContain('no data');
    }
  });
  test('need bars', () => {
    expect(() => drawHistograms({}, { bins: 0 })).toThrow(
      'drawHistograms: bins must be an integer from 1 to 1000, got 0',
    );
  });
});

describe('the picture of a gradient check', () => {
  const report = checkGradients(loss, { at });
  test('has a dot for each slope, on both sides', () => {
    const picture = drawGradientCheck(report);
    expectWhole(picture);
    expect(picture.title).toBe('Gradient check: correct');
    expect(marksIn(picture, 'dot')).toHaveLength(2 * report.probes.length);
    expect(picture.table.rows.map(([, , analytic]) => analytic)).toEqual(report.probes.map(({ analytic }) => analytic));
  });
  test('takes slopes that are not finite, and none', () => {
    const broken = report.probes.map((probe) => ({ ...probe, analytic: Number.NaN, relativeError: Number.NaN }));
    const picture = drawGradientCheck({ verdict: 'wrong', probes: broken });
    expectWhole(picture);
    expect(textsIn(picture).join(' ')).toContain('slopes are not finite');
    expectWhole(drawGradientCheck({ verdict: 'failed', probes: [] }));
  });
});

describe('the numerical gradient', () => {
  const differences = differencesOf(loss, { at, wrt: w, count: 3, step: 0.5 });
  test('moves one entry after the other', () => {
    expect(differences).toEqual({
      step: 0.5,
      loss: 30,
      entries: [
        { entry: 'w[0, 0]', at: 1, moved: 1.5, loss: 31.25, slope: 2.5 },
        { entry: 'w[0, 1]', at: 2, moved: 2.5, loss: 32.25, slope: 4.5 },
        { entry: 'w[1, 0]', at: 3, moved: 3.5, loss: 33.25, slope: 6.5 },
      ],
    });
  });
  test('is a table of weights, weights moved, losses and slopes', () => {
    const picture = drawDifferences(differences);
    expectWhole(picture);
    expect(textsIn(picture)).toEqual(expect.arrayContaining(['w[0, 0]', '1.5', '31.25', '2.5']));
    expect(picture.table.rows[0]).toEqual(['w[0, 0]', 1, 1.5, 30, 31.25, 2.5]);
  });
  test('is that of a parameter with a value', () => {
    expect(() => differencesOf(loss, { at: {}, wrt: w })).toThrow(
      'differencesOf: wrt must be a parameter with a value, got w',
    );
  });
});

test('a table shows every cell, also none and what is not finite', () => {
  const picture = drawTable({ columns: ['name', 'loss'], rows: [['a & b', Number.NaN], ['c', -Infinity]] }); // prettier-ignore
  expectWhole(picture);
  expect(textsIn(picture)).toEqual(expect.arrayContaining(['name', 'loss', 'a & b', 'NaN', '−∞']));
  for (const columns of [[], ['name']]) expectWhole(drawTable({ columns, rows: [] }));
});
