import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import {
  addPoint,
  type Experiment,
  movePoint,
  type Point,
  reach,
  relabelPoint,
  removePoint,
} from '../experiment/experiment.ts';
import type { Shown } from '../state/live.ts';
import type { Page } from '../state/page.ts';
import type { Selection } from '../state/selection.ts';
import { ClassOutline } from './class-mark.tsx';
import type { Place } from './decision-line.ts';
import { DecisionLines } from './decision-lines.tsx';
import { fixed } from './number-text.ts';
import { half, toView, view } from './plane-view.ts';
import { Regions } from './regions.tsx';

/** What the plane is a picture of. */
export interface PlaneProps {
  readonly page: Page;
  /** What the regions and lines are of. */
  readonly turn: ReadonlySignal<Shown | undefined>;
  readonly selection: Selection;
  readonly isRunning: ReadonlySignal<boolean>;
}

/** The points over the regions of the winning classes; points are added, dragged, relabelled and removed here. */
export const Plane = ({ page, turn, selection, isRunning }: PlaneProps) => {
  const svg = useRef<SVGSVGElement>(null);
  const drag = useSignal<{ readonly index: number; readonly group: string } | undefined>(undefined);
  const touch = useSignal<PlaceAndTime | undefined>(undefined);
  const points = useComputed(() => page.experiment.value.points).value; // not drawn anew at every update
  const selected = Math.min(selection.point.value ?? -1, points.length - 1);

  const placeOf = (event: PointerEvent): Place => {
    const { left, top, width, height } = svg.current!.getBoundingClientRect();
    const x = ((event.clientX - left) / width - 0.5) * 2 * reach;
    const y = (0.5 - (event.clientY - top) / height) * 2 * reach;
    return [x, y];
  };
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0 || !event.isPrimary) return;
    const hit = (event.target as Element).closest<SVGGElement>('[data-point]');
    // a finger on the empty plane may be about to scroll, so what it wants is known when it leaves
    touch.value = event.pointerType === 'touch' && hit === null ? placeAndTimeOf(event) : undefined;
    if (touch.peek() === undefined) begin(event, hit);
    event.preventDefault();
  };
  const begin = (event: PointerEvent, hit: SVGGElement | null): void => {
    const [x, y] = placeOf(event);
    const index = hit === null ? points.length : Number(hit.dataset['point']);
    const group = `drag ${performance.now()}`;
    if (hit === null)
      page.change((at) => addPoint(at, { x, y, label: selection.label.peek(), isHeldOut: false }), group);
    selection.choosePoint(index);
    drag.value = { index, group };
    svg.current!.setPointerCapture(event.pointerId);
    requestAnimationFrame(() => focusPoint(svg.current, index));
  };
  const onPointerMove = (event: PointerEvent): void => {
    const now = drag.peek();
    if (now === undefined) return;
    const [x, y] = placeOf(event);
    page.change((at) => (now.index < at.points.length ? movePoint(at, now.index, x, y) : at), now.group);
  };
  const onPointerUp = (event: PointerEvent): void => {
    if (touch.peek() !== undefined && isTap(touch.peek()!, placeAndTimeOf(event))) begin(event, null);
    end();
  };
  const end = (): void => {
    drag.value = undefined;
    touch.value = undefined;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (onKey({ page, selection, key: event.key, isFine: event.shiftKey, selected })) {
      event.preventDefault();
      requestAnimationFrame(() => focusPoint(svg.current, selection.point.peek() ?? 0));
    }
  };

  return (
    <div class="plane">
      <Regions turn={turn} isRunning={isRunning} />
      <svg class="lines" viewBox={view} aria-hidden="true">
        <path class="axis" d={`M${-half},0H${half}M0,${-half}V${half}`} />
        <DecisionLines turn={turn} />
      </svg>
      <svg
        ref={svg}
        class="points"
        viewBox={view}
        role="group"
        aria-label="The plane of the points"
        aria-describedby="plane-keys"
        onTouchStart={keepPointsFromScrolling}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={end}
        onKeyDown={onKeyDown}
      >
        <Points points={points} selected={selected} />
      </svg>
    </div>
  );
};

/** A finger on a point drags it, and scrolls nothing; browsers ask touch-action of the whole drawing only. */
const keepPointsFromScrolling = (event: TouchEvent): void => {
  if ((event.target as Element).closest('[data-point]') !== null) event.preventDefault();
};

/** Where on the screen, in pixels, and when, in milliseconds. */
const placeAndTimeOf = ({ clientX, clientY, timeStamp }: PointerEvent) => ({ x: clientX, y: clientY, at: timeStamp });

type PlaceAndTime = ReturnType<typeof placeAndTimeOf>;

const isTap = (from: PlaceAndTime, to: PlaceAndTime): boolean =>
  Math.hypot(to.x - from.x, to.y - from.y) < 10 && to.at - from.at < 600;

const Points = ({ points, selected }: { readonly points: readonly Point[]; readonly selected: number }) => (
  <g>
    {points.map((point, index) => {
      const [x, y] = toView([point.x, point.y]);
      return (
        <g
          key={index}
          data-point={index}
          class={index === selected ? 'point selected' : 'point'}
          transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
          role="button"
          tabindex={index === Math.max(0, selected) ? 0 : -1}
          aria-pressed={index === selected}
          aria-label={`Point ${index + 1} of class ${point.label} at ${fixed(point.x)}, ${fixed(point.y)}${point.isHeldOut ? ', held out' : ''}`}
        >
          <circle class="halo" r="13" />
          <ClassOutline label={point.label} isHeldOut={point.isHeldOut} />
        </g>
      );
    })}
  </g>
);

const focusPoint = (svg: SVGSVGElement | null, index: number): void =>
  svg?.querySelector<SVGGElement>(`[data-point="${index}"]`)?.focus();

interface Keystroke {
  readonly page: Page;
  readonly selection: Selection;
  readonly key: string;
  readonly isFine: boolean;
  readonly selected: number;
}

/** Does what a key stands for, and says whether it stands for anything. */
const onKey = ({ page, selection, key, isFine, selected }: Keystroke): boolean => {
  const { points, classes } = page.experiment.peek();
  const index = Math.max(0, selected);
  const change = (to: (at: Experiment) => Experiment, group?: string): true => {
    if (index < points.length) page.change(to, group);
    return true;
  };
  const direction = directions[key];
  if (direction !== undefined) {
    const step = isFine ? 0.01 : 0.05;
    const { x, y } = points[index] ?? { x: 0, y: 0 };
    selection.choosePoint(index);
    return change((at) => movePoint(at, index, x + step * direction[0], y + step * direction[1]), `keys ${index}`);
  }
  if (key === 'n' || key === 'p') {
    selection.choosePoint((index + (key === 'n' ? 1 : points.length - 1)) % Math.max(1, points.length));
    return true;
  }
  if (key === 'a') {
    page.change((at) => addPoint(at, { x: 0, y: 0, label: selection.label.peek(), isHeldOut: false }));
    selection.choosePoint(points.length);
    return true;
  }
  if (key === 'Delete' || key === 'Backspace') {
    change((at) => removePoint(at, index));
    selection.choosePoint(points.length > 1 ? Math.min(index, points.length - 2) : undefined);
    return true;
  }
  if (/^[0-5]$/.test(key) && Number(key) < classes) {
    selection.choosePoint(index);
    return change((at) => relabelPoint(at, index, Number(key)));
  }
  if (key === 'Enter' || key === ' ') {
    selection.choosePoint(index);
    return true;
  }
  return false;
};

const directions: Readonly<Record<string, Place>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
