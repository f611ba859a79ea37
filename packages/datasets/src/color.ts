/** Hue, saturation and value of a colour, each from 0 to 1. */
export interface Hsv {
  /** The angle of the colour in turns, at least 0 and less than 1: red 0, green 1/3, blue 2/3; 0 where red, green and blue are equal. */
  readonly hue: number;
  /** How far the colour is from grey: 0 for grey, 1 where one of red, green and blue is 0; 0 for black. */
  readonly saturation: number;
  /** The largest of red, green and blue as a part of `white`. */
  readonly value: number;
}

/**
 * Hue, saturation and value of red, green and blue from 0 to `white`, which is 255 unless given. Formula: Smith 1978, "Color
 * gamut transform pairs".
 *
 * @example
 * ```ts
 * import { rgbToHsv } from '@adjoint/datasets';
 *
 * console.log(rgbToHsv(255, 255, 0)); // { hue: ≈ 0.1667, saturation: 1, value: 1 }
 * ```
 */
export const rgbToHsv = (red: number, green: number, blue: number, white = 255): Hsv => {
  const largest = Math.max(red, green, blue);
  const chroma = largest - Math.min(red, green, blue);
  if (chroma === 0) return { hue: 0, saturation: 0, value: largest / white };
  const hue = hueTimesChroma(red, green, blue, largest, chroma) / (6 * chroma);
  return { hue: hue === 1 ? 0 : hue, saturation: chroma / largest, value: largest / white };
};

/**
 * The hue in sixths of a turn, times the chroma (the largest less the smallest of the three): an integer where the colour is
 * made of integers, so that a quotient by it is exact where it is an integer.
 */
export const hueTimesChroma = (red: number, green: number, blue: number, largest: number, chroma: number): number => {
  if (largest === red) return green >= blue ? green - blue : 6 * chroma - (blue - green);
  return largest === green ? 2 * chroma + (blue - red) : 4 * chroma + (red - green);
};
