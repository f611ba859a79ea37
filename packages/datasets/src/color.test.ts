import { readFileSync } from 'node:fs';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { rgbToHsv } from './color.ts';

interface ColorCase {
  readonly image: readonly number[];
  readonly imageShape: readonly [number, number, number];
  readonly hsv: readonly number[];
}
const { color } = JSON.parse(readFileSync(new URL('../fixtures/features.json', import.meta.url), 'utf8')) as {
  readonly color: readonly ColorCase[]; // as features.py writes it
};

const byte = fc.integer({ min: 0, max: 255 });

describe('rgbToHsv', () => {
  test.for<[red: number, green: number, blue: number, hue: number, saturation: number, value: number]>([
    [255, 0, 0, 0, 1, 1],
    [255, 255, 0, 1 / 6, 1, 1],
    [0, 255, 0, 1 / 3, 1, 1],
    [0, 255, 255, 1 / 2, 1, 1],
    [0, 0, 255, 2 / 3, 1, 1],
    [255, 0, 255, 5 / 6, 1, 1],
    [51, 102, 51, 1 / 3, 1 / 2, 2 / 5],
    [255, 255, 255, 0, 0, 1],
    [51, 51, 51, 0, 0, 1 / 5],
    [0, 0, 0, 0, 0, 0],
    [0.5, 0, 1e-300, 0, 1, 1 / 510], // less than rounding below a whole turn
  ])('of %d, %d, %d is %d, %d, %d', ([red, green, blue, hue, saturation, value]) => {
    expect(rgbToHsv(red, green, blue)).toEqual({ hue, saturation, value });
  });

  test("agrees with matplotlib's rgb_to_hsv", () => {
    for (const { image, hsv } of color) {
      const size = image.length / 3;
      for (let i = 0; i < size; i++) {
        const { hue, saturation, value } = rgbToHsv(image[i]!, image[size + i]!, image[2 * size + i]!);
        [hue, saturation, value].forEach((x, j) => expect(Math.abs(x - hsv[3 * i + j]!)).toBeLessThan(1e-15));
      }
    }
  });

  property.prop([byte, byte, byte])('has an inverse', (red, green, blue) => {
    const { hue, saturation, value } = rgbToHsv(red, green, blue);
    // the textbook's: each primary falls from its own angle on, over a sixth of a turn
    const primary = (turn: number): number => {
      const k = (turn + hue * 6) % 6;
      return 255 * value * (1 - saturation * Math.max(0, Math.min(k, 4 - k, 1)));
    };
    [red, green, blue].forEach((x, i) => expect(primary([5, 3, 1][i]!)).toBeCloseTo(x, 10));
  });

  property.prop([byte, byte, byte])('does not depend on the unit', (red, green, blue) => {
    expect(rgbToHsv(red / 256, green / 256, blue / 256, 255 / 256)).toEqual(rgbToHsv(red, green, blue));
  });
});
