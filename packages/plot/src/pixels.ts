import { encode } from 'fast-png';
import * as Plot from '@observablehq/plot';
import { demand } from './error.ts';

/** How many planes of how many rows and columns an image has: one of grey, or red, green and blue one after the other. */
export interface PixelShape {
  readonly planes: 1 | 3;
  readonly rows: number;
  readonly columns: number;
}

/** The shape of images with so many numbers each, from `[rows, columns]` or `[planes, rows, columns]`. */
export const pixelShape = (operation: string, imageShape: readonly number[], size: number): PixelShape => {
  const [rows = 0, columns = 0] = imageShape.slice(-2);
  const planes = imageShape.length === 3 ? imageShape[0]! : 1;
  const isShape = (imageShape.length === 2 || imageShape.length === 3) && (planes === 1 || planes === 3);
  const got = `[${imageShape.join(', ')}]`;
  demand(operation, isShape, 'imageShape must be [height, width], or [1 or 3, height, width]', got);
  const isFit = planes * rows * columns === size;
  demand(operation, isFit, `imageShape must be that of images with ${size} numbers each`, got);
  return { planes: planes === 3 ? 3 : 1, rows, columns };
};

/** The colour of a pixel, from 0 to 255 for red, green and blue, from its number in each plane. */
export type PixelColor = (planes: readonly number[]) => readonly [number, number, number];

/** What stands for a pixel that is no finite number. */
const missingPixel = [224, 0, 140] as const;

/** An image as the address of a PNG file that it contains, each pixel a square large enough to stay sharp wherever it is shown. */
export const imageAddress = (pixels: ArrayLike<number>, shape: PixelShape, colorOf: PixelColor): string => {
  const { planes, rows, columns } = shape;
  const times = Math.max(1, Math.ceil(128 / Math.max(rows, columns, 1)));
  const [height, width] = [rows * times, columns * times];
  const data = new Uint8Array(3 * height * width);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const at = Array.from({ length: planes }, (_, plane) => pixels[(plane * rows + row) * columns + column]!);
      const color = at.every(Number.isFinite) ? colorOf(at) : missingPixel;
      for (let y = row * times; y < (row + 1) * times; y++)
        for (let x = column * times; x < (column + 1) * times; x++) data.set(color, 3 * (y * width + x));
    }
  const bytes = encode({ width: Math.max(1, width), height: Math.max(1, height), data: data.length > 0 ? data : new Uint8Array(3), channels: 3, depth: 8 }); // prettier-ignore
  return `data:image/png;base64,${base64(bytes)}`;
};

/** Numbers around 0 as colours: red below, blue above, white at 0, full at `limit`. */
export const divergingColor = (limit: number): PixelColor => {
  const scale = Plot.scale({ color: { type: 'diverging', scheme: 'RdBu', domain: [-1, 1] } });
  const shades = Array.from({ length: 257 }, (_, i) => channels(String(scale.apply((i - 128) / 128))));
  return ([number]) => shades[Math.round(128 + 128 * Math.min(1, Math.max(-1, number! / limit)))]!;
};

/** Numbers from `low` to `high` as grey levels or as red, green and blue, from dark to light, or from light to dark. */
export const stretchedColor = (low: number, high: number, isInverted = false): PixelColor => {
  const level = (number: number): number => {
    const share = high > low ? (number - low) / (high - low) : 0.5;
    return Math.round(255 * Math.min(1, Math.max(0, isInverted ? 1 - share : share)));
  };
  return ([red, green = red, blue = red]) => [level(red!), level(green!), level(blue!)];
};

const channels = (color: string): readonly [number, number, number] => {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
};

const base64 = (bytes: Uint8Array): string => {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
};
