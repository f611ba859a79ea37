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
import { type Frame, type GraphDrawing, graphDrawing } from './graph-drawing.ts';
import { foldingOf } from './graph-folding.ts';
import { laidOut } from './graph-layout.ts';
import { type Heading, type Picture, pictureOf } from './picture.ts';

/** What to draw of a graph. */
export interface GraphOptions extends Heading {
  /** Whether to draw the gradients of a scalar by its parameters as well; false if not given. */
  readonly backward?: boolean;
  /** How many boxes to draw at most, besides those of outputs: graphs of more nodes are folded; 40 if not given, from 1 to 400. As many may stand in frames. */
  readonly most?: number;
}

/**
 * A graph of outputs, laid out by Graphviz from the top down: inputs, parameters, states and operations each look their own way, shapes stand at
 * the edges, and what only gradients need is dashed. What is computed twice is drawn once, numbers and broadcasts stand where they are used. In a
 * large graph an expression is one box, such as a layer's, and so are expressions that are equal, with a sign how many there are; what several
 * boxes read has a name. The step of a loop, its condition, and the branches of a choice stand in frames, which are folded likewise. What is too large even so is drawn around its outputs, and the picture says how many nodes it leaves out. Rejects with a
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
  const room = Math.min(Math.max(1, Math.floor(most) || 1), mostBoxes);
  const drawing = graphDrawing(foldingOf(all, Object.keys(forward), room), room);
  const framed = drawing.frames.flatMap(framedBoxes);
  const { title = backward ? 'The graph, forward and backward' : 'The graph' } = options;
  const { description = `A graph of ${drawing.boxes.length + framed.length} boxes and ${drawing.edges.length} edges that computes ${listed(Object.keys(all))}.` } = options; // prettier-ignore
  return pictureOf({
    title,
    description,
    table: {
      columns: ['name', 'kind', 'shape', 'inputs'],
      rows: [...drawing.boxes, ...framed].map(({ name, kind, shape, from }) => [name, kind, shape, from.join(', ')]),
    },
    panels: [{ panel: await laidOut(drawing), x: 8, y: 0 }],
    notes: notesOf(drawing, backward),
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

/** The boxes in a frame, and in those in it, with its name behind theirs. */
const framedBoxes = ({ name, boxes, frames }: Frame): GraphDrawing['boxes'] => [
  ...boxes.map((box) => ({ ...box, name: `${box.name} (${name})` })),
  ...frames.flatMap(framedBoxes),
];

const notesOf = ({ frames, foldings, undrawn }: GraphDrawing, backward: boolean): readonly string[] => {
  const groups = foldings.flatMap(({ groups }) => groups);
  const folded = foldings.filter(({ isFolded }) => isFolded).reduce((sum, { nodes }) => sum + nodes, 0);
  const leftOut = foldings.reduce((sum, { leftOut }) => sum + leftOut, 0);
  return [
    `Shapes stand at the arrows. Boxes: parameters filled, inputs and states not.${backward ? ' Dashed: only gradients need it.' : ''}`,
    ...(frames.length > 0 ? ['Frames: a step or a condition of a loop, a branch of a choice. Dotted: what it gets.'] : []), // prettier-ignore
    ...(undrawn > 0 ? [`Not drawn: ${undrawn.toLocaleString('en')} of the functions of loops and choices.`] : []),
    ...(folded > 0 ? [`A box is an expression: ${folded.toLocaleString('en')} nodes are folded.`] : []),
    ...(groups.some(({ parts }) => parts.length > 1) ? ['×: drawn once for so many that are equal but for names, or for sizes where those differ.'] : []), // prettier-ignore
    ...(leftOut > 0 ? [`Left out (…): ${leftOut.toLocaleString('en')} of the nodes, farther from the outputs than what is drawn.`] : []), // prettier-ignore
  ];
};
