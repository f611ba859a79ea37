import { parameter, scale as scaled, sumTo, toValue } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { expectWhole, marksIn, textsIn } from '../test/drawing.ts';
import {
  drawConfusion,
  drawCurves,
  drawGraph,
  drawHistograms,
  drawTable,
  evenly,
  lossOver,
  type Picture,
  toHtml,
  toPng,
  toSvg,
} from './index.ts';

const picture = drawCurves({ training: [2, 1] });
const promised = drawGraph(parameter('w', [2])) as unknown as Picture;
const w = parameter('w', [2]);
const at = { w: toValue([1, 2]) };
const oneDirection = { at, directions: [at] as unknown as [typeof at, typeof at] };

describe('what makes no picture is refused by name', () => {
  test.each<[string, () => unknown]>([
    [
      'toSvg: must have a picture, which drawGraph only promises: await it, got [object Promise]',
      () => toSvg(promised),
    ],
    ['toHtml: must have a picture', () => toHtml({ title: 'T', sections: [{ heading: 'H', pictures: [promised] }] })],
    ['toPng: must have a picture', () => toPng(promised)],
    [
      'toPng: scale must make a picture of 1 to 134,217,728 pixels, got 1000000 for',
      () => toPng(picture, { scale: 1e6 }),
    ],
    ['toPng: scale must make', () => toPng(picture, { scale: Number.NaN })],
    ['toPng: scale must make', () => toPng(picture, { scale: 0 })],
    ['toPng: scale must make', () => toPng(picture, { scale: -1 })],
    [
      'drawHistograms: bins must be an integer from 1 to 1000, got 1000000000',
      () => drawHistograms({ w: [1] }, { bins: 1e9 }),
    ],
    ['evenly: count must be an integer from 0 to 10,000,000, got Infinity', () => evenly(0, 1, Infinity)],
    [
      'lossOver: a direction must have values by parameter, got undefined',
      () => lossOver(sumTo(scaled(w, w), []), oneDirection),
    ],
  ])('%s', async (message, draw) => {
    await expect(async () => draw()).rejects.toMatchObject({
      message: expect.stringContaining(message),
      failure: { _tag: 'UnfitData' },
    });
  });
});

describe('much makes a picture that can be looked at', () => {
  test('a table of 200,000 rows shows the first ones', () => {
    const table = drawTable({ columns: ['a'], rows: Array.from({ length: 200_000 }, (_, i) => [i]) });
    expectWhole(table);
    expect(textsIn(table)).toContain('The first 300 of 200,000 rows.');
    expect(table.table.rows).toHaveLength(200_000);
  });
  test('a confusion matrix of 500 classes shows the pairs that occur', () => {
    const classes = Array.from({ length: 500 }, (_, i) => `class ${i}`);
    const confusion = drawConfusion([1, 2, 2], [1, 2, 3], { classes });
    expectWhole(confusion);
    expect(marksIn(confusion, 'cell')).toHaveLength(3);
  });
  test('a class with a name of any length leaves room for the rest', () => {
    const confusion = drawConfusion([0], [0], { classes: ['x'.repeat(10_000)] });
    expect(Number(/height="(?<height>\d+)"/.exec(confusion.svg)!.groups!['height'])).toBeLessThan(500);
  });
  test('a line through 300,000 points keeps its lowest and its highest, and one sign of each kind in a place', () => {
    const curve = Array.from({ length: 300_000 }, (_, i) => (i % 3 === 0 ? Number.NaN : 1));
    [curve[100_000], curve[200_000]] = [-7, 9];
    const drawing = drawCurves({ training: curve });
    expectWhole(drawing);
    expect(drawing.svg.length).toBeLessThan(600_000);
    const few = drawCurves({ training: [1, -7, 1, 9, 1] });
    const ticksOf = (picture: Picture) => textsIn(picture).filter((text) => /^[−\d]+$/.test(text) && Number(text.replace('−', '-')) < 10); // prettier-ignore
    expect(ticksOf(drawing)).toEqual(expect.arrayContaining(['−6', '8'])); // the ends of the axis
    expect(ticksOf(few)).toEqual(expect.arrayContaining(['−6', '8']));
  });
});
