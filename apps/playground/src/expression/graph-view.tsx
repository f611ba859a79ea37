import { type Bindings, formatShape, type Sizes } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import type { Built, Step } from './build.ts';
import './graph-view.css';
import { type Inspected, inspectorOf, summaryOf } from './inspect.ts';
import type { Layout } from './layout.ts';
import { entryFor } from './manual.ts';
import type { Place } from './syntax.ts';
import { nextBox } from './way.ts';

/** What a drawn graph shows, and whom it tells. */
export interface GraphViewProps {
  readonly text: string;
  readonly built: Built;
  /** Values for the leaves of the graph. Everything is evaluated anew when they change, so do not change them sixty times a second. */
  readonly bindings: Bindings;
  readonly sizes?: Sizes;
  /** Is told the part of the text that made the step which is looked at. */
  readonly onPoint?: (place: Place | undefined) => void;
}

/** The graph of an expression: a box for each operation with its value and the gradient of the loss by it, explained when it is looked at. */
export const GraphView = ({ text, built, bindings, sizes, onPoint }: GraphViewProps) => {
  const { steps } = built;
  const layout = useLayout(steps);
  const inspect = useMemo(() => inspectorOf(built), [built]);
  const found = useMemo(() => inspect(bindings, sizes), [inspect, bindings, sizes]);
  const [current, setCurrent] = useState(steps.length - 1);
  const [isShown, setShown] = useState(false);
  const id = useId();
  const boxes = useRef<(HTMLButtonElement | null)[]>([]);

  const at = Math.min(current, steps.length - 1);
  const look = (index: number | undefined): void => {
    if (index !== undefined) setCurrent(index);
    setShown(index !== undefined);
    onPoint?.(index === undefined ? undefined : steps[index]!.place);
  };
  const press = (event: KeyboardEvent): void => {
    const next = layout === undefined ? undefined : nextBox(layout.boxes, at, event.key);
    if (next === undefined) return;
    event.preventDefault();
    boxes.current[next]?.focus();
  };

  if (E.isLeft(found)) return <p class="graph-view-mistake">{found.left.message}</p>;
  if (steps.length > mostBoxes) return <p>The graph has {steps.length} parts, too many to draw.</p>;
  if (layout === undefined) return <p>Drawing the graph…</p>;
  const inspected = found.right;
  return (
    <div class="graph-view">
      <p id={`${id}-keys`} class="graph-view-keys">
        Data and parameters are above what is made of them; the loss is last. Arrow keys go from box to box.
      </p>
      <div class="graph-view-scroll">
        <div
          class="graph-view-picture"
          role="group"
          aria-label="Graph of the loss"
          aria-describedby={`${id}-keys`}
          style={{ width: `${layout.width}px`, height: `${layout.height}px` }}
          onKeyDown={press}
          onPointerLeave={() => look(undefined)}
        >
          <Edges layout={layout} current={isShown ? at : undefined} />
          {steps.map((step, index) => (
            <Box
              key={index}
              step={step}
              inspected={inspected[index]!}
              layout={layout}
              index={index}
              isLoss={index === steps.length - 1}
              isCurrent={isShown && index === at}
              isReachable={index === at}
              description={`${id}-explanation`}
              reference={(element) => (boxes.current[index] = element)}
              onLook={look}
            />
          ))}
        </div>
      </div>
      <div id={`${id}-explanation`} class="graph-view-explanation">
        {isShown ? (
          <Explanation text={text} step={steps[at]!} inspected={inspected[at]!} isLoss={at === steps.length - 1} />
        ) : (
          <p>Point at a box, or move to one with the keyboard, to have it explained.</p>
        )}
      </div>
    </div>
  );
};

/** How many boxes are laid out in a moment. */
const mostBoxes = 200;

/** The layout of some steps, by a library that is loaded when the first graph is drawn. */
const useLayout = (steps: readonly Step[]): Layout | undefined => {
  const [laidOut, setLaidOut] = useState<Readonly<{ steps: readonly Step[]; layout: Layout }>>();
  useEffect(() => {
    let isWanted = steps.length <= mostBoxes;
    if (!isWanted) return undefined;
    void import('./layout.ts').then(({ layoutOf }) => {
      if (isWanted) setLaidOut({ steps, layout: layoutOf(steps) });
    });
    return () => {
      isWanted = false;
    };
  }, [steps]);
  return laidOut?.steps === steps ? laidOut.layout : undefined;
};

const Edges = ({
  layout: { width, height, edges },
  current,
}: {
  readonly layout: Layout;
  readonly current: number | undefined;
}) => (
  <svg width={width} height={height} aria-hidden="true">
    {edges.map(({ from, to, points }) => (
      <polyline
        key={`${from} ${to}`}
        class={from === current || to === current ? 'current' : ''}
        points={points.map(({ x, y }) => `${x},${y}`).join(' ')}
      />
    ))}
  </svg>
);

interface BoxProps {
  readonly step: Step;
  readonly inspected: Inspected;
  readonly layout: Layout;
  readonly index: number;
  readonly isLoss: boolean;
  readonly isCurrent: boolean;
  readonly isReachable: boolean;
  readonly description: string;
  readonly reference: (element: HTMLButtonElement | null) => void;
  readonly onLook: (index: number | undefined) => void;
}

const Box = ({
  step,
  inspected,
  layout,
  index,
  isLoss,
  isCurrent,
  isReachable,
  description,
  reference,
  onLook,
}: BoxProps) => {
  const { boxes, boxWidth, boxHeight } = layout;
  const { x, y } = boxes[index]!;
  const { value, gradient } = inspected;
  return (
    <button
      type="button"
      ref={reference}
      class={`graph-view-box ${step.type}${isLoss ? ' loss' : ''}${isCurrent ? ' current' : ''}`}
      style={{ left: `${x}px`, top: `${y}px`, width: `${boxWidth}px`, height: `${boxHeight}px` }}
      tabIndex={isReachable ? 0 : -1}
      aria-describedby={isCurrent ? description : undefined}
      onFocus={() => onLook(index)}
      onBlur={() => onLook(undefined)}
      onPointerEnter={() => onLook(index)}
    >
      <strong>{titleOf(step)}</strong>
      <span>{step.type === 'number' ? 'a number' : summaryOf(value)}</span>
      <span class="gradient">{gradient === undefined ? '' : `gradient ${summaryOf(gradient)}`}</span>
    </button>
  );
};

const Explanation = ({
  text,
  step,
  inspected: { value, gradient },
  isLoss,
}: Pick<BoxProps, 'step' | 'inspected' | 'isLoss'> & { readonly text: string }) => {
  const { tensor, place } = step;
  return (
    <>
      <p>
        <code>{text.slice(place.from, place.to)}</code>
      </p>
      <p>{meaningOf(step)}</p>
      <dl>
        {tensor !== undefined && (
          <>
            <dt>Shape</dt>
            <dd>
              {formatShape(tensor.shape)}
              {tensor.kind === 'real' ? '' : `, ${tensor.kind}`}
            </dd>
          </>
        )}
        <dt>Value</dt>
        <dd>{summaryOf(value)}</dd>
        <dt>Gradient</dt>
        <dd>
          {gradient === undefined
            ? 'none: the loss has no derivative by this'
            : isLoss && gradient.shape.length === 0
              ? '1: the loss by itself'
              : `${summaryOf(gradient)}: how much the loss grows for each unit that ${gradient.shape.length === 0 ? 'this' : 'an element'} grows`}
        </dd>
      </dl>
    </>
  );
};

const titleOf = ({ name, defines }: Step): string => (defines === undefined ? name : `${defines} = ${name}`);

const meaningOf = ({ type, name, tensor }: Step): string => {
  if (type === 'number') return 'A number, the same in every update.';
  if (type === 'operation') return `${name}: ${entryFor(name)?.says ?? ''}`;
  const role = tensor?.node.op.role;
  if (role === 'parameter') return `${name}: a parameter, which updates change.`;
  if (role === 'input') return `${name}: given from outside, which updates leave as it is.`;
  return `${name}: made by the page of its data and parameters.`;
};
