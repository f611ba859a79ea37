import { drawLines, type Picture, type Series } from '@adjoint/plot';

/** How far the gradient of one batch is from the full one, as a fraction of that. */
export interface Measurement {
  readonly size: number;
  readonly error: number;
}

/** Errors by batch size as dots, and as lines what they must be: σ/√B, and that of samples that come only once. */
export const errorBySize = (measured: readonly Measurement[], sigma: number, count: number): Picture => {
  const sizes = Array.from({ length: 101 }, (_, i) => 1024 ** (i / 100));
  const root = (size: number): number => sigma / Math.sqrt(size);
  const series: readonly Series[] = [
    { name: 'measured', points: measured.map(({ size, error }) => [size, error]), look: 'dots' },
    { name: 'σ/√B', points: sizes.map((size) => [size, root(size)]), look: 'dashed' },
    {
      name: 'each sample once',
      points: sizes.map((size) => [size, root(size) * Math.sqrt((count - size) / (count - 1))]),
    },
  ];
  return drawLines(series, {
    title: 'The error of the gradient of one batch, relative to the full gradient',
    x: { label: 'samples in a batch, B', log: true },
    y: { label: 'relative error', log: true },
  });
};
