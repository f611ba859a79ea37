import type { ReadonlySignal } from '@preact/signals';
import type { Shown } from '../state/live.ts';
import { type DecisionLine, decisionLinesOf, type Place } from './decision-line.ts';
import { toView } from './plane-view.ts';

/** The lines where scores are zero, each with an arrow to where its class wins. */
export const DecisionLines = ({ turn }: { readonly turn: ReadonlySignal<Shown | undefined> }) => {
  const experiment = turn.value?.experiment;
  const lines = experiment === undefined ? [] : decisionLinesOf(experiment);
  return (
    <g>
      {lines.map((line) => (
        <Line key={line.label} {...line} />
      ))}
    </g>
  );
};

const Line = ({ label, ends, arrow }: DecisionLine) => {
  if (ends === undefined) return null;
  const [[x1, y1], [x2, y2]] = ends.map(toView) as [Place, Place];
  const [[fromX, fromY], [toX, toY]] = arrow.map(toView) as [Place, Place];
  return (
    <g style={{ '--mark': `var(--class-${label})` }} data-line={label}>
      <line x1={x1} y1={y1} x2={x2} y2={y2} />
      <line class="arrow" x1={fromX} y1={fromY} x2={toX} y2={toY} />
      <polygon class="head" points={headOf(arrow)} />
    </g>
  );
};

/** The head of an arrow. Its corners are computed, since another transform would have the browser compose all layers anew. */
const headOf = ([from, to]: DecisionLine['arrow']): string => {
  const [[fromX, fromY], [toX, toY]] = [toView(from), toView(to)];
  const length = Math.hypot(toX - fromX, toY - fromY) || 1;
  const [u, v] = [(toX - fromX) / length, (toY - fromY) / length];
  const corners = [[2, 0], [-7, -5], [-7, 5]] as const; // prettier-ignore
  return corners.map(([along, across]) => `${toX + along * u - across * v},${toY + along * v + across * u}`).join(' ');
};
