import type { Bindings, Sizes } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { useId, useMemo, useState } from 'preact/hooks';
import { Choice, Switch } from '../points/field.tsx';
import type { Detail } from './computed.ts';
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
  const drawing = useMemo(() => view.draw(detail), [view, detail]);
  const found = useMemo(() => inspect(drawing, bindings, sizes), [drawing, bindings, sizes]);
  return (
    <div class="graph-view">
      <div class="graph-view-choices">
        <Choice
          label="Show"
          value={view.title}
          options={views.map((each) => ({ value: each.title, title: each.title }))}
          onChange={setTitle}
        />
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
      </p>
      {E.isLeft(found) ? (
        <p class="graph-view-mistake">{found.left.message}</p>
      ) : drawing.length > mostBoxes ? (
        <p>
          {drawing.length} boxes are too many to draw.
          {view.hasDetail ? '' : ' As computed, there may be fewer: whole expressions share a box.'}
        </p>
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
