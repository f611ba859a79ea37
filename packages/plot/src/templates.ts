import type { Value } from '@adjoint/graph';
import { rangeOf } from './axis.ts';
import { missingNote } from './cells.ts';
import { demand } from './error.ts';
import { type Heading, type Picture, pictureOf } from './picture.ts';
import { divergingColor, imageAddress, pixelShape, stretchedColor } from './pixels.ts';
import { numberText, type Table } from './table.ts';
import { stacked, type Tile, tilesPanel } from './tiles.ts';

/** How weights are images. */
export interface TemplatesOptions extends Heading {
  /** `[height, width]`, or `[3, height, width]` where there are planes of red, green and blue one after the other. */
  readonly imageShape: readonly number[];
  /** What each column is for, such as a class; its number if not given. */
  readonly names?: readonly string[];
  /** How many stand in a row; ten if not given. */
  readonly perRow?: number;
}

/**
 * Columns of weights `[pixels, units]` as images: what each class of a linear classifier, or each hidden unit of a network, looks for. Grey
 * ones are blue where a pixel speaks for the class and red where it speaks against it, coloured ones are stretched from the smallest to the
 * largest weight. Several matrices stand below one another under their names. One of another size is an `UnfitData`.
 */
export const drawTemplates = (weights: Readonly<Record<string, Value>>, options: TemplatesOptions): Picture => {
  const { imageShape, names = [], perRow = 10, title = 'Weights as images' } = options;
  const side = 80;
  const drawn = Object.entries(weights).map(([name, { shape, data }]) => {
    demand('drawTemplates', shape.length === 2, `${name} must be a matrix [pixels, units]`, `[${shape.join(', ')}]`);
    const [pixels, units] = shape as readonly [number, number]; // as just demanded
    const pixelsAs = pixelShape('drawTemplates', imageShape, pixels);
    const [low, high] = rangeOf({}, data);
    const limit = Math.max(-low, high, 0) || 1;
    const signed = divergingColor(limit);
    const tiles = Array.from({ length: units }, (_, unit): Tile => {
      const column = Float64Array.from({ length: pixels }, (_, i) => data[i * units + unit]!);
      const color = pixelsAs.planes === 1 ? signed : stretchedColor(...rangeOf({}, column));
      return { address: imageAddress(column, pixelsAs, color), label: names[unit] ?? String(unit) };
    });
    const scale = pixelsAs.planes === 1 ? `, full colour is ±${numberText(limit, 3)}` : '';
    return {
      panel: tilesPanel(tiles, { side, pitch: side + 10, perRow, head: `${name}${scale}` }),
      note: missingNote(Array.from(data)),
    };
  });
  const description =
    options.description ??
    `The weights of ${Object.keys(weights).join(' and of ') || 'nothing'} as images, one for each of ${names.join(', ') || 'their columns'}.`;
  const legend = imageShape.length === 3 ? 'Each image is stretched from its smallest to its largest weight.' : 'Blue pixels speak for it, red ones against it; white is 0.'; // prettier-ignore
  return pictureOf({
    title,
    description,
    table: tableOf(weights, names),
    panels: stacked(drawn.map(({ panel }) => panel)),
    notes: [legend, ...drawn.flatMap(({ note }) => (note === undefined ? [] : [note]))],
  });
};

const tableOf = (weights: Readonly<Record<string, Value>>, names: readonly string[]): Table => {
  const units = Math.max(0, ...Object.values(weights).map(({ shape }) => shape[1] ?? 0));
  const rows = Object.entries(weights).flatMap(([name, { shape, data }]) =>
    Array.from({ length: shape[0] ?? 0 }, (_, pixel) => [
      name,
      pixel,
      ...Array.from(data.subarray(pixel * shape[1]!, (pixel + 1) * shape[1]!)),
    ]),
  );
  return { columns: ['weights', 'pixel', ...Array.from({ length: units }, (_, i) => names[i] ?? String(i))], rows };
};
