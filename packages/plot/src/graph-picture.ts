import {
  type AnyTensor,
  gradient,
  isTensor,
  nameOf,
  orThrow,
  type Outputs,
  outputsIn,
  parametersOf,
  simplify,
  type Tensor,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { layoutFailed, reasonOf } from './error.ts';
import { graphDrawing, type GraphDrawing } from './graph-drawing.ts';
import { faint, ink, seriesColor } from './palette.ts';
import { type Heading, type Picture, pictureOf } from './picture.ts';

/** What to draw of a graph. */
export interface GraphOptions extends Heading {
  /** Whether to draw the gradients of a scalar by its parameters as well; false if not given. */
  readonly backward?: boolean;
  /** How many nodes to draw each by itself: in larger graphs, what has one use is drawn with what uses it; 60 if not given. */
  readonly most?: number;
}

/**
 * A graph of outputs, laid out by Graphviz from the top down: inputs, parameters, states and operations each look their own way, shapes stand at
 * the edges, and what only gradients need is dashed. What is computed twice is drawn once, numbers and broadcasts stand where they are used, and in a
 * large graph chains of operations are one box. Rejects with a `LayoutFailed`.
 *
 * @example
 * ```ts
 * import { parameter, scale, sumTo } from '@adjoint/graph';
 * import { drawGraph } from '@adjoint/plot';
 *
 * const w = parameter('w', [2]);
 * const picture = await drawGraph({ loss: sumTo(scale(w, w), []) }, { backward: true });
 * picture.table.rows; // [['w', 'parameter', '[2]', ''], ...]
 * ```
 */
export const drawGraph = async (outputs: Outputs, options: GraphOptions = {}): Promise<Picture> => {
  const { backward = false, most = 60 } = options;
  outputsIn('drawGraph', outputs);
  const forward: Readonly<Record<string, AnyTensor>> = isTensor(outputs) ? { output: outputs } : outputs;
  const all = simplify({ ...forward, ...(backward ? gradientsOf(forward) : {}) });
  const drawing = graphDrawing(all, Object.keys(forward), most);
  const { title = backward ? 'The graph, forward and backward' : 'The graph' } = options;
  const { description = `A graph of ${drawing.boxes.length} boxes and ${drawing.edges.length} edges that computes ${Object.keys(all).join(', ')}.` } = options; // prettier-ignore
  return pictureOf({
    title,
    description,
    table: {
      columns: ['name', 'kind', 'shape', 'inputs'],
      rows: drawing.boxes.map(({ name, kind, shape, from }) => [name, kind, shape, from.join(', ')]),
    },
    panels: [{ panel: await laidOut(dotOf(drawing)), x: 8, y: 0 }],
    notes: [
      'Shapes stand at the edges. Boxes: parameters filled, inputs and states not. Dashed: only gradients need it.',
    ],
  });
};

const gradientsOf = (forward: Readonly<Record<string, AnyTensor>>): Readonly<Record<string, AnyTensor>> => {
  const loss = Object.values(forward)[0] as Tensor; // gradient refuses what is no real scalar
  const parameters = parametersOf(loss);
  const slopes = gradient(loss, parameters);
  return Object.fromEntries(parameters.map((leaf, i) => [`∂/∂${nameOf(leaf)}`, slopes[i]!]));
};

const looks: Readonly<Record<string, string>> = {
  parameter: `shape=box, style="filled,rounded", fillcolor="${seriesColor(0)}26", color="${seriesColor(0)}", penwidth=1.5`,
  state: `shape=box, style="rounded", color="${seriesColor(3)}"`,
  input: `shape=box, color="${seriesColor(1)}", penwidth=1.5`,
  constant: `shape=plaintext`,
  output: `shape=plaintext, fontname="Helvetica-Bold"`,
  operation: `shape=box, style="rounded", color="${faint}"`,
};

const dotOf = ({ boxes, edges }: GraphDrawing): string =>
  [
    'digraph {',
    `  graph [bgcolor="transparent", ranksep=0.35, nodesep=0.25, fontcolor="${ink}"];`,
    ...(boxes.length > 120 ? ['  graph [nslimit=0.2, nslimit1=0.2, mclimit=0.2, splines=line];'] : []), // curves around hundreds of boxes take minutes
    `  node [fontname="Helvetica", fontsize=13.5, fontcolor="${ink}", height=0.3, margin="0.1,0.05"];`,
    `  edge [fontname="Helvetica", fontsize=10.5, fontcolor="${faint}", color="${faint}", arrowsize=0.6];`,
    ...boxes.map(({ id, name, kind, isBackward }) => {
      const look = kind === 'operation' && isBackward ? `shape=box, style="rounded,dashed", color="${seriesColor(7)}"` : looks[kind]!; // prettier-ignore
      return `  ${id} [label=${quoted(name)}, ${look}];`;
    }),
    ...edges.map(
      ({ from, to, text, isBackward }) => `  ${from} -> ${to} [label=${quoted(`\u00a0\u00a0${text}`)}${isBackward ? `, style=dashed, color="${seriesColor(7)}"` : ''}];`, // prettier-ignore
    ),
    '}',
  ].join('\n');

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`)}"`;

/** A drawing by Graphviz as a panel. */
const laidOut = async (dot: string) => {
  const { instance } = await import('@viz-js/viz'); // large, and needed by nothing else here
  const viz = await instance();
  const found = E.tryCatch(
    () => viz.renderString(dot, { format: 'svg' }),
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
