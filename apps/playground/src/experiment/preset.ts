import { type Experiment, original, type Point } from './experiment.ts';
import type { PresetOptions } from './preset-points.ts';
import { setPoints } from './restart.ts';

/** Where points come from. */
export interface Preset {
  readonly name: string;
  readonly title: string;
  /** What there is to see with it. */
  readonly about: string;
}

/** All presets, in their order; the original is one without noise. */
export const presets: readonly Preset[] = [
  {
    name: 'original',
    title: 'The lecture’s nine points',
    about: 'Three classes that lines can tell apart. Choosing them begins anew.',
  },
  { name: 'blobs', title: 'Blobs', about: 'Round clouds, as many as there are classes.' },
  { name: 'spiral', title: 'Spiral', about: 'No lines separate its arms: give the model a hidden layer.' },
  { name: 'moons', title: 'Moons', about: 'Two half circles that hold each other: degree 3 parts them.' },
  { name: 'circles', title: 'Circles', about: 'One circle within another: degree 2 parts them.' },
  { name: 'xor', title: 'Exclusive or', about: 'Opposite corners belong together: the product of x and y tells.' },
  { name: 'iris', title: 'Iris', about: 'Length and width of the petals of 150 irises, three species.' },
];

/** Which preset points are of, and how they were made; nothing of points that somebody placed or changed. */
export const sourceOf = (points: readonly Point[]): PointSource | undefined =>
  sources.get(points) ?? (isOriginal(points) ? { name: 'original', options: usualOptions } : undefined);

/** A preset with its options. */
export interface PointSource {
  readonly name: string;
  readonly options: PresetOptions;
}

/** What presets are first drawn with. */
export const usualOptions: PresetOptions = { noise: 0.2, perClass: 50, heldOut: 0, seed: 1 };

// points never change, so where they came from stays right: after undo, too
const sources = new WeakMap<readonly Point[], PointSource>();

const isOriginal = (points: readonly Point[]): boolean =>
  points === original.points || JSON.stringify(points) === JSON.stringify(original.points);

/** The experiment with the points of a preset. What makes them is loaded when it is first needed. */
export const withPreset = async (
  experiment: Experiment,
  name: string,
  options: PresetOptions,
): Promise<(experiment: Experiment) => Experiment> => {
  const { pointsOf } = await import('./preset-points.ts');
  const { points, classes } = await pointsOf(name, experiment.classes, options);
  sources.set(points, { name, options });
  return (now) => setPoints(now, points, classes);
};
