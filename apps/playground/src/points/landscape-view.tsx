import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { pathOf } from '../experiment/history.ts';
import type { Landscape } from '../session/landscape.ts';
import type { Live } from '../state/live.ts';
import type { Page } from '../state/page.ts';
import { Card } from './field.tsx';
import { short } from './number-text.ts';

/** A slice through the loss, with the path of the updates, drawn when nothing moves. What computes it is loaded when it is opened. */
export const LandscapeView = (props: {
  readonly page: Page;
  readonly live: Live;
  readonly isRunning: ReadonlySignal<boolean>;
}) => {
  const isOpen = useSignal(false);
  const found = useSignal<Landscape | 'none' | undefined>(undefined);
  const canvas = useRef<HTMLCanvasElement>(null);
  const isResting = !props.isRunning.value;
  const shown = isResting && isOpen.value ? props.live.shown.value : undefined; // else nothing here follows updates
  useEffect(() => {
    if (shown === undefined) return;
    const path = pathOf(props.page.history.peek());
    const waiting = setTimeout(async () => {
      const { landscapeAround } = await import('../session/landscape.ts');
      if (props.live.shown.peek() === shown && path.at(-1) === shown.experiment)
        found.value = landscapeAround(shown.session, path) ?? 'none';
    }, 150);
    return () => clearTimeout(waiting);
  }, [shown]);
  useEffect(() => {
    if (typeof found.value === 'object' && canvas.current !== null) draw(canvas.current, found.value);
  }, [found.value]);
  const landscape = found.value;
  return (
    <Card title="Loss landscape" class="landscape">
      <details open={isOpen.value} onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
        <summary>A slice through the loss, with the path of the updates</summary>
        {landscape === undefined ? (
          <p class="about">The slice is being computed.</p>
        ) : landscape === 'none' ? (
          <p class="about">The loss is no finite number here, or nearly so: there is no slice to draw.</p>
        ) : (
          <figure>
            <div class="map">
              <canvas ref={canvas} aria-hidden="true" />
              <svg viewBox="-1 -1 2 2" role="img" aria-label={summaryOf(landscape)}>
                <path
                  class="trail"
                  d={`M${landscape.path.map(([a, b]) => `${a / landscape.extent},${-b / landscape.extent}`).join('L')}`}
                />
                <circle class="here" r="0.03" />
              </svg>
            </div>
            <figcaption class="about">{summaryOf(landscape)}</figcaption>
          </figure>
        )}
      </details>
    </Card>
  );
};

const summaryOf = ({ losses, extent, directions }: Landscape): string => {
  const finite = losses.filter(Number.isFinite);
  const least = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const most = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  return `Along ${directions}, ${short(extent)} to each side: the loss goes from ${short(least)}, dark, to ${short(most)}, light; lines join equal losses.`;
};

/** Shades losses by their logarithm, with bands as contours. */
const draw = (canvas: HTMLCanvasElement, { losses, cells }: Landscape): void => {
  const size = 10 * cells;
  canvas.width = canvas.height = size;
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(size, size);
  const least = losses.reduce((a, b) => Math.min(a, b), Infinity);
  const heights = losses.map((loss) => Math.log1p(Math.max(0, loss - least)));
  const most = heights.filter(Number.isFinite).reduce((a, b) => Math.max(a, b), 1e-9);
  const levels = Float64Array.from({ length: size * size }, (_, pixel) => {
    const [column, row] = [pixel % size, Math.floor(pixel / size)];
    const at = (place: number): number => (place / (size - 1)) * (cells - 1);
    return Math.min(1, between(heights, cells, at(column), at(size - 1 - row)) / most);
  });
  const bandOf = (pixel: number): number => Math.floor((levels[pixel] ?? 0) * bands);
  levels.forEach((level, pixel) => {
    const isLast = pixel % size === size - 1;
    const isLine = bandOf(pixel) !== bandOf(isLast ? pixel : pixel + 1) || bandOf(pixel) !== bandOf(pixel < size * (size - 1) ? pixel + size : pixel); // prettier-ignore
    for (let channel = 0; channel < 3; channel++)
      image.data[4 * pixel + channel] = (isLine ? 0.8 : 1) * (low[channel]! + (high[channel]! - low[channel]!) * level);
    image.data[4 * pixel + 3] = 255;
  });
  context.putImageData(image, 0, 0);
};

const bands = 14;
const low = [28, 44, 92] as const;
const high = [238, 226, 190] as const;

/** A height between four neighbours. */
const between = (heights: Float64Array, cells: number, x: number, y: number): number => {
  const [i, j] = [Math.min(cells - 2, Math.floor(x)), Math.min(cells - 2, Math.floor(y))];
  const [u, v] = [x - i, y - j];
  const at = (column: number, row: number): number => heights[row * cells + column]!;
  return (1 - v) * ((1 - u) * at(i, j) + u * at(i + 1, j)) + v * ((1 - u) * at(i, j + 1) + u * at(i + 1, j + 1));
};
