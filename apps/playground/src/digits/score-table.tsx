import type { Session } from './session.ts';

/** The score and the probability of each digit, as numbers and bars. */
export const ScoreTable = ({ session: { judgement, run } }: { readonly session: Session }) => {
  const found = judgement.value;
  const isCalibrated = run.value?.classifier.choice.loss !== 'hinge';
  return (
    <table class="digits-scores">
      <caption>
        {isCalibrated
          ? 'Softmax makes probabilities of the scores.'
          : 'The hinge loss knows only scores; softmax of them shows how far apart they are.'}
      </caption>
      <thead>
        <tr>
          <th scope="col">digit</th>
          <th scope="col">score</th>
          <th scope="col">{isCalibrated ? 'probability' : 'softmax'}</th>
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: 10 }, (_, digit) => (
          <tr key={digit} class={found?.digit === digit ? 'digits-winner' : ''}>
            <th scope="row">{digit}</th>
            <td>{found === undefined ? '–' : found.scores[digit]!.toFixed(2).replace('-', '−')}</td>
            <td>
              <span class="digits-bar" style={{ width: `${100 * (found?.probabilities[digit] ?? 0)}%` }} />
              <span class="digits-percent">{found === undefined ? '–' : percentText(found.probabilities[digit]!)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** A share in percent, with one decimal, on one line. */
export const percentText = (share: number): string => `${(100 * share).toFixed(1)}\u00a0%`;
