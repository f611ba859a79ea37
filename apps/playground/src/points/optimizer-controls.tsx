import { useComputed } from '@preact/signals';
import { optimizerRules } from '../experiment/optimizer-rule.ts';
import { setHyperparameter, setOptimizer } from '../experiment/restart.ts';
import type { Page } from '../state/page.ts';
import { Card, Choice, NumberField, Switch } from './field.tsx';

/** The update rule, its hyperparameters, and how many points it looks at. */
export const OptimizerControls = ({ page }: { readonly page: Page }) => {
  const optimizer = useComputed(() => page.experiment.value.optimizer).value;
  const batchSize = useComputed(() => page.experiment.value.batchSize).value;
  const points = useComputed(() => page.experiment.value.points).value;
  const rule = optimizerRules[optimizer.name]!;
  const sizes = [0, 1, 4, 16, 32, 64].filter((size) => size === 0 || size === batchSize || size < points.length);
  return (
    <Card title="Optimizer" about={rule.about}>
      <div class="fields">
        <Choice
          label="Update rule"
          value={optimizer.name}
          options={Object.entries(optimizerRules).map(([value, { title }]) => ({ value, title }))}
          onChange={(name) => page.change((at) => setOptimizer(at, name))}
        />
        <Choice
          label="Points an update"
          value={batchSize}
          options={sizes.map((value) => ({ value, title: value === 0 ? 'all' : String(value) }))}
          onChange={(value) => page.change((at) => ({ ...at, batchSize: value }))}
        />
        {rule.hyperparameters.map((known) => {
          const value = optimizer.hyperparameters[known.name] ?? known.usual;
          const onChange = (set: number | boolean): void =>
            page.change((at) => setHyperparameter(at, known.name, set), `hyperparameter ${known.name}`);
          return 'least' in known ? (
            <NumberField
              key={`${optimizer.name} ${known.name}`}
              label={known.title}
              value={Number(value)}
              least={known.least}
              most={known.most}
              onChange={onChange}
            />
          ) : (
            <Switch
              key={`${optimizer.name} ${known.name}`}
              label={known.title}
              value={Boolean(value)}
              onChange={onChange}
            />
          );
        })}
      </div>
    </Card>
  );
};
