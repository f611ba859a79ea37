import type { Value } from '@adjoint/graph';
import { hasPlace, rangeOf } from './axis.ts';
import { demand } from './error.ts';
import { escaped, shortened } from './markup.ts';
import { type Numbers, numbersIn } from './numbers.ts';
import { faint, missing, seriesColor } from './palette.ts';
import { type Heading, type Picture, pictureOf } from './picture.ts';
import { imageAddress, pixelShape, stretchedColor } from './pixels.ts';
import { type Cell, numberText } from './table.ts';
import { type Tile, tilesPanel } from './tiles.ts';

/** Images, and what is known or said of them. */
export interface ImagesOptions extends Heading {
  /** `[height, width]`, or `[3, height, width]` where there are planes of red, green and blue one after the other. */
  readonly imageShape: readonly number[];
  /** The class of each image, counted from 0. */
  readonly labels?: Numbers;
  /** The scores of each image `[images, classes]`, of which the five highest are shown; the highest is what the image is taken for. */
  readonly scores?: Value;
  /** What the classes are called; their numbers if not given. */
  readonly classes?: readonly string[];
  /** How many of the images to show, from the first on; 20 if not given. */
  readonly count?: number;
}

/**
 * The first of some images `[images, pixels]`, each with its class and, where there are scores, bars for the highest of them and whether they
 * are right. Grey levels go from the smallest number, white, to the largest, black; colours from dark to light.
 */
export const drawImages = (images: Value, options: ImagesOptions): Picture => {
  const { imageShape, scores, classes = [], count = 20 } = options;
  const labels = options.labels && numbersIn(options.labels);
  demand('drawImages', images.shape.length === 2, 'images must be [images, pixels]', `[${images.shape.join(', ')}]`);
  const [all, size] = images.shape as readonly [number, number]; // as just demanded
  const shape = pixelShape('drawImages', imageShape, size);
  const isScored = scores === undefined || (scores.shape.length === 2 && scores.shape[0] === all);
  demand('drawImages', isScored, `scores must be [${all}, classes]`, `[${scores?.shape.join(', ')}]`);
  const shown = Math.min(count, all);
  const color = stretchedColor(...rangeOf({}, images.data), shape.planes === 1);
  const nameOf = (label: number | undefined): string => (label === undefined ? '?' : (classes[label] ?? String(label)));
  const described = Array.from({ length: shown }, (_, i) => {
    const row = scores === undefined ? [] : Array.from(scores.data.subarray(i * scores.shape[1]!, (i + 1) * scores.shape[1]!)); // prettier-ignore
    const ranked = row.map((score, label) => ({ score, label })).toSorted((a, b) => rankOf(b.score) - rankOf(a.score));
    return { index: i, label: labels?.[i], ranked };
  });
  const tiles = described.map(({ index, label, ranked }): Tile => {
    const address = imageAddress(images.data.subarray(index * size, (index + 1) * size), shape, color);
    const [best] = ranked;
    if (best === undefined) return { address, label: nameOf(label) };
    const isRight = best.label === label;
    const verdict = label === undefined ? '' : isRight ? ' ✓' : ` ✗ ${nameOf(best.label)}`;
    const tint = label === undefined ? faint : isRight ? seriesColor(2) : missing;
    return { address, label: `${nameOf(label)}${verdict}`, color: tint, beside: barsOf(ranked.slice(0, 5), nameOf) };
  });
  const panel = tilesPanel(tiles, { side: 84, pitch: scores === undefined ? 94 : 220, perRow: scores === undefined ? 8 : 4 }); // prettier-ignore
  const { title = 'Samples' } = options;
  const { description = `${shown} of ${all} images${labels === undefined ? '' : ' with their classes'}${scores === undefined ? '' : ' and their highest scores'}.` } = options; // prettier-ignore
  const table = {
    columns: ['image', 'class', ...(scores === undefined ? [] : ['taken for', 'score'])],
    rows: described.map(({ index, label, ranked }): readonly Cell[] => [
      index,
      nameOf(label),
      ...(scores === undefined ? [] : [nameOf(ranked[0]?.label), ranked[0]?.score ?? Number.NaN]),
    ]),
  };
  return pictureOf({ title, description, table, panels: [{ panel, x: 0, y: 0 }] });
};

interface Ranked {
  readonly score: number;
  readonly label: number;
}

const rankOf = (score: number): number => (Number.isNaN(score) ? -Infinity : score);

/** A bar for each score, from 0 to the right where it is positive and to the left where it is not, between its class and its number. */
const barsOf = (ranked: readonly Ranked[], nameOf: (label: number) => string): string => {
  const [low, high] = rangeOf({}, ranked.map(({ score }) => score)); // prettier-ignore
  const [from, to] = [Math.min(0, low), Math.max(0, high)];
  const names = ranked.map(({ label }) => shortened(nameOf(label), 10));
  const start = 98 + 6 * Math.max(...names.map(({ length }) => length));
  const place = (score: number): number => start + (to > from ? ((176 - start) * (score - from)) / (to - from) : 0);
  const rows = ranked.map(({ score }, i) => {
    const y = 24 + i * 16;
    const isFinite = hasPlace({}, score);
    const [left, right] = isFinite ? [Math.min(place(score), place(0)), Math.max(place(score), place(0))] : [start, start]; // prettier-ignore
    const bar = `<rect x="${left.toFixed(2)}" y="${y}" width="${(right - left).toFixed(2)}" height="8" fill="${seriesColor(0)}"/>`;
    const text = `<text x="92" y="${y + 7}" font-size="9">${escaped(names[i]!)}</text><text x="212" y="${y + 7}" font-size="9" text-anchor="end" fill="${isFinite ? faint : missing}">${numberText(score, 3)}</text>`;
    return text + bar;
  });
  return rows.join('');
};
