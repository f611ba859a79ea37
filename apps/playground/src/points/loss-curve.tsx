import type { ReadonlySignal } from '@preact/signals';
import { pathOf } from '../experiment/history.ts';
import type { Live, Shown } from '../state/live.ts';
import type { Page } from '../state/page.ts';
import { Card } from './field.tsx';
import { lossText, short } from './number-text.ts';

/** The loss after each of the last updates; that of the test points too, where some are held out. */
export const LossCurve = (props: {
  readonly page: Page;
  readonly live: Live;
  readonly turn: ReadonlySignal<Shown | undefined>;
}) => {
  if (props.turn.value === undefined) return null;
  const path = pathOf(props.page.history.peek());
  const stride = Math.ceil(path.length / mostPoints);
  const kept = path.flatMap((experiment, index) => {
    const isKept = index % stride === 0 || index === path.length - 1;
    const losses = isKept ? props.live.lossesAt(experiment) : undefined;
    return losses === undefined ? [] : [{ step: experiment.step, ...losses }];
  });
  const steps = kept.map(({ step }) => step);
  const series = [
    { name: 'total', values: kept.map(({ total }) => total) },
    { name: 'held out', values: kept.map(({ heldOutLoss }) => heldOutLoss ?? Number.NaN) },
  ].filter(({ values }) => values.some(Number.isFinite));
  const finite = series.flatMap(({ values }) => values.filter(Number.isFinite));
  if (kept.length < 2 || finite.length === 0)
    return (
      <Card
        title="Loss by update"
        class="curve"
        about="Run, or update a few times, and the loss is drawn here."
        children={null}
      />
    );
  const top = finite.reduce((a, b) => Math.max(a, b));
  const bottom = Math.min(
    0,
    finite.reduce((a, b) => Math.min(a, b)),
  );
  const [first, last] = [steps[0]!, steps.at(-1)!];
  const x = (step: number): number => left + ((step - first) / Math.max(1, last - first)) * (width - left - 8);
  const y = (value: number): number => 8 + (1 - (value - bottom) / (top - bottom || 1)) * (height - 30);
  const lineOf = (values: readonly number[]): string =>
    values
      .flatMap((value, index) =>
        Number.isFinite(value) ? [`${x(steps[index]!).toFixed(1)},${y(value).toFixed(1)}`] : [],
      )
      .join(' ');
  const now = kept.at(-1)!;
  const summary = `Loss from update ${first} to ${last}: from ${lossText(kept[0]!.total)} to ${lossText(now.total)}.`;
  return (
    <Card title="Loss by update" class="curve">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={summary}>
        {[bottom, (bottom + top) / 2, top].map((tick) => (
          <g key={tick}>
            <line class="grid-line" x1={left} x2={width - 8} y1={y(tick)} y2={y(tick)} />
            <text x={left - 6} y={y(tick) + 4} text-anchor="end">
              {short(tick)}
            </text>
          </g>
        ))}
        <text x={left} y={height - 4}>
          update {first}
        </text>
        <text x={width - 8} y={height - 4} text-anchor="end">
          {last}
        </text>
        {series.map(({ name, values }) => (
          <polyline key={name} class={`series ${name.replace(' ', '-')}`} points={lineOf(values)} />
        ))}
      </svg>
      {series.length > 1 && (
        <p class="legend">
          <span class="key total">training total</span>{' '}
          <span class="key held-out">held out, without regularization</span>
        </p>
      )}
    </Card>
  );
};

const [width, height, left] = [420, 190, 58];
const mostPoints = 240;
