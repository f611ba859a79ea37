import { numericGradient } from '@adjoint/gradcheck';
import type { ReadonlySignal } from '@preact/signals';
import type { Experiment } from '../experiment/experiment.ts';
import { arraysOfNumbers } from '../session/arrays.ts';
import type { Shown } from '../state/live.ts';
import { Card } from './field.tsx';
import { fixed } from './number-text.ts';

/** That the derivative of λ·ΣW² is 2λ·W, beside what the original demonstration shows instead; nothing where the loss has no such term. */
export const RegularizationProof = ({ turn }: { readonly turn: ReadonlySignal<Shown | undefined> }) => {
  const shown = turn.value;
  if (shown === undefined || !isPlain(shown.experiment) || isWholeLoss(shown)) return null;
  const { experiment, session } = shown;
  const { lambda, classes } = experiment;
  const at = arraysOfNumbers(experiment.parameters);
  const regularization = session.regularization(experiment);
  const slopes = regularization.gradient(at)['W']!;
  const { gradient: numeric } = numericGradient((W) => regularization.value({ ...at, W }), at['W']!);
  return (
    <Card
      title="The regularization’s gradient is 2λW"
      class="proof"
      about="The lecture’s page shows 0.5·λ·W, which is not the derivative of λ·ΣW². The differences agree with ours."
    >
      <div class="scroll" tabIndex={0} role="region" aria-label="Derivatives of the regularization">
        <table class="numbers-table">
          <thead>
            <tr>
              <th scope="col">weight</th>
              <th scope="col">W</th>
              <th scope="col">derived</th>
              <th scope="col">2·λ·W</th>
              <th scope="col">differences</th>
              <th scope="col">0.5·λ·W</th>
            </tr>
          </thead>
          <tbody>
            {weightsByClass(classes, at['W']!).map(({ w, index, label, feature }) => (
              <tr key={index} data-regularization={index}>
                <th scope="row">
                  class {label}, {feature}
                </th>
                <td>{fixed(w)}</td>
                <td>{fixed(slopes[index]!, 4)}</td>
                <td>{fixed(2 * lambda * w, 4)}</td>
                <td>{fixed(numeric[index]!, 4)}</td>
                <td class="struck">{fixed(0.5 * lambda * w, 4)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
};

/** The weights of a linear model in the order in which they are read: class by class. */
const weightsByClass = (classes: number, W: Float64Array) =>
  Array.from({ length: classes }, (_, label) => label).flatMap((label) =>
    (['x', 'y'] as const).map((feature, row) => {
      const index = row * classes + label;
      return { w: W[index]!, index, label, feature };
    }),
  );

/** Whether an expression is all of the loss, so that nothing is added to it for the weights. */
const isWholeLoss = ({ measurement }: Shown): boolean => measurement.losses === undefined;

const isPlain = ({ model }: Experiment): boolean => model.degree === 1 && model.hidden.length === 0;
