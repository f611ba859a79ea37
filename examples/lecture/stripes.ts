import { deriveKey, type ImageShape, normals, uniforms, type Value } from 'adjoint';

/** Small images in colour, and the class of each. */
export interface Stripes {
  readonly images: Value<Float64Array>;
  readonly labels: Value<Int32Array>;
}

export const imageShape: ImageShape = [3, 16, 16];
export const classes = ['warm, upright', 'warm, level', 'cold, upright', 'cold, level'];

/**
 * Images `[count, 768]` of stripes, pixels from 0 to 255. What makes a class is the colour, warm or cold, and the direction of the stripes;
 * where they lie, which of a few warm or cold hues they have, and how light they are is drawn anew for each image.
 */
export const stripes = (count: number, seed: number): Stripes => {
  const [, height, width] = imageShape as readonly [number, number, number]; // as above
  const labels = Int32Array.from({ length: count }, (_, i) => i % classes.length);
  const chosen = uniforms(deriveKey(seed, 'stripes', 'choices'), 3 * count);
  const noise = normals(deriveKey(seed, 'stripes', 'noise'), count * 3 * height * width);
  const images = new Float64Array(noise.length);
  labels.forEach((label, i) => {
    const [phase, tint, light] = [0, 1, 2].map((choice) => chosen[3 * i + choice]!) as [number, number, number];
    const [strong, weak] = [1, 0.3 + 0.4 * tint];
    const color = label < 2 ? [strong, weak, 0.2] : [0.2, weak, strong];
    for (let plane = 0; plane < 3; plane++)
      for (let row = 0; row < height; row++)
        for (let column = 0; column < width; column++) {
          const along = label % 2 === 0 ? column : row;
          const wave = Math.cos(2 * Math.PI * (along / 5 + phase)) > 0 ? 1 : 0.35;
          const at = ((i * 3 + plane) * height + row) * width + column;
          images[at] = Math.min(255, Math.max(0, 255 * color[plane]! * wave * (0.4 + 0.6 * light) + 12 * noise[at]!));
        }
  });
  return { images: { shape: [count, images.length / count], data: images }, labels: { shape: [count], data: labels } };
};
