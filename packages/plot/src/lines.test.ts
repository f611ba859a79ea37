import { describe, expect, test } from 'vitest';
import { expectWhole, marksIn, textsIn } from '../test/drawing.ts';
import { drawLines, type Series } from './lines.ts';
import { drawCurves, drawStepSizes, drawStrategies, drawTerms } from './loss-line.ts';

const axes = { x: { label: 'epoch' }, y: { label: 'loss', unit: 'nats' } };
const series: readonly Series[] = [
  { name: 'training', points: [[1, 3], [2, 2], [3, 1]] }, // prettier-ignore
  { name: 'test', points: [[1, 3], [2, 2.5], [3, 2]], look: 'line and dots' }, // prettier-ignore
];

describe('lines', () => {
  const picture = drawLines(series, axes);
  test('go through their points, and dots lie on them where asked for', () => {
    expectWhole(picture);
    const lines = marksIn(picture, 'line').map(({ attributes }) => attributes['d']!);
    expect(lines.map((d) => d.match(/[ML]/g)!.length)).toEqual([3, 3]);
    expect(marksIn(picture, 'dot')).toHaveLength(3);
  });
  test('are named where they end, and axes with their units', () => {
    const texts = textsIn(picture).map((text) => text.trim());
    for (const text of ['training', 'test', 'epoch →', 'loss (nats) →']) expect(texts).toContain(text);
  });
  test('have a table with a column each', () => {
    expect(picture.table).toEqual({
      columns: ['epoch', 'training', 'test'],
      rows: [[1, 3, 3], [2, 2, 2.5], [3, 1, 2]], // prettier-ignore
    });
  });
  test('have a table with a row a point where they have abscissas of their own', () => {
    const { table } = drawLines([series[0]!, { name: 'late', points: [[9, 1]] }], axes);
    expect(table.columns).toEqual(['series', 'epoch', 'loss (nats)']);
    expect(table.rows).toHaveLength(4);
    expect(table.rows[3]).toEqual(['late', 9, 1]);
  });
  test('keep their names apart where they end close to each other', () => {
    const close = ['a', 'b', 'c'].map((name, i): Series => ({ name, points: [[0, 5 - i], [1, i / 1000]] })); // prettier-ignore
    const found = marksIn(drawLines(close, axes), 'text').filter(({ text }) => ['a', 'b', 'c'].includes(text));
    const heights = found.map(({ attributes }) => Number(/,([\d.]+)\)/.exec(attributes['transform']!)![1]));
    const sorted = heights.toSorted((x, y) => x - y);
    for (const [i, height] of sorted.entries()) if (i > 0) expect(height - sorted[i - 1]!).toBeGreaterThan(13);
  });
});

describe('points without a place', () => {
  test('interrupt their line, and a sign says what they are', () => {
    const points = [1, 2, Number.NaN, 4, Infinity, 2, -Infinity, 3].map((y, i): [number, number] => [i, y]);
    const picture = drawLines([{ name: 'loss', points }], axes);
    expectWhole(picture);
    expect(textsIn(picture)).toEqual(expect.arrayContaining(['NaN', '∞', '−∞']));
    expect(marksIn(picture, 'line')[0]!.attributes['d']!.match(/M/g)!.length).toBe(4);
    expect(marksIn(picture, 'dot')).toHaveLength(3); // 4, 2 and 3 have no neighbour to go to
    expect(picture.table.rows.map(([, y]) => y)).toEqual(points.map(([, y]) => y));
  });
  test('are those that are not positive on a logarithmic axis', () => {
    const picture = drawLines([{ name: 'loss', points: [[0, 0], [1, -2], [2, 5]] }], { ...axes, y: { label: 'y', log: true } }); // prettier-ignore
    expectWhole(picture);
    expect(textsIn(picture).filter((text) => text === '≤ 0')).toHaveLength(2);
  });
  test('along the x axis are counted below', () => {
    const picture = drawLines([{ name: 'loss', points: [[Number.NaN, 1], [1, 2]] }], axes); // prettier-ignore
    expectWhole(picture);
    expect(textsIn(picture).join()).toContain('1 point has no place along the x axis.');
  });
});

test('a chart of nothing has its axes and says so', () => {
  for (const empty of [drawLines([], axes), drawLines([{ name: 'none', points: [] }], axes), drawCurves({})]) {
    expectWhole(empty);
    const texts = textsIn(empty).map((text) => text.trim());
    expect(texts).toContain('no data');
    expect(texts).toContain('epoch →');
  }
});

describe('pictures of losses', () => {
  test('the terms of a loss are drawn with their sum', () => {
    const picture = drawTerms({ steps: [0, 1], terms: [[1, 0], [2, 5]] }, { names: ['cat', 'dog'] }); // prettier-ignore
    expect(marksIn(picture, 'line')).toHaveLength(3);
    expect(picture.table).toEqual({ columns: ['a', 'cat', 'dog', 'sum'], rows: [[0, 1, 2, 3], [1, 0, 5, 5]] }); // prettier-ignore
  });
  test('step sizes have their start as a line across', () => {
    const picture = drawStepSizes({ hinge: { steps: [1e-3, 1e-2, 1e-1], losses: [9, 8, 1e4], start: 9 } });
    expectWhole(picture);
    expect(textsIn(picture)).toContain('hinge at the start');
    expect(marksIn(picture, 'rule').length).toBeGreaterThan(0);
  });
  test('nine strategies and one more all differ in colour or dashes', () => {
    const many = Array.from({ length: 10 }, (_, i): Series => ({ name: `s${i}`, points: [[1, i + 1], [10, i + 2]] })); // prettier-ignore
    const picture = drawStrategies(many);
    expectWhole(picture);
    const looks = picture.svg.match(/stroke-dasharray="[^"]*" stroke-width="1.8" stroke="#[0-9a-f]{6}"|<g [^>]*data-mark="line">/g)!; // prettier-ignore
    expect(new Set(looks).size).toBe(10);
  });
});
