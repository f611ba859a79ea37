import type { Experiment } from './experiment.ts';
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
  { name: 'original', title: 'The lecture’s nine points', about: 'Three classes that lines can tell apart.' },
  { name: 'blobs', title: 'Blobs', about: 'Round clouds, as many as there are classes.' },
  { name: 'spiral', title: 'Spiral', about: 'No lines separate its arms: give the model a hidden layer.' },
  { name: 'moons', title: 'Moons', about: 'Two half circles that hold each other: degree 3 parts them.' },
  { name: 'circles', title: 'Circles', about: 'One circle within another: degree 2 parts them.' },
  { name: 'xor', title: 'Exclusive or', about: 'Opposite corners belong together: the product of x and y tells.' },
  { name: 'iris', title: 'Iris', about: 'Length and width of the petals of 150 irises, three species.' },
];

/** The experiment with the points of a preset. What makes them is loaded when it is first needed. */
export const withPreset = async (
  experiment: Experiment,
  name: string,
  options: PresetOptions,
): Promise<(experiment: Experiment) => Experiment> => {
  const { pointsOf } = await import('./preset-points.ts');
  const { points, classes } = await pointsOf(name, experiment.classes, options);
  return (now) => setPoints(now, points, classes);
};
