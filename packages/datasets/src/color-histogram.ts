import { formatShape, type Value } from '@adjoint/graph';
import { hueTimesChroma } from './color.ts';
import { type ImageShape, imagesOf } from './image.ts';
import { demandOption, isCount } from './option.ts';

/** What a colour histogram counts. */
export interface ColorHistogramOptions {
  /** `[3, height, width]`: planes of red, green and blue. */
  readonly imageShape: ImageShape;
  /**
   * Counts hues (`'hue'`, unless given), or hues, saturations and values: each by themselves, one histogram after the other
   * (`'hsv'`), or their combinations (`'joint'`).
   */
  readonly space?: 'hue' | 'hsv' | 'joint';
  /** The number of bins, 10 unless given: for every channel the same, or one for each of hue, saturation and value. */
  readonly bins?: number | readonly [hue: number, saturation: number, value: number];
  /** The number that stands for full brightness: 255 unless given. */
  readonly white?: number;
}

/**
 * The fraction of the pixels of each image whose colour falls into each of equal bins: images `[n, 3·height·width]` give
 * `[n, bins]` where the space is `'hue'`, `[n, hue + saturation + value]` bins where it is `'hsv'` (three histograms, each
 * with the sum 1), and `[n, hue·saturation·value]` where it is `'joint'`, the bin of the value varying fastest. A bin holds
 * its lower end, and the last one its upper end too; grey pixels have hue 0. The bin of an integer colour is exact.
 *
 * `'hue'` with 10 bins is the `color_histogram_hsv` of the CS231n assignment on features.
 *
 * Images without three planes of colour, options outside their range, and pixels outside 0 to `white` are an `UnfitOption`,
 * rows of another size an `UnfitShape`.
 *
 * @example
 * ```ts
 * import { colorHistogram } from '@adjoint/datasets';
 *
 * const images = { shape: [1, 6], data: Uint8Array.of(255, 0, 0, 255, 0, 0) }; // one image: a red pixel and a green one
 * console.log(colorHistogram(images, { imageShape: [3, 1, 2], bins: 3 }).data); // Float64Array(3) [ 0.5, 0.5, 0 ]
 * ```
 */
export const colorHistogram = (value: Value, options: ColorHistogramOptions): Value<Float64Array> => {
  const { imageShape, space = 'hue', bins = 10, white = 255 } = options;
  const images = imagesOf(operation, value, imageShape);
  const isColor = imageShape.length === 3 && images.channels === 3;
  demand(isColor, 'imageShape must be [3, height, width], as grey images have no hue', formatShape(imageShape));
  demand(['hue', 'hsv', 'joint'].includes(space), "space must be 'hue', 'hsv' or 'joint'", `'${space}'`);
  const counts = typeof bins === 'number' ? [bins, bins, bins] : bins;
  const areCounts = counts.length === 3 && counts.every((count) => isCount(count));
  demand(areCounts, 'bins must be a positive integer, or one for each of hue, saturation and value', bins);
  demand(white > 0 && white < Infinity, 'white must be a positive number', white);

  const [hues, saturations, values] = counts as readonly [number, number, number]; // as checked above
  const features = { hue: hues, hsv: hues + saturations + values, joint: hues * saturations * values }[space];
  const data = new Float64Array(images.count * features);
  const size = images.height * images.width;
  images.forEach((pixels, image) => {
    const start = image * features;
    for (let i = 0; i < size; i++) {
      const red = pixels[i]!;
      const green = pixels[size + i]!;
      const blue = pixels[2 * size + i]!;
      const largest = Math.max(red, green, blue);
      const smallest = Math.min(red, green, blue);
      if (!(smallest >= 0 && largest <= white))
        demand(false, `pixels must be from 0 to white (${white})`, `${red}, ${green}, ${blue} in image ${image}`);
      const chroma = largest - smallest;
      const hue = binOf(hueTimesChroma(red, green, blue, largest, chroma), 6 * chroma, hues);
      if (space === 'hue') {
        data[start + hue]!++;
        continue;
      }
      const saturation = binOf(chroma, largest, saturations);
      const brightness = binOf(largest, white, values);
      if (space === 'joint') data[start + (hue * saturations + saturation) * values + brightness]!++;
      else {
        data[start + hue]!++;
        data[start + hues + saturation]!++;
        data[start + hues + saturations + brightness]!++;
      }
    }
  });
  return { shape: [images.count, features], data: data.map((count) => count / size) };
};

const operation = 'colorHistogram';

const demand = (holds: boolean, rule: string, got: unknown): void => demandOption(operation, holds, rule, got);

/** The bin of part/whole among `count` equal ones from 0 to 1; the first where the whole is 0. */
const binOf = (part: number, whole: number, count: number): number =>
  whole === 0 ? 0 : Math.min(Math.floor((part * count) / whole), count - 1);
