import { type ReadonlySignal, useComputed } from '@preact/signals';
import type { LossName } from '../experiment/experiment.ts';
import { lossNames, setLoss } from '../experiment/experiment.ts';
import { stepBack } from '../experiment/history.ts';
import { randomize } from '../experiment/restart.ts';
import type { Shown } from '../state/live.ts';
import type { Page } from '../state/page.ts';
import type { Trainer } from '../state/trainer.ts';
import { Card, Choice, LogSlider } from './field.tsx';
import { lossText, percent } from './number-text.ts';

/** What the four losses are called, and what each demands, in a sentence. */
export const lossTitles: Readonly<Record<LossName, { readonly title: string; readonly about: string }>> = {
  hinge: { title: 'SVM (Weston–Watkins)', about: 'Every wrong score must stay 1 below the right one.' },
  oneVsAll: { title: 'One versus all', about: 'The right score must be above 1, every other below −1.' },
  structuredHinge: { title: 'Structured SVM', about: 'The worst wrong score must stay 1 below the right one.' },
  crossEntropy: { title: 'Softmax', about: 'The right class must get all of the probability.' },
};

/** Updates, the loss, and the two sliders. */
export const TrainingControls = ({
  page,
  turn,
  trainer,
}: {
  readonly page: Page;
  /** What the losses and the number of updates are of. */
  readonly turn: ReadonlySignal<Shown | undefined>;
  readonly trainer: Trainer;
}) => {
  const loss = useComputed(() => page.experiment.value.loss).value;
  const stepSize = useComputed(() => page.experiment.value.stepSize).value;
  const lambda = useComputed(() => page.experiment.value.lambda).value;
  const canStepBack = useComputed(() => stepBack(page.history.value) !== undefined).value;
  const isRunning = trainer.isRunning.value;
  return (
    <Card title="Training" class="training">
      <Losses turn={turn} />
      <div class="buttons">
        <button type="button" class="primary" onClick={isRunning ? trainer.stop : trainer.run}>
          {isRunning ? 'Stop' : 'Run'}
        </button>
        <button type="button" onClick={trainer.update} disabled={isRunning}>
          Update once
        </button>
        <button type="button" onClick={() => page.travel(stepBack)} disabled={isRunning || !canStepBack}>
          Step back
        </button>
        <button type="button" onClick={() => page.change(randomize)}>
          Randomize
        </button>
        <div class="steps">
          <div>
            update <Steps turn={turn} />
          </div>
        </div>
      </div>
      <div class="fields">
        <Choice
          label="Loss"
          value={loss.kind === 'named' ? loss.name : 'expression'}
          options={[
            ...lossNames.map((name) => ({ value: name as string, title: lossTitles[name].title })),
            ...(loss.kind === 'expression' ? [{ value: 'expression', title: 'Your expression' }] : []),
          ]}
          onChange={(name) => {
            if (name !== 'expression') page.change((at) => setLoss(at, { kind: 'named', name: name as LossName }));
          }}
        />
        <Choice
          label="Updates a frame"
          value={trainer.pace.value}
          options={[1, 5, 20].map((value) => ({ value, title: String(value) }))}
          onChange={trainer.setPace}
        />
        <LogSlider
          label="Step size η"
          value={stepSize}
          from={-4}
          to={1}
          onChange={(value) => page.change((at) => ({ ...at, stepSize: value }), 'step size')}
        />
        <LogSlider
          label="Regularization λ"
          value={lambda}
          from={-4}
          to={1}
          hasZero
          onChange={(value) => page.change((at) => ({ ...at, lambda: value }), 'lambda')}
        />
      </div>
      <p class="about">
        {loss.kind === 'named' ? lossTitles[loss.name].about : 'The loss is the expression that you wrote.'}
      </p>
    </Card>
  );
};

/** The mean loss, what regularization adds, and the total. */
const Losses = ({ turn }: { readonly turn: ReadonlySignal<Shown | undefined> }) => {
  const measurement = turn.value?.measurement;
  const terms = [
    ['data loss', measurement?.dataLoss],
    ['regularization', measurement?.regularization],
    ['total', measurement?.total],
  ] as const;
  return (
    <dl class="losses">
      {terms.map(([name, value]) => (
        <div key={name} class={name === 'total' ? 'total' : ''}>
          <dt>{name}</dt>
          <dd data-term={name} title={value === undefined ? '' : String(value)}>
            {lossText(value ?? Number.NaN)}
          </dd>
        </div>
      ))}
      <div>
        <dt>right</dt>
        <dd data-term="accuracy">{percent(measurement?.accuracy)}</dd>
      </div>
      {measurement?.heldOutLoss !== undefined && (
        <div class="held-out">
          <dt>held out</dt>
          <dd data-term="held out">
            {lossText(measurement.heldOutLoss)} · {percent(measurement.heldOutAccuracy)}
          </dd>
        </div>
      )}
    </dl>
  );
};

const Steps = ({ turn }: { readonly turn: ReadonlySignal<Shown | undefined> }) => (
  <output aria-label="updates made">{turn.value?.experiment.step}</output>
);
