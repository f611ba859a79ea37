import { type ReadonlySignal, useSignal } from '@preact/signals';
import { winnerIn } from '../session/measurement.ts';
import type { Shown } from '../state/live.ts';
import type { Selection } from '../state/selection.ts';
import { ClassMark } from './class-mark.tsx';
import { Card } from './field.tsx';
import { fixed, lossText } from './number-text.ts';

/** Every point with its scores and its loss, some at a time, and below them what the losses come to. */
export const PointTable = ({
  turn,
  selection,
}: {
  readonly turn: ReadonlySignal<Shown | undefined>;
  readonly selection: Selection;
}) => {
  const page = useSignal(0);
  const shown = turn.value;
  if (shown === undefined) return null;
  const { experiment, measurement } = shown;
  const { points, classes } = experiment;
  const pages = Math.max(1, Math.ceil(points.length / rowsAtOnce));
  const current = Math.min(page.value, pages - 1);
  const first = current * rowsAtOnce;
  const labels = Array.from({ length: classes }, (_, label) => label);
  return (
    <Card
      title="Points, scores, losses"
      class="points"
      about="The highest score of a row is its winner; it should be the class’s own."
    >
      <div class="scroll" tabIndex={0} role="region" aria-label="Points with scores and losses">
        <table class="numbers-table" style={{ minWidth: `${64 * (5 + classes)}px` }}>
          <thead>
            <tr>
              <th scope="col">point</th>
              <th scope="col">x</th>
              <th scope="col">y</th>
              <th scope="col">class</th>
              {labels.map((label) => (
                <th scope="col" key={label}>
                  s<sub>{label}</sub>
                </th>
              ))}
              <th scope="col">loss</th>
            </tr>
          </thead>
          <tbody>
            {points.slice(first, first + rowsAtOnce).map((point, at) => {
              const row = first + at;
              const winner = winnerIn(measurement.scores, row, classes);
              return (
                <tr
                  key={row}
                  data-row={row}
                  class={`${winner === point.label ? '' : 'missed'} ${selection.point.value === row ? 'selected' : ''}`}
                >
                  <th scope="row">
                    <button
                      type="button"
                      class="plain"
                      onClick={() => selection.choosePoint(row)}
                      aria-label={`Choose point ${row + 1}`}
                    >
                      {row + 1}
                    </button>
                  </th>
                  <td>{fixed(point.x)}</td>
                  <td>{fixed(point.y)}</td>
                  <td>
                    <ClassMark label={point.label} isHeldOut={point.isHeldOut} /> {point.label}
                  </td>
                  {labels.map((label) => (
                    <td key={label} class={label === winner ? 'winner' : ''}>
                      {fixed(measurement.scores[row * classes + label]!)}
                    </td>
                  ))}
                  <td class="loss">{measurement.losses === undefined ? '—' : fixed(measurement.losses[row]!)}</td>
                </tr>
              );
            })}
          </tbody>
          <tfoot>
            <Sum name="mean data loss" value={measurement.dataLoss} columns={4 + classes} />
            <Sum name="regularization loss" value={measurement.regularization} columns={4 + classes} />
            <Sum name="total loss" value={measurement.total} columns={4 + classes} />
          </tfoot>
        </table>
      </div>
      {pages > 1 && (
        <nav class="pager" aria-label="Pages of points">
          <button type="button" disabled={current === 0} onClick={() => (page.value = current - 1)}>
            Previous
          </button>
          <span>
            {first + 1}–{Math.min(points.length, first + rowsAtOnce)} of {points.length}
          </span>
          <button type="button" disabled={current === pages - 1} onClick={() => (page.value = current + 1)}>
            Next
          </button>
        </nav>
      )}
    </Card>
  );
};

const rowsAtOnce = 12;

const Sum = ({ name, value, columns }: { readonly name: string; readonly value: number; readonly columns: number }) => (
  <tr>
    <th scope="row" colSpan={columns}>
      {name}
    </th>
    <td class="loss">{lossText(value)}</td>
  </tr>
);
