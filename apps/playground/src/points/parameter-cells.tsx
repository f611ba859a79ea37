import type { Probe } from '@adjoint/gradcheck';
import { type ReadonlySignal, useSignal } from '@preact/signals';
import { type Experiment, setParameter } from '../experiment/experiment.ts';
import { exponentsOf, shapesOf } from '../experiment/model.ts';
import type { Checked } from '../state/check-signal.ts';
import type { Page } from '../state/page.ts';
import { ClassMark } from './class-mark.tsx';
import { Card } from './field.tsx';
import { fixed, short } from './number-text.ts';

/** Every parameter as a cell: its value, its derivative, the difference quotient beside it, and buttons that nudge it. */
export const ParameterCells = (props: {
  readonly page: Page;
  readonly checked: ReadonlySignal<Checked | undefined>;
}) => {
  const checked = props.checked.value;
  if (checked === undefined) return null;
  const { check } = checked;
  const { experiment, measurement } = checked.of;
  const shapes = shapesOf(experiment);
  const isLinear = experiment.model.hidden.length === 0;
  const nudge = (name: string, index: number, by: number): void =>
    props.page.change(
      (at) => setParameter(at, name, index, Math.round((at.parameters[name]![index]! + by) * 1e9) / 1e9),
      `nudge ${name} ${index}`,
    );
  return (
    <Card
      title="Parameters and gradient check"
      class="parameters"
      about="Each cell: the value, its derivative by the graph, and below that the slope by differences."
    >
      <Verdict check={check} />
      {isLinear ? (
        <div class="scroll" tabIndex={0} role="region" aria-label="Weights and biases by class">
          <table class="cells" style={{ '--columns': namesOfFeatures(experiment).length + 1 }}>
            <thead>
              <tr>
                <th scope="col" class="class">
                  class
                </th>
                {namesOfFeatures(experiment).map((feature) => (
                  <th scope="col" key={feature}>
                    W, {feature}
                  </th>
                ))}
                <th scope="col">b</th>
              </tr>
            </thead>
            <tbody>
              {Array.from({ length: experiment.classes }, (_, label) => (
                <tr key={label}>
                  <th scope="row">
                    <ClassMark label={label} /> {label}
                  </th>
                  {[...namesOfFeatures(experiment), 'b'].map((feature, column, { length }) => {
                    const name = column === length - 1 ? 'b' : 'W';
                    const index = name === 'b' ? label : column * experiment.classes + label;
                    return (
                      <td key={feature}>
                        <Cell
                          title={name === 'b' ? `b of class ${label}` : `W of class ${label} and ${feature}`}
                          id={`${name}-${index}`}
                          value={experiment.parameters[name]![index]!}
                          slope={measurement.gradient[name]![index]!}
                          probe={check?.entries[name]?.[index]}
                          onNudge={(by) => nudge(name, index, by)}
                        />
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        Object.entries(shapes).map(([name, shape]) => (
          <Matrix
            key={name}
            name={name}
            shape={shape}
            experiment={experiment}
            slopes={measurement.gradient[name]!}
            probes={check?.entries[name]}
            onNudge={(index, by) => nudge(name, index, by)}
          />
        ))
      )}
    </Card>
  );
};

/** The features of a model as products of powers. */
const namesOfFeatures = ({ model }: Pick<Experiment, 'model'>): readonly string[] =>
  exponentsOf(model.degree).map(([i, j]) => `${power('x', i)}${power('y', j)}`);

const power = (base: string, exponent: number): string =>
  exponent === 0 ? '' : exponent === 1 ? base : `${base}${'⁰¹²³⁴⁵'[exponent]}`;

const Verdict = ({ check }: Pick<Checked, 'check'>) => {
  if (check === undefined)
    return <p class="verdict waiting" data-verdict="waiting">The gradient is checked when nothing moves.</p>; // prettier-ignore
  const { isOk, verdict, evaluations, entries, reason } = check;
  const probes = Object.values(entries).flat();
  const worst = probes.reduce((largest, { relativeError }) => Math.max(largest, relativeError), 0);
  const kinks = probes.filter((probe) => probe.verdict === 'kink').length;
  const text = isOk
    ? `Gradient right in all ${probes.length} cells; largest relative difference ${short(worst)}, by ${evaluations} evaluations of the loss${kinks > 0 ? `; ${kinks} at a kink, between the slopes of both sides` : ''}.`
    : `Gradient check: ${verdict}${reason === undefined ? '' : `, ${reason}`}.`;
  return (
    <p class={isOk ? 'verdict right' : 'verdict wrong'} data-verdict={isOk ? 'right' : verdict}>
      {text}
    </p>
  );
};

interface CellProps {
  readonly id: string;
  readonly title: string;
  readonly value: number;
  readonly slope: number;
  readonly probe: Probe | undefined;
  readonly onNudge: (by: number) => void;
}

const Cell = ({ id, title, value, slope, probe, onNudge }: CellProps) => (
  <div class="cell" data-cell={id} data-verdict={probe?.verdict}>
    <button type="button" aria-label={`${title}: less by 0.1`} onClick={() => onNudge(-0.1)}>
      −
    </button>
    <div class="numbers" role="group" aria-label="value, derivative, slope by differences">
      <span class="value" title={`value: ${value}`}>
        {fixed(value)}
      </span>
      <span class="slope" title={`derivative: ${slope}`}>
        {fixed(slope, 4)}
      </span>
      <span
        class="numeric"
        title={probe === undefined ? '' : `by differences: ${probe.numeric} ± ${short(probe.error)}`}
      >
        {probe === undefined ? '…' : fixed(probe.numeric, 4)}
        <Tick probe={probe} />
      </span>
    </div>
    <button type="button" aria-label={`${title}: more by 0.1`} onClick={() => onNudge(0.1)}>
      +
    </button>
  </div>
);

const Tick = ({ probe }: { readonly probe: Probe | undefined }) => {
  if (probe === undefined) return null;
  const [sign, text] = ticks[probe.verdict] ?? ['✗', 'wrong'];
  return (
    <span class={`tick ${probe.verdict}`} role="img" aria-label={text} title={probe.note ?? text}>
      {sign}
    </span>
  );
};

const ticks: Readonly<Record<string, readonly [string, string]>> = {
  correct: ['✓', 'right'],
  kink: ['∧', 'at a kink'],
  inconclusive: ['?', 'too noisy to tell'],
};

/** A parameter of a network, of which there are too many cells for buttons: row by row, each entry with its derivative. */
const Matrix = (props: {
  readonly name: string;
  readonly shape: readonly number[];
  readonly experiment: Experiment;
  readonly slopes: Float64Array;
  readonly probes: readonly Probe[] | undefined;
  readonly onNudge: (index: number, by: number) => void;
}) => {
  const { name, shape, experiment, slopes, probes } = props;
  const isOpen = useSignal(false); // there may be hundreds of cells, which are made when they are looked at
  const count = slopes.length;
  const wrong = probes?.filter(({ verdict }) => verdict !== 'correct' && verdict !== 'kink').length;
  return (
    <details class="matrix" onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>
        <b>{name}</b> <span class="shape">[{shape.join(' × ')}]</span>
        <span class="summary-verdict">
          {probes === undefined ? `${count} entries` : wrong === 0 ? `✓ ${count} right` : `✗ ${wrong} of ${count}`}
        </span>
      </summary>
      <div class="grid">
        {Array.from(isOpen.value ? slopes : [], (slope, index) => (
          <Cell
            key={index}
            id={`${name}-${index}`}
            title={`${name} ${index}`}
            value={experiment.parameters[name]![index]!}
            slope={slope}
            probe={probes?.[index]}
            onNudge={(by) => props.onNudge(index, by)}
          />
        ))}
      </div>
    </details>
  );
};
