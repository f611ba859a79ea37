import { constant, input, toValue } from '@adjoint/graph';
import { matmul } from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { expectWhole, marksIn, textsIn } from '../test/drawing.ts';
import { drawConfusion } from './confusion.ts';
import { drawMargins } from './margins.ts';
import { decisionRegions, drawDecisionRegions } from './regions.ts';

describe('a confusion matrix', () => {
  const classes = ['cat', 'dog', 'ship'];
  const picture = drawConfusion([0, 0, 1, 2, 2], toValue([0, 1, 1, 2, 2]), { classes });
  test('counts in rows what each class was taken for', () => {
    expectWhole(picture);
    expect(marksIn(picture, 'cell')).toHaveLength(9);
    expect(picture.title).toBe('What was taken for what: 80.0 % right');
    expect(picture.table).toEqual({
      columns: ['true \\ taken for', ...classes],
      rows: [['cat', 1, 1, 0], ['dog', 0, 1, 0], ['ship', 0, 0, 2]], // prettier-ignore
    });
  });
  test('counts samples of no such class below', () => {
    const strays = drawConfusion([0, 1, -1], [0, Number.NaN, 9], { classes });
    expectWhole(strays);
    expect(textsIn(strays).join(' ')).toContain('Of no such class, or taken for none: 2 of 3 samples.');
    expect(strays.title).toContain('100.0 % right');
  });
  test('may be empty', () => {
    for (const names of [classes, []]) expectWhole(drawConfusion([], [], { classes: names }));
    expect(textsIn(drawConfusion([], [], { classes: [] }))).toContain('no data');
  });
  test('needs a prediction for each label', () => {
    expect(() => drawConfusion([0], [], { classes })).toThrow('drawConfusion: there must be as many predictions as labels, 1, got 0'); // prettier-ignore
  });
});

describe('decision regions', () => {
  const x = input('x', ['batch', 2]);
  const scores = matmul(
    x,
    constant([
      [1, -1],
      [0, 0],
    ]),
  ); // class 0 where the first feature is positive
  test('are the classes with the highest scores', () => {
    const { classes } = decisionRegions(scores, { input: x, x: [-1, 1], y: [0, 5, 6] });
    expect(classes).toEqual([[1, 0], [1, 0], [1, 0]]); // prettier-ignore
  });
  test('lie around samples', () => {
    const found = decisionRegions(scores, { input: x, around: toValue([[0, 10], [10, 20]]) }); // prettier-ignore
    expect([found.x[0], found.x.at(-1), found.y[0], found.y.at(-1)]).toEqual([-1, 11, 9, 21]);
  });
  test('have no class where no score is a number', () => {
    const { classes } = decisionRegions(scores, { input: x, x: [1, Number.NaN], y: [0] });
    expect(classes).toEqual([[0, Number.NaN]]);
  });
  test('need scores by class', () => {
    expect(() => decisionRegions(x, { input: x, bindings: {}, x: [], y: [] })).not.toThrow();
    expect(() => decisionRegions(constant([1]), { input: x, x: [0], y: [0] })).toThrow('scores must be [samples, classes], got [1]'); // prettier-ignore
  });
  test('are drawn as runs of one class, samples on them as dots', () => {
    const regions = { x: [0, 1, 2], y: [0, 1], classes: [[0, 0, 1], [Number.NaN, 1, 1]] }; // prettier-ignore
    const samples = { features: toValue([[0, 0], [1, 1], [Number.NaN, 0]]), labels: toValue([0, 1, 1]) }; // prettier-ignore
    const picture = drawDecisionRegions(regions, { samples, names: ['cat', 'dog'] });
    expectWhole(picture);
    expect(marksIn(picture, 'rect')).toHaveLength(4); // two runs, one run, and one without a class
    expect(textsIn(picture)).toEqual(expect.arrayContaining(['cat', 'dog']));
    expect(picture.table.rows).toEqual([[0, 'cat', 'cat', 'dog'], [1, 'NaN', 'dog', 'dog']]); // prettier-ignore
  });
  test('may be empty', () => {
    const picture = drawDecisionRegions({ x: [], y: [], classes: [] });
    expectWhole(picture);
    expect(textsIn(picture)).toContain('no data');
  });
});

describe('scores with their margins', () => {
  const scores = toValue([[3, 5, -2], [2, 2, 2]]); // prettier-ignore
  const picture = drawMargins(scores, {
    labels: [0, 2],
    classes: ['cat', 'car', 'frog'],
    samples: ['first', 'second'],
  });
  test('cost what lies beyond the right score less Δ', () => {
    expectWhole(picture);
    expect(picture.table.rows.map(([, , , cost]) => cost)).toEqual([0, 3, 0, 1, 1, 0]);
    const wider = drawMargins(scores, { labels: [0, 2], delta: 6 });
    expect(wider.table.rows.map(([, , , cost]) => cost)).toEqual([0, 8, 1, 6, 6, 0]);
  });
  test('are dots on a line, with the margin shaded, a ring around the right one, and a bar for each cost', () => {
    expect(marksIn(picture, 'dot')).toHaveLength(3 + 1 + 3 + 1);
    expect(marksIn(picture, 'rect')).toHaveLength(2);
    expect(textsIn(picture)).toEqual(expect.arrayContaining(['first', 'cat 3', 'car 5', 'frog −2']));
    expect(marksIn(picture, 'link')).toHaveLength(3);
  });
  test('may be none, not finite, or of no such class', () => {
    expectWhole(drawMargins({ shape: [0, 3], data: new Float64Array(0) }, { labels: [] }));
    const strange = drawMargins(toValue([[Number.NaN, 1, Infinity], [1e308, -1e308, 0]]), { labels: [0, 7] }); // prettier-ignore
    expectWhole(strange);
    expect(textsIn(strange)).toContain('Not finite: 1 NaN, 1 ∞ of 6.');
  });
  test('need a label for each line', () => {
    expect(() => drawMargins(scores, { labels: [0] })).toThrow('drawMargins: scores must be [1, classes], got [2, 3]');
  });
});
