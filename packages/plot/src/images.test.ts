import { toValue, type Value } from '@adjoint/graph';
import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { allIn, expectWhole, parsed, textsIn } from '../test/drawing.ts';
import type { Picture } from './picture.ts';
import { drawImages } from './samples.ts';
import { drawTemplates } from './templates.ts';

const addressesIn = ({ svg }: Picture): readonly string[] =>
  allIn(parsed(svg)).flatMap(({ attributes }) => attributes['href'] ?? []);

/** The colour in the middle of each pixel of an image in a picture, `rows × columns` of them. */
const colorsOf = (address: string, rows: number, columns: number): readonly (readonly number[])[] => {
  const { width, height, data } = decode(Buffer.from(address.split(',')[1]!, 'base64'));
  return Array.from({ length: rows * columns }, (_, i) => {
    const y = Math.floor(((Math.floor(i / columns) + 0.5) * height) / rows);
    const x = Math.floor((((i % columns) + 0.5) * width) / columns);
    return [...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
  });
};

const shadeOf = ([red, , blue]: readonly number[]): string =>
  Math.abs(red! - blue!) < 10 ? 'white' : red! > blue! ? 'red' : 'blue';

describe('templates', () => {
  const W = toValue([[1, 0], [-1, 0.5], [0, 0], [0.5, -0.5]]); // prettier-ignore
  const picture = drawTemplates({ softmax: W, SVM: W }, { imageShape: [2, 2], names: ['cat', 'dog'] });
  test('are an image for each column of each matrix, under its name', () => {
    expectWhole(picture);
    expect(addressesIn(picture)).toHaveLength(4);
    const texts = textsIn(picture);
    expect(texts.filter((text) => text === 'cat')).toHaveLength(2);
    expect(texts).toContain('softmax, full colour is ±1');
  });
  test('are blue where weights are positive, red where they are negative, white where they are 0', () => {
    const [cat, dog] = addressesIn(picture).map((address) => colorsOf(address, 2, 2).map(shadeOf));
    expect(cat).toEqual(['blue', 'red', 'white', 'blue']);
    expect(dog).toEqual(['white', 'blue', 'white', 'red']);
  });
  test('have a table of all weights', () => {
    expect(picture.table.columns).toEqual(['weights', 'pixel', 'cat', 'dog']);
    expect(picture.table.rows).toHaveLength(8);
    expect(picture.table.rows[5]).toEqual(['SVM', 1, -1, 0.5]);
  });
  test('of three planes are coloured, stretched from the smallest to the largest weight', () => {
    const one = toValue([[0], [4], [0], [2], [4], [0]]); // red 0 4, green 0 2, blue 4 0
    const [address] = addressesIn(drawTemplates({ W: one }, { imageShape: [3, 1, 2] }));
    expect(colorsOf(address!, 1, 2)).toEqual([[0, 0, 255], [255, 128, 0]]); // prettier-ignore
  });
  test('show weights that are not finite, and of 0 alone', () => {
    const broken = drawTemplates({ W: toValue([[Number.NaN], [Infinity], [0], [0]]) }, { imageShape: [2, 2] });
    expectWhole(broken);
    expect(textsIn(broken)).toContain('Not finite: 1 NaN, 1 ∞ of 4.');
    const [first, second, third] = colorsOf(addressesIn(broken)[0]!, 2, 2);
    expect(first).toEqual(second);
    expect(shadeOf(third!)).toBe('white');
  });
  test('may be none', () => {
    const none: Value = { shape: [4, 0], data: new Float64Array() };
    for (const weights of [{}, { W: none }]) expectWhole(drawTemplates(weights, { imageShape: [2, 2] }));
    expect(textsIn(drawTemplates({ W: none }, { imageShape: [2, 2] }))).toContain('no data');
  });
  test('must be matrices of images', () => {
    expect(() => drawTemplates({ W }, { imageShape: [3, 3] })).toThrow('drawTemplates: imageShape must be that of images with 4 numbers each, got [3, 3]'); // prettier-ignore
    expect(() => drawTemplates({ W }, { imageShape: [2, 1, 2] })).toThrow('imageShape must be [height, width], or [1 or 3, height, width], got [2, 1, 2]'); // prettier-ignore
    expect(() => drawTemplates({ W: toValue([1]) }, { imageShape: [1, 1] })).toThrow('W must be a matrix [pixels, units], got [1]'); // prettier-ignore
  });
});

describe('images', () => {
  const images = toValue([[0, 16], [16, 8], [4, 4]]); // prettier-ignore
  const classes = ['cat', 'dog', '<ship>'];
  test('go from white for the smallest to black for the largest number', () => {
    const picture = drawImages(images, { imageShape: [1, 2] });
    expectWhole(picture);
    expect(addressesIn(picture).map((address) => colorsOf(address, 1, 2).map(([grey]) => grey))).toEqual([[255, 0], [0, 128], [191, 191]]); // prettier-ignore
  });
  test('have scores, and say whether the highest is right', () => {
    const scores = toValue([[3, 1, -2], [0, 1, 5], [Number.NaN, Infinity, 2]]); // prettier-ignore
    const picture = drawImages(images, { imageShape: [1, 2], labels: [0, 1, 1], scores, classes });
    expectWhole(picture);
    expect(textsIn(picture)).toEqual(expect.arrayContaining(['cat ✓', 'dog ✗ <ship>', 'dog ✓', 'NaN', '∞']));
    expect(picture.table).toEqual({
      columns: ['image', 'class', 'taken for', 'score'],
      rows: [[0, 'cat', 'cat', 3], [1, 'dog', '<ship>', 5], [2, 'dog', 'dog', Infinity]], // prettier-ignore
    });
  });
  test('are as many as asked for, or none', () => {
    expect(addressesIn(drawImages(images, { imageShape: [1, 2], count: 2 }))).toHaveLength(2);
    const none = drawImages({ shape: [0, 2], data: new Float64Array() }, { imageShape: [1, 2], labels: [] });
    expectWhole(none);
    expect(textsIn(none)).toContain('no data');
  });
  test('must have scores for each', () => {
    expect(() => drawImages(images, { imageShape: [1, 2], scores: toValue([[1]]) })).toThrow('scores must be [3, classes], got [1, 1]'); // prettier-ignore
  });
});
