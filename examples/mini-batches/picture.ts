import * as Plot from '@observablehq/plot';

/** How far the gradient of one batch is from the full one, as a fraction of that. */
export interface Measurement {
  readonly size: number;
  readonly error: number;
}

/** Errors by batch size as dots, and as lines what they must be: σ/√B, and that of samples that come only once. */
export const errorBySize = (measured: readonly Measurement[], sigma: number, count: number): Plot.PlotOptions => {
  const sizes = Array.from({ length: 101 }, (_, i) => 1024 ** (i / 100));
  const root = sizes.map((size) => ({ size, error: sigma / Math.sqrt(size) }));
  const once = root.map(({ size, error }) => ({ size, error: error * Math.sqrt((count - size) / (count - 1)) }));
  const label = { textAnchor: 'start', lineAnchor: 'middle', dx: 6 } as const;
  return {
    width: 760,
    height: 480,
    marginTop: 50,
    marginLeft: 60,
    marginRight: 150,
    marginBottom: 45,
    x: { type: 'log', base: 2, label: 'samples in a batch, B', tickFormat: String },
    y: {
      type: 'log',
      label: 'error of the gradient of one batch, relative to the full gradient',
      grid: true,
      ticks: 5,
      tickFormat: String,
    },
    marks: [
      Plot.line(root, { x: 'size', y: 'error', stroke: '#999', strokeDasharray: '4 4' }),
      Plot.text(root.slice(-1), { x: 'size', y: 'error', text: () => 'σ/√B', fill: '#777', ...label }),
      Plot.line(once, { x: 'size', y: 'error', stroke: '#0072b2' }),
      Plot.text(once.slice(-1), { x: 'size', y: 'error', text: () => 'each sample once', fill: '#0072b2', ...label }),
      Plot.dot(measured, { x: 'size', y: 'error', fill: '#d55e00', r: 4 }),
      Plot.text(measured.slice(0, 1), {
        x: 'size',
        y: 'error',
        text: () => 'measured',
        fill: '#d55e00',
        textAnchor: 'start',
        dx: 10,
      }),
    ],
  };
};
