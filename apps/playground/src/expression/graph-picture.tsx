import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Drawing } from './drawing.ts';
import { Explanation } from './explanation.tsx';
import { GraphBox } from './graph-box.tsx';
import { GraphEdges } from './graph-edges.tsx';
import type { Inspected } from './inspect.ts';
import type { Layout } from './layout.ts';
import type { Place } from './syntax.ts';
import { nextBox } from './way.ts';

/** A drawing with what its boxes come to. */
export interface GraphPictureProps {
  readonly title: string;
  /** The element that says what the drawing is of. */
  readonly describedBy: string;
  readonly drawing: Drawing;
  readonly inspected: readonly Inspected[];
  /** Whether it is drawn so small that its width is seen at once. */
  readonly isFitted: boolean;
  readonly onPoint?: (place: Place | undefined) => void;
}

/** A drawn graph. One box is explained beside it: that of the result at first, then the last one looked at. */
export const GraphPicture = ({ title, describedBy, drawing, inspected, isFitted, onPoint }: GraphPictureProps) => {
  const id = useId();
  const layout = useLayout(drawing);
  const result = drawing.findLastIndex(({ isResult }) => isResult);
  const [chosen, setChosen] = useState<Readonly<{ drawing: Drawing; index: number }>>();
  const at = chosen?.drawing === drawing ? chosen.index : result;
  const [zoom, setZoom] = useState(1);
  const scroller = useRef<HTMLDivElement>(null);
  const boxes = useRef<(HTMLButtonElement | null)[]>([]);
  const moved = useRef(false);

  useLayoutEffect(() => {
    const { current } = scroller;
    const box = layout?.boxes[result];
    if (current === null || box === undefined || layout === undefined) return;
    const zoom = isFitted ? Math.min(1, current.clientWidth / layout.width) : 1;
    setZoom(zoom);
    current.scrollTo(box.x * zoom - current.clientWidth / 2, box.y * zoom - current.clientHeight / 2);
  }, [layout, isFitted]);
  useLayoutEffect(() => {
    if (moved.current) {
      boxes.current[at]?.focus({ preventScroll: true }); // its explanation is there by now, to be read aloud
      boxes.current[at]?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
    moved.current = false;
  }, [at]);

  const look = (index: number): void => {
    setChosen({ drawing, index });
    onPoint?.(drawing[index]!.place);
  };
  const press = (event: KeyboardEvent): void => {
    const next = layout === undefined ? undefined : nextBox(layout.boxes, at, event.key);
    if (next === undefined) return;
    event.preventDefault();
    moved.current = true;
    setChosen({ drawing, index: next });
  };

  if (layout === undefined) return <p>Drawing the graph…</p>;
  return (
    <div class="graph-view-parts">
      <div class="graph-view-scroll" ref={scroller}>
        <div
          class="graph-view-picture"
          role="group"
          aria-label={title}
          aria-describedby={describedBy}
          style={{ width: `${layout.width}px`, height: `${layout.height}px`, zoom }}
          onKeyDown={press}
          onPointerLeave={() => onPoint?.(undefined)}
        >
          <GraphEdges layout={layout} drawing={drawing} current={at} />
          {drawing.map((box, index) => (
            <GraphBox
              key={index}
              box={box}
              inspected={inspected[index]!}
              place={layout.boxes[index]!}
              isCurrent={index === at}
              description={`${id}-explanation`}
              reference={(element) => (boxes.current[index] = element)}
              onLook={() => look(index)}
              onLeave={() => onPoint?.(undefined)}
            />
          ))}
        </div>
      </div>
      <Explanation id={`${id}-explanation`} box={drawing[at]!} inspected={inspected[at]!} />
    </div>
  );
};

/** The layout of a drawing, by a library that is loaded when the first graph is drawn. */
const useLayout = (drawing: Drawing): Layout | undefined => {
  const [laidOut, setLaidOut] = useState<Readonly<{ drawing: Drawing; layout: Layout }>>();
  useEffect(() => {
    let isWanted = true;
    void import('./layout.ts').then(({ layoutOf }) => {
      if (isWanted) setLaidOut({ drawing, layout: layoutOf(drawing) });
    });
    return () => {
      isWanted = false;
    };
  }, [drawing]);
  return laidOut?.drawing === drawing ? laidOut.layout : undefined;
};
