import type { Choice } from './classifier.ts';
import { LossCurve } from './loss-curve.tsx';
import { percentText } from './score-table.tsx';
import type { Session } from './session.ts';

/** Which classifier is trained, how far that is, and how good it has become. */
export const TrainingPanel = ({ session }: { readonly session: Session }) => {
  const { choice, run, failure, train, stop } = session;
  const at = run.value;
  const choose = (to: Partial<Choice>): void => void train(to);
  return (
    <section class="card digits-training" aria-labelledby="digits-training-title">
      <h3 id="digits-training-title">Training, in this page</h3>
      <div class="digits-controls">
        <label>
          Classifier{' '}
          <select
            value={choice.value.model}
            onChange={({ currentTarget }) => choose({ model: currentTarget.value as Choice['model'] })}
          >
            <option value="linear">linear: a template for each digit</option>
            <option value="hidden layer">one hidden layer</option>
          </select>
        </label>
        <label>
          Loss{' '}
          <select
            value={choice.value.loss}
            onChange={({ currentTarget }) => choose({ loss: currentTarget.value as Choice['loss'] })}
          >
            <option value="softmax">softmax (cross-entropy)</option>
            <option value="hinge">hinge (SVM)</option>
          </select>
        </label>
        <button type="button" onClick={() => choose({})}>
          Train again
        </button>
        <button type="button" onClick={stop} disabled={at?.state !== 'training'}>
          Stop
        </button>
      </div>
      {failure.value !== undefined && <p role="alert">Training failed: {failure.value}</p>}
      {at === undefined ? (
        failure.value === undefined && <p>The digits to learn from are on their way.</p>
      ) : (
        <>
          <p>
            <progress aria-label="Training" max={at.progress.epochs} value={at.progress.epoch} /> {stateText[at.state]}{' '}
            {at.progress.epoch} of {at.progress.epochs} epochs.
          </p>
          <p>
            <strong>{percentText(at.progress.accuracy)}</strong> of the digits that were held out are recognized.
          </p>
          <LossCurve progress={at.progress} />
        </>
      )}
    </section>
  );
};

const stateText = { training: 'Training:', finished: 'Finished:', stopped: 'Stopped after' } as const;
