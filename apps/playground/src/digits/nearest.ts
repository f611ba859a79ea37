import type { DigitRows } from './digit-set.ts';
import type { DigitPicture } from './picture.ts';

/** A picture of the data set, and how far it is from another: the square root of the sum of squared differences of their counts. */
export interface Neighbor {
  readonly picture: DigitPicture;
  readonly digit: number;
  readonly distance: number;
}

/** The pictures that are nearest to one, the nearest first. */
export const nearestTo = (
  picture: DigitPicture,
  { pictures, labels }: DigitRows,
  count: number,
): readonly Neighbor[] => {
  const squares = Float64Array.from(labels.data, (_, row) => {
    let sum = 0;
    for (let at = 0; at < 64; at++) sum += (pictures.data[row * 64 + at]! - picture[at]!) ** 2;
    return sum;
  });
  return Array.from(squares.keys())
    .toSorted((a, b) => squares[a]! - squares[b]!)
    .slice(0, count)
    .map((row) => ({
      picture: pictures.data.subarray(row * 64, (row + 1) * 64),
      digit: labels.data[row]!,
      distance: Math.sqrt(squares[row]!),
    }));
};
