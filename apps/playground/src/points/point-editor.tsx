import { useComputed } from '@preact/signals';
import { addPoint, holdOutPoint, movePoint, reach, relabelPoint, removePoint } from '../experiment/experiment.ts';
import { setClasses } from '../experiment/restart.ts';
import type { Page } from '../state/page.ts';
import type { Selection } from '../state/selection.ts';
import { ClassMark } from './class-mark.tsx';
import { Choice, NumberField, Switch } from './field.tsx';

/** Classes for new points, and the chosen point in numbers. */
export const PointEditor = ({ page, selection }: { readonly page: Page; readonly selection: Selection }) => {
  const points = useComputed(() => page.experiment.value.points).value;
  const classes = useComputed(() => page.experiment.value.classes).value;
  const index = selection.point.value;
  const point = index === undefined ? undefined : points[index];
  const label = Math.min(selection.label.value, classes - 1);
  return (
    <div class="point-editor">
      <fieldset class="class-bar">
        <legend>New points are of class</legend>
        {Array.from({ length: classes }, (_, each) => (
          <label key={each} class="chip">
            <input type="radio" name="class" checked={each === label} onChange={() => selection.chooseLabel(each)} />
            <span>
              <ClassMark label={each} /> {each}
            </span>
          </label>
        ))}
        <button
          type="button"
          onClick={() => {
            page.change((at) => addPoint(at, { x: 0, y: 0, label, isHeldOut: false }));
            selection.choosePoint(points.length);
          }}
        >
          Add point
        </button>
        <Choice
          label="Classes"
          value={classes}
          options={[2, 3, 4, 5, 6].map((value) => ({ value, title: String(value) }))}
          onChange={(value) => page.change((at) => setClasses(at, value))}
        />
      </fieldset>
      {point !== undefined && index !== undefined ? (
        <fieldset class="chosen">
          <legend>Point {index + 1}</legend>
          <NumberField
            label="x"
            value={point.x}
            least={-reach}
            most={reach}
            onChange={(x) => page.change((at) => movePoint(at, index, x, point.y))}
          />
          <NumberField
            label="y"
            value={point.y}
            least={-reach}
            most={reach}
            onChange={(y) => page.change((at) => movePoint(at, index, point.x, y))}
          />
          <Choice
            label="Class"
            value={point.label}
            options={Array.from({ length: classes }, (_, value) => ({ value, title: String(value) }))}
            onChange={(value) => page.change((at) => relabelPoint(at, index, value))}
          />
          <Switch
            label="Held out"
            value={point.isHeldOut}
            onChange={(value) => page.change((at) => holdOutPoint(at, index, value))}
          />
          <button
            type="button"
            onClick={() => {
              page.change((at) => removePoint(at, index));
              selection.choosePoint(undefined);
            }}
          >
            Remove
          </button>
        </fieldset>
      ) : (
        <p class="about">Click or tap the plane to add a point; drag a point to move it; click one to change it.</p>
      )}
      <details class="keys">
        <summary>Keys</summary>
        <p id="plane-keys">
          In the plane: arrows move the point (with Shift by 0.01), N and P choose the next and the previous one, A adds
          one in the middle, 0 to 5 change its class, Delete removes it.
        </p>
      </details>
    </div>
  );
};
