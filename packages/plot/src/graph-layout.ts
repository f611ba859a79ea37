import { orThrow } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { layoutFailed, reasonOf } from './error.ts';
import type { Frame, GraphDrawing } from './graph-drawing.ts';
import { wrapped } from './markup.ts';
import { faint, ink, seriesColor } from './palette.ts';
import type { Panel } from './picture.ts';

/** A drawing by Graphviz as a panel, from the top down. Rejects with a `LayoutFailed`. */
export const laidOut = async (drawing: GraphDrawing): Promise<Panel> => {
  const { instance } = await import('@viz-js/viz'); // large, and needed by nothing else here
  const viz = await instance();
  const found = E.tryCatch(
    () => viz.renderString(dotOf(drawing), { format: 'svg' }),
    (cause) => layoutFailed(reasonOf(cause)),
  );
  const svg = orThrow(found);
  const [, width = '0', height = '0'] = /<svg width="([\d.]+)pt" height="([\d.]+)pt"/.exec(svg) ?? [];
  const content = svg
    .slice(svg.indexOf('<svg'))
    .replaceAll(/<!--[\s\S]*?-->|<title>[\s\S]*?<\/title>/g, '')
    .replace(/ xmlns(:xlink)?="[^"]*"/g, '')
    // laid out for wider letters than Graphviz knows, since who sees it may have another font
    .replaceAll('font-size="13.50"', 'font-size="12"')
    .replaceAll('font-size="10.50"', 'font-size="9"')
    .replaceAll(/ id="[^"]*"/g, '')
    .replace(/width="[\d.]+pt" height="[\d.]+pt"/, `width="${width}" height="${height}"`);
  return { svg: content.trim(), width: Number(width) + 16, height: Number(height) };
};

/** How many arrows may have labels: with more, Graphviz takes minutes. */
const mostLabels = 400;

const looks: Readonly<Record<string, string>> = {
  parameter: `shape=box, style="filled,rounded", fillcolor="${seriesColor(0)}26", color="${seriesColor(0)}", penwidth=1.5`,
  state: `shape=box, style="rounded", color="${seriesColor(3)}"`,
  variable: `shape=box, style="dotted", color="${seriesColor(1)}", penwidth=1.5`,
  input: `shape=box, color="${seriesColor(1)}", penwidth=1.5`,
  constant: `shape=plaintext`,
  rest: `shape=plaintext, fontcolor="${faint}"`,
  output: `shape=plaintext, fontname="Helvetica-Bold"`,
  operation: `shape=box, style="rounded", color="${faint}"`,
};

const dotOf = ({ boxes, frames, edges }: GraphDrawing): string => {
  const count = boxes.length + boxesIn(frames);
  const isCrowded = count > 120 || edges.length > 200; // curves around hundreds of boxes, and room for labels, take minutes
  return [
    'digraph {',
    `  graph [bgcolor="transparent", ranksep=0.35, nodesep=0.25, fontcolor="${ink}"];`,
    ...(isCrowded ? ['  graph [nslimit=0.2, nslimit1=0.2, mclimit=0.2, splines=line];'] : []),
    `  node [fontname="Helvetica", fontsize=13.5, fontcolor="${ink}", height=0.3, margin="0.1,0.05"];`,
    `  edge [fontname="Helvetica", fontsize=10.5, fontcolor="${faint}", color="${faint}", arrowsize=0.6];`,
    ...boxes.map(boxLine),
    ...frames.flatMap(frameLines),
    ...edges.map(
      ({ from, to, text, isBackward }) => `  ${from} -> ${to} [label=${quoted(edges.length > mostLabels ? '' : `\u00a0\u00a0${text}`)}${isBackward ? `, style=dashed, color="${seriesColor(7)}"` : ''}];`, // prettier-ignore
    ),
    '}',
  ].join('\n');
};

const boxLine = ({ id, name, kind, isBackward, isRepeated }: GraphDrawing['boxes'][number]): string => {
  const look = kind === 'operation' && isBackward ? `shape=box, style="rounded,dashed", color="${seriesColor(7)}"` : looks[kind]!; // prettier-ignore
  return `  ${id} [label=${quoted(wrapped(name, 36).join('\n'))}, ${look}${isRepeated && kind !== 'output' ? ', peripheries=2' : ''}];`;
};

const frameLines = ({ id, name, boxes, frames }: Frame): readonly string[] => [
  `  subgraph cluster_${id} {`,
  `  graph [label=${quoted(wrapped(name, 36).join('\n'))}, labeljust=l, style="rounded", color="${faint}", fontname="Helvetica", fontsize=10.5, fontcolor="${faint}"];`,
  ...boxes.map(boxLine),
  ...frames.flatMap(frameLines),
  '  }',
];

const boxesIn = (frames: readonly Frame[]): number =>
  frames.reduce((sum, { boxes, frames }) => sum + boxes.length + boxesIn(frames), 0);

const quoted = (text: string): string =>
  `"${text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)}"`;
