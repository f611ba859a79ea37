import { graphlib, layout } from '@dagrejs/dagre';
import type { Box, Drawing } from './drawing.ts';
import { titleLines } from './title-lines.ts';

/** A point of a drawing, in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The middle of a box, its size, and its title. */
export interface PlacedBox extends Point {
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
}

/** Where a graph is drawn, in pixels: each box, and the lines between them. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly edges: readonly Readonly<{ from: number; to: number; points: readonly Point[] }>[];
}

/** Puts inputs above what is made of them, with few crossings. */
export const layoutOf = (drawing: Drawing): Layout => {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 12, ranksep: 26, marginx: 4, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [index, box] of drawing.entries()) graph.setNode(String(index), sizeOf(box));
  for (const [index, { inputs }] of drawing.entries())
    for (const input of inputs) graph.setEdge(String(input), String(index));
  layout(graph, { disableOptimalOrderHeuristic: drawing.length > mostInBestOrder });
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    boxes: drawing.map((_, index) => graph.node(String(index)) as PlacedBox),
    edges: graph.edges().map((edge: { v: string; w: string }) => ({
      from: Number(edge.v),
      to: Number(edge.w),
      points: (graph.edge(edge) as { points: Point[] }).points,
    })),
  };
};

/** A number is one line; others have a title of as many as it takes, their value, and their gradient where there is one. */
const sizeOf = ({ look, title, slope }: Box): Readonly<{ width: number; height: number; lines: readonly string[] }> => {
  const isNumber = look === 'number';
  const lines = isNumber ? titleLines(title, mostLetters, 1) : titleLines(title, mostLetters, mostLines);
  const letters = Math.max(...lines.map((line) => line.length));
  const width = isNumber ? 26 + letter * letters : Math.max(narrowest, 18 + letter * letters);
  return { width, lines, height: isNumber ? 28 : 10 + 18 * lines.length + 17 * (slope === undefined ? 1 : 2) };
};

/** Above so many boxes with arrows from far away, the best order takes seconds. */
const mostInBestOrder = 50;

const [narrowest, letter, mostLetters, mostLines] = [172, 8, 27, 5];
