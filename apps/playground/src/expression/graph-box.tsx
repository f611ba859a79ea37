import type { Box } from './drawing.ts';
import type { Inspected } from './inspect.ts';
import type { PlacedBox } from './layout.ts';
import { briefOf, spreadOf } from './summary.ts';

/** A box, where it is, and whom it tells that it is looked at. */
export interface GraphBoxProps {
  readonly box: Box;
  readonly inspected: Inspected;
  readonly place: PlacedBox;
  /** Whether it is the one that is explained, which the Tab key reaches. */
  readonly isCurrent: boolean;
  /** The element that explains the current box. */
  readonly description: string;
  readonly reference: (element: HTMLButtonElement | null) => void;
  readonly onLook: () => void;
  readonly onLeave: () => void;
}

/** An operation, a leaf or a number, with its value and the gradient of the loss by it. */
export const GraphBox = (props: GraphBoxProps) => {
  const { box, inspected, place, isCurrent, description, reference, onLook, onLeave } = props;
  const { look, isResult } = box;
  const { value, gradient } = inspected;
  const isBroken = value.data.some(Number.isNaN);
  const { x, y, width, height, lines } = place;
  return (
    <button
      type="button"
      ref={reference}
      class={[
        'graph-view-box',
        look,
        isResult ? 'result' : '',
        isBroken ? 'broken' : '',
        isCurrent ? 'current' : '',
      ].join(' ')}
      style={{ left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` }}
      tabIndex={isCurrent ? 0 : -1}
      aria-describedby={isCurrent ? description : undefined}
      onFocus={onLook}
      onBlur={onLeave}
      onPointerEnter={onLook}
    >
      <strong>{lines.join('\n')}</strong>
      {look !== 'number' && <span>{briefOf(value)}</span>}
      {gradient !== undefined && (
        <span class="gradient">
          <span aria-hidden="true">∂ </span>
          <span class="graph-view-aloud">gradient </span>
          {gradient.shape.length === 0 || gradient.data.length <= 3 ? briefOf(gradient) : spreadOf(gradient.data)}
        </span>
      )}
    </button>
  );
};
