import { blobs, circles, iris, moons, type Samples, spiral, splitData, xor } from '@adjoint/datasets';
import { original, type Point, reach } from './experiment.ts';

/** What decides the points of a preset. */
export interface PresetOptions {
  /** How far points stray, from 0 to 1. */
  readonly noise: number;
  readonly perClass: number;
  /** Which share of the points is held out, from 0 to ½. */
  readonly heldOut: number;
  readonly seed: number;
}

/** The points of a preset, scaled to fit the plane, and how many classes they have; spirals and blobs have as many as wanted. */
export const pointsOf = async (
  name: string,
  classes: number,
  { noise, perClass, heldOut, seed }: PresetOptions,
): Promise<{ readonly points: readonly Point[]; readonly classes: number }> => {
  if (name === 'original') return { points: original.points, classes: original.classes };
  const { samples, center, scale } = await sources[name]!({ noise, perClass, seed }, classes);
  const rows = Int32Array.from(samples.labels.data, (_, row) => row);
  const numbered = { rows: { shape: [rows.length], data: rows }, labels: samples.labels };
  const test = heldOut === 0 ? [] : splitData(numbered, { test: heldOut, seed, stratify: 'labels' }).test.rows.data;
  const isTest = new Set(Array.from(test));
  const coordinate = (row: number, axis: 0 | 1): number => {
    const scaled = (samples.features.data[2 * row + axis]! - center[axis]) * scale;
    return Math.min(reach, Math.max(-reach, Math.round(scaled * 1e3) / 1e3));
  };
  return {
    points: Array.from(samples.labels.data, (label, row) => ({
      x: coordinate(row, 0),
      y: coordinate(row, 1),
      label,
      isHeldOut: isTest.has(row),
    })),
    classes: Math.max(...samples.labels.data) + 1,
  };
};

type Source = (options: Omit<PresetOptions, 'heldOut'>, classes: number) => Placed | Promise<Placed>;

interface Placed {
  readonly samples: Samples;
  readonly center: readonly [number, number];
  readonly scale: number;
}

const sources: Readonly<Record<string, Source>> = {
  blobs: ({ noise, ...rest }, classes) => {
    const centers = Array.from({ length: classes }, (_, label) => {
      const angle = Math.PI * (0.5 + (2 * label) / classes);
      return [0.7 * Math.cos(angle), 0.7 * Math.sin(angle)];
    });
    return { samples: blobs({ ...rest, centers, noise: 0.05 + 0.5 * noise }), center: [0, 0], scale: 1 };
  },
  spiral: ({ noise, ...rest }, classes) => ({
    samples: spiral({ ...rest, classes: Math.max(2, classes), noise: 0.8 * noise }),
    center: [0, 0],
    scale: 1.1,
  }),
  moons: ({ noise, ...rest }) => ({ samples: moons({ ...rest, noise: 0.5 * noise }), center: [0.5, 0.25], scale: 0.7 }),
  circles: ({ noise, ...rest }) => ({ samples: circles({ ...rest, noise: 0.4 * noise }), center: [0, 0], scale: 1 }),
  xor: ({ noise, ...rest }) => ({
    samples: xor({ ...rest, noise: 0.1 + 0.5 * noise }),
    center: [0.5, 0.5],
    scale: 1.3,
  }),
  iris: async () => {
    const { features, labels } = (await iris()).data;
    const petals = Float64Array.from({ length: 2 * labels.data.length }, (_, at) => {
      const column = 2 + (at % 2);
      const [center, spread] = column === 2 ? [3.9, 3.2] : [1.3, 1.3]; // centimeters
      return (features.data[4 * Math.floor(at / 2) + column]! - center) / spread;
    });
    return {
      samples: { features: { shape: [labels.data.length, 2], data: petals }, labels },
      center: [0, 0],
      scale: 1,
    };
  },
};
