import { useComputed } from '@preact/signals';
import { original } from '../experiment/experiment.ts';
import type { PresetOptions } from '../experiment/preset-points.ts';
import { presets, sourceOf, usualOptions, withPreset } from '../experiment/preset.ts';
import type { Page } from '../state/page.ts';
import type { Selection } from '../state/selection.ts';
import { Card, Choice, Slider } from './field.tsx';
import { percent } from './number-text.ts';

/** Where the points come from: a preset, how noisy, how many, and which share is held out. */
export const DataControls = ({ page, selection }: { readonly page: Page; readonly selection: Selection }) => {
  const points = useComputed(() => page.experiment.value.points).value;
  const source = sourceOf(points);
  const preset = presets.find((each) => each.name === source?.name);
  const take = async (chosen: string, changed: Partial<PresetOptions> = {}): Promise<void> => {
    const options = { ...(sourceOf(page.experiment.peek().points)?.options ?? usualOptions), ...changed };
    selection.choosePoint(undefined);
    if (chosen === 'original') page.change(() => original);
    else page.change(await withPreset(page.experiment.peek(), chosen, options), `points of ${chosen}`);
  };
  const again = (changed: Partial<PresetOptions>): void => {
    if (source !== undefined) void take(source.name, changed);
  };
  const { noise, perClass, heldOut, seed } = source?.options ?? usualOptions;
  const isDrawn = source !== undefined && source.name !== 'original';
  return (
    <Card title="Data" about={preset?.about ?? 'Points of your own, or changed by hand. Another choice replaces them.'}>
      <div class="fields">
        <Choice
          label="Points"
          value={source?.name ?? 'own'}
          options={[
            ...(source === undefined ? [{ value: 'own', title: 'Your own' }] : []),
            ...presets.map((each) => ({ value: each.name, title: each.title })),
          ]}
          onChange={(chosen) => {
            if (chosen !== 'own') void take(chosen);
          }}
        />
        {isDrawn && (
          <>
            {source.name !== 'iris' && (
              <>
                <Choice
                  label="Points a class"
                  value={perClass}
                  options={[10, 20, 50, 100].map((value) => ({ value, title: String(value) }))}
                  onChange={(value) => again({ perClass: value })}
                />
                <Slider
                  label="Noise"
                  value={noise}
                  least={0}
                  most={1}
                  step={0.05}
                  text={noise.toFixed(2)}
                  onChange={(value) => again({ noise: value })}
                />
              </>
            )}
            <Slider
              label="Held out for testing"
              value={heldOut}
              least={0}
              most={0.5}
              step={0.1}
              text={percent(heldOut)}
              onChange={(value) => again({ heldOut: value })}
            />
          </>
        )}
      </div>
      <div class="buttons">
        {isDrawn && (
          <button type="button" onClick={() => again({ seed: seed + 1 })}>
            Draw again
          </button>
        )}
        <button type="button" onClick={() => page.change((at) => ({ ...at, points: [] }))}>
          Remove all
        </button>
      </div>
    </Card>
  );
};
