import { useComputed } from '@preact/signals';
import { exponentsOf } from '../experiment/model.ts';
import { setModel } from '../experiment/restart.ts';
import type { Page } from '../state/page.ts';
import { Card, Choice } from './field.tsx';

/** What makes the scores: powers of the coordinates, hidden layers. */
export const ModelControls = ({ page }: { readonly page: Page }) => {
  const model = useComputed(() => page.experiment.value.model).value;
  const isHeld = useComputed(() => page.experiment.value.lambda > 0.01).value && model.hidden.length > 0;
  const [first = 0, second = 0] = model.hidden;
  const widths = [0, 2, 4, 8, 16].map((value) => ({ value, title: value === 0 ? 'none' : `${value} units` }));
  const setHidden = (hidden: readonly number[]): void =>
    page.change((at) => setModel(at, { ...at.model, hidden: hidden.filter((width) => width > 0) }));
  return (
    <Card
      title="Model"
      about="Scores are linear in the features, or in what hidden layers of tanh units make of them; a change draws new parameters."
    >
      <div class="fields">
        <Choice
          label="Features"
          value={model.degree}
          options={[1, 2, 3, 4, 5].map((value) => ({
            value,
            title: value === 1 ? 'x and y' : `degree ${value}: ${exponentsOf(value).length} features`,
          }))}
          onChange={(degree) => page.change((at) => setModel(at, { ...at.model, degree }))}
        />
        <Choice
          label="First hidden layer"
          value={first}
          options={widths}
          onChange={(width) => setHidden(width === 0 ? [] : [width, second])}
        />
        {first > 0 && (
          <Choice
            label="Second hidden layer"
            value={second}
            options={widths}
            onChange={(width) => setHidden([first, width])}
          />
        )}
      </div>
      {isHeld && (
        <p class="about">The regularization holds a network’s weights near 0: turn λ down to 0.001 to let it learn.</p>
      )}
    </Card>
  );
};
