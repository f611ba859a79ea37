import {
  type AnyTensor,
  gradient,
  isTensor,
  nameOf,
  type Outputs,
  outputsIn,
  parametersOf,
  simplify,
  type Tensor,
} from '@adjoint/graph';
import { graphDrawing } from './graph-drawing.ts';
import { type Folding, foldingOf } from './graph-folding.ts';
import { laidOut } from './graph-layout.ts';
import { type Heading, type Picture, pictureOf } from './picture.ts';

/** What to draw of a graph. */
export interface GraphOptions extends Heading {
  /** Whether to draw the gradients of a scalar by its parameters as well; false if not given. */
  readonly backward?: boolean;
  /** How many boxes to draw at most, besides those of outputs: graphs of more nodes are folded; 40 if not given, from 1 to 400. */
  readonly most?: number;
}

/**
 * A graph of outputs, laid out by Graphviz from the top down: inputs, parameters, states and operations each look their own way, shapes stand at
 * the edges, and what only gradients need is dashed. What is computed twice is drawn once, numbers and broadcasts stand where they are used. In a
 * large graph an expression is one box, such as a layer's, and so are expressions that are equal, with a sign how many there are; what several
 * boxes read has a name. What is too large even so is drawn around its outputs, and the picture says how many nodes it leaves out. Rejects with a
 * `LayoutFailed`.
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
  const { backward = false, most = 40 } = options;
  outputsIn('drawGraph', outputs);
  const forward: Readonly<Record<string, AnyTensor>> = isTensor(outputs) ? { output: outputs } : outputs;
  const all = simplify({ ...forward, ...(backward ? gradientsOf(forward) : {}) });
  const folding = foldingOf(all, Object.keys(forward), Math.min(Math.max(1, Math.floor(most) || 1), mostBoxes));
  const drawing = graphDrawing(folding);
  const { title = backward ? 'The graph, forward and backward' : 'The graph' } = options;
  const { description = `A graph of ${drawing.boxes.length} boxes and ${drawing.edges.length} edges that computes ${listed(Object.keys(all))}.` } = options; // prettier-ignore
  return pictureOf({
    title,
    description,
    table: {
      columns: ['name', 'kind', 'shape', 'inputs'],
      rows: drawing.boxes.map(({ name, kind, shape, from }) => [name, kind, shape, from.join(', ')]),
    },
    panels: [{ panel: await laidOut(drawing), x: 8, y: 0 }],
    notes: notesOf(folding, backward),
  });
};

const gradientsOf = (forward: Readonly<Record<string, AnyTensor>>): Readonly<Record<string, AnyTensor>> => {
  const loss = Object.values(forward)[0] as Tensor; // gradient refuses what is no real scalar
  const parameters = parametersOf(loss);
  const slopes = gradient(loss, parameters);
  return Object.fromEntries(parameters.map((leaf, i) => [`∂/∂${nameOf(leaf)}`, slopes[i]!]));
};

/** Names, or the first and how many more there are. */
const listed = (names: readonly string[]): string =>
  names.length <= 12
    ? names.join(', ')
    : `${names.slice(0, 10).join(', ')} and ${(names.length - 10).toLocaleString('en')} more`;

/** How many boxes Graphviz lays out within seconds. */
const mostBoxes = 400;

const notesOf = ({ isFolded, groups, nodes, leftOut }: Folding, backward: boolean): readonly string[] => [
  `Shapes stand at the arrows. Boxes: parameters filled, inputs and states not.${backward ? ' Dashed: only gradients need it.' : ''}`,
  ...(isFolded ? [`A box is an expression: ${nodes.toLocaleString('en')} nodes are folded.`] : []),
  ...(groups.some(({ parts }) => parts.length > 1) ? ['×: drawn once for so many that are equal but for names, or for sizes where those differ.'] : []), // prettier-ignore
  ...(leftOut > 0 ? [`Left out (…): ${leftOut.toLocaleString('en')} of the nodes, farther from the outputs than what is drawn.`] : []), // prettier-ignore
];
