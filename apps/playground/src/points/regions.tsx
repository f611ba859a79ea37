import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Shown } from '../state/live.ts';
import { type Palette, shade } from './region.ts';

/** The shaded regions: few cells while it trains, many when it rests. */
export const Regions = ({
  turn,
  isRunning,
}: {
  readonly turn: ReadonlySignal<Shown | undefined>;
  readonly isRunning: ReadonlySignal<boolean>;
}) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = useSignal<Palette | undefined>(undefined); // read once, since to read it while the page changes is slow
  const shown = turn.value;
  const isNetwork = (shown?.experiment.model.hidden.length ?? 0) > 0; // whose scores take most of the time
  const cells = !isRunning.value ? 160 : isNetwork ? 40 : 64;
  const colours = palette.value;
  useLayoutEffect(() => {
    if (shown !== undefined && colours !== undefined) draw(canvas.current!, shown, colours, cells);
  }, [shown, colours, cells]);
  useLayoutEffect(() => {
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const read = (): void => {
      palette.value = paletteOf(canvas.current!);
    };
    read();
    scheme.addEventListener('change', read);
    return () => scheme.removeEventListener('change', read);
  }, []);
  return <canvas ref={canvas} aria-hidden="true" />;
};

const draw = (canvas: HTMLCanvasElement, { experiment, session }: Shown, palette: Palette, cells: number): void => {
  if (canvas.width !== cells) canvas.width = canvas.height = cells;
  const image = imageOf(cells);
  shade(new Uint32Array(image.data.buffer), { experiment, session, palette, cells });
  canvas.getContext('2d', { willReadFrequently: true })!.putImageData(image, 0, 0); // which keeps the canvas where the pixels are made
};

/** The same image for the same number of cells, since another one a frame would be much to collect. */
const imageOf = (cells: number): ImageData => {
  const known = images.get(cells) ?? new ImageData(cells, cells);
  images.set(cells, known);
  return known;
};

const images = new Map<number, ImageData>();

/** The colours of the classes as the style sheet has them now. */
const paletteOf = (element: Element): Palette => {
  const style = getComputedStyle(element);
  return Array.from({ length: 6 }, (_, label) => {
    const hex = Number.parseInt(style.getPropertyValue(`--class-${label}`).trim().slice(1), 16);
    return ((hex & 255) << 16) | (hex & 0xff00) | (hex >> 16);
  });
};
