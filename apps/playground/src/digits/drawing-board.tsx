import { useSignal } from '@preact/signals';
import type { TargetedEvent } from 'preact';
import { type Drawing, noDrawing, penDown, penMoved, type Point } from './drawing.ts';
import { penAfter, penText, placeOf, restingPen } from './keyboard-pen.ts';
import type { Session } from './session.ts';

/** What a board draws for, and who reads aloud where the pen is. */
export interface BoardProps {
  readonly session: Session;
  readonly say: (text: string) => void;
}

/** A board to draw on with a mouse, a finger, a stylus or the keyboard. */
export const DrawingBoard = ({ session: { drawing, draw, undo }, say }: BoardProps) => {
  const pen = useSignal(restingPen);
  const pointer = useSignal<number | undefined>(undefined);
  const byPointer = {
    onPointerDown: (event: BoardEvent<PointerEvent>) => {
      if (event.button !== 0 || pointer.peek() !== undefined) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      pointer.value = event.pointerId;
      pen.value = restingPen;
      draw((drawing) => penDown(drawing, placeIn(event.currentTarget, event)));
    },
    onPointerMove: (event: BoardEvent<PointerEvent>) => {
      if (event.pointerId !== pointer.peek()) return;
      const all = event.getCoalescedEvents?.() ?? [];
      const places = (all.length === 0 ? [event] : all).map((each) => placeIn(event.currentTarget, each));
      draw((drawing) => places.filter(isApartFrom(drawing.at(-1)?.at(-1))).reduce((so, place) => penMoved(so, place), drawing)); // prettier-ignore
    },
    onPointerUp: (event: BoardEvent<PointerEvent>) => {
      if (event.pointerId === pointer.peek()) pointer.value = undefined;
    },
    onPointerCancel: (event: BoardEvent<PointerEvent>) => {
      if (event.pointerId === pointer.peek()) pointer.value = undefined;
    },
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const before = pen.peek();
    const after = penAfter(before, event.key);
    if (after !== undefined) {
      pen.value = after;
      if (after.isDown) draw((drawing) => (before.isDown ? penMoved : penDown)(drawing, placeOf(after)));
      say(penText(after));
    } else if (event.key === 'Backspace' || event.key === 'Delete') {
      pen.value = { ...before, isDown: false };
      if (event.key === 'Delete') draw(() => noDrawing);
      else undo();
      say(drawing.peek().length === 0 ? 'The board is empty.' : 'What was drawn last is gone.');
    } else return;
    event.preventDefault();
  };
  const { x, y } = placeOf(pen.value);
  return (
    <svg
      class="digits-board"
      viewBox="0 0 1 1"
      tabIndex={0}
      role="application"
      aria-label="Board to draw a digit on"
      aria-describedby="digits-board-help"
      onKeyDown={onKeyDown}
      onBlur={() => {
        pen.value = { ...pen.peek(), isDown: false };
      }}
      {...byPointer}
    >
      <path class="digits-strokes" d={pathOf(drawing.value)} stroke-width={widthOf(drawing.value)} />
      <circle class={pen.value.isDown ? 'digits-pen digits-pen-down' : 'digits-pen'} cx={x} cy={y} r="0.035" />
    </svg>
  );
};

type BoardEvent<E extends Event> = TargetedEvent<SVGSVGElement, E>;

const placeIn = (board: SVGSVGElement, { clientX, clientY }: MouseEvent): Point => {
  const { left, top, width, height } = board.getBoundingClientRect();
  return { x: within((clientX - left) / width), y: within((clientY - top) / height) };
};

const within = (part: number): number => Math.min(Math.max(part, 0), 1);

/** Points nearer than this to the one before say nothing more. */
const isApartFrom =
  (before: Point | undefined) =>
  ({ x, y }: Point): boolean =>
    before === undefined || Math.hypot(x - before.x, y - before.y) > 0.006;

const pathOf = (drawing: Drawing): string =>
  drawing.map((stroke) => `M${stroke.map(({ x, y }) => `${x.toFixed(4)} ${y.toFixed(4)}`).join('L')}${stroke.length === 1 ? 'h0' : ''}`).join(''); // prettier-ignore

/** Digits of the data set are drawn with many dots. */
const widthOf = (drawing: Drawing): number => (drawing.length > 60 ? 0.045 : 0.07);
