import type { Bindings, Sizes } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { useId, useMemo, useState } from 'preact/hooks';
import type { Detail } from './computed.ts';
import { excerptOf } from './excerpt.ts';
import { GraphPicture } from './graph-picture.tsx';
import './graph-view.css';
import { inspect } from './inspect.ts';
import type { Place } from './syntax.ts';
import { viewsOf } from './view.ts';
import type { WholeLoss } from './whole-loss.ts';

/** What a drawn graph shows, and whom it tells. */
export interface GraphViewProps {
  readonly loss: WholeLoss;
  /** Values for the leaves of the graph. Everything is evaluated anew when they change, so do not change them sixty times a second. */
  readonly bindings: Bindings;
  readonly sizes?: Sizes;
  /** Is told the part of the text that made the box which is looked at. */
  readonly onPoint?: (place: Place | undefined) => void;
}

/** The graphs of a loss, as it is written, as it is computed, and of its gradients: one of them, with values, explained where it is looked at. */
export const GraphView = ({ loss, bindings, sizes, onPoint }: GraphViewProps) => {
  const id = useId();
  const views = useMemo(() => viewsOf(loss), [loss]);
  const [title, setTitle] = useState(views[0].title);
  const view = views.find((each) => each.title === title) ?? views[0];
  const [detail, setDetail] = useState<Detail>('expressions');
  const [isFitted, setFitted] = useState(false);
  const whole = useMemo(() => view.draw(detail), [view, detail]);
  const drawing = useMemo(() => excerptOf(whole, mostBoxes), [whole]);
  const found = useMemo(() => inspect(drawing, bindings, sizes), [drawing, bindings, sizes]);
  return (
    <div class="graph-view">
      <div class="graph-view-choices">
        <div class="field">
          <label for={`${id}-show`}>Show</label>
          <select id={`${id}-show`} value={view.title} onChange={({ currentTarget }) => setTitle(currentTarget.value)}>
            {views.map((each) => (
              <option key={each.title}>{each.title}</option>
            ))}
          </select>
        </div>
        {view.hasDetail && (
          <Switch
            label="A box for each operation"
            value={detail === 'operations'}
            onChange={(isOn) => setDetail(isOn ? 'operations' : 'expressions')}
          />
        )}
        <Switch label="Fit the width" value={isFitted} onChange={setFitted} />
      </div>
      <p id={`${id}-says`} class="graph-view-says">
        {view.says} Arrow keys go from box to box.
        {drawing !== whole && ` Of ${whole.length} boxes the ${drawing.length} nearest the result are drawn.`}
        {drawing !== whole && !view.hasDetail && ' As computed, there may be fewer: whole expressions share a box.'}
      </p>
      {E.isLeft(found) ? (
        <p class="graph-view-mistake">{found.left.message}</p>
      ) : (
        <GraphPicture
          title={view.title}
          describedBy={`${id}-says`}
          drawing={drawing}
          inspected={found.right}
          isFitted={isFitted}
          {...(onPoint === undefined ? {} : { onPoint })}
        />
      )}
    </div>
  );
};

/** How many boxes are laid out in a moment. */
const mostBoxes = 200;

const Switch = (props: {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (isOn: boolean) => void;
}) => (
  <label class="switch">
    <input
      type="checkbox"
      checked={props.value}
      onChange={({ currentTarget }) => props.onChange(currentTarget.checked)}
    />
    {props.label}
  </label>
);
