import { useId } from 'preact/hooks';
import type { Drawing } from './drawing.ts';
import type { Layout, Point } from './layout.ts';

/** The arrows of a drawing, those of the current box stronger. */
export const GraphEdges = ({
  layout: { width, height, edges },
  drawing,
  current,
}: {
  readonly layout: Layout;
  readonly drawing: Drawing;
  readonly current: number;
}) => {
  const id = useId();
  return (
    <svg width={width} height={height} aria-hidden="true">
      {['plain', 'current'].map((look) => (
        <marker
          key={look}
          id={`${id}-${look}`}
          class={look}
          viewBox="0 0 8 8"
          refX="8"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          {' '}
          {/* prettier-ignore */}
          <path d="M0 0 8 4 0 8z" />
        </marker>
      ))}
      {edges.map(({ from, to, points }) => {
        const look = from === current || to === current ? 'current' : 'plain';
        return (
          <path
            key={`${from} ${to}`}
            class={`edge ${look} ${drawing[to]!.look}`}
            d={curveThrough(points)}
            marker-end={`url(#${id}-${look})`}
          />
        );
      })}
    </svg>
  );
};

/** A smooth line that bends at the points between the first and the last. */
const curveThrough = (points: readonly Point[]): string => {
  const [first, ...others] = points.map(({ x, y }) => `${x} ${y}`);
  const bends = others.slice(0, -1).map((bend, index) => {
    const [{ x, y }, next] = [points[index + 1]!, points[index + 2]!];
    return index === others.length - 2
      ? `Q${bend} ${others.at(-1)}`
      : `Q${bend} ${(x + next.x) / 2} ${(y + next.y) / 2}`;
  });
  return `M${first} ${bends.length === 0 ? `L${others.at(-1)}` : bends.join(' ')}`;
};
