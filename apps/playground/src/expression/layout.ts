import { graphlib, layout } from '@dagrejs/dagre';
import type { Step } from './build.ts';

/** Where a graph is drawn, in pixels: the middle of each step's box, and the lines between them. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxWidth: number;
  readonly boxHeight: number;
  readonly boxes: readonly Readonly<{ x: number; y: number }>[];
  readonly edges: readonly Readonly<{
    from: number;
    to: number;
    points: readonly Readonly<{ x: number; y: number }>[];
  }>[];
}

/** Puts inputs above what is made of them, with few crossings. */
export const layoutOf = (steps: readonly Step[]): Layout => {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 16, ranksep: 36, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const index of steps.keys()) graph.setNode(String(index), { width: boxWidth, height: boxHeight });
  for (const [index, { inputs }] of steps.entries())
    for (const input of inputs) graph.setEdge(String(input), String(index));
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    boxWidth,
    boxHeight,
    boxes: steps.map((_, index) => {
      const { x, y } = graph.node(String(index)) as { x: number; y: number };
      return { x, y };
    }),
    edges: graph.edges().map((edge: { v: string; w: string }) => ({
      from: Number(edge.v),
      to: Number(edge.w),
      points: (graph.edge(edge) as { points: { x: number; y: number }[] }).points,
    })),
  };
};

const boxWidth = 208;

const boxHeight = 68;
