import { type AnyTensor, formatShape, nameOf, type Node, visit } from '@adjoint/graph';
import { shortened } from './markup.ts';

/** A box of a drawn graph: a leaf, an operation or a chain of them, or the name of an output. */
interface Box {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly shape: string;
  readonly isBackward: boolean;
  /** The names of the boxes it reads. */
  readonly from: readonly string[];
}

/** An arrow between boxes, by their identifiers. */
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly isBackward: boolean;
}

/** A graph as boxes and arrows. */
export interface GraphDrawing {
  readonly boxes: readonly Box[];
  readonly edges: readonly Edge[];
}

/**
 * What to draw of a graph of at most so many nodes: what is larger is folded, so that a chain of operations with one use each is one box. Numbers
 * and broadcasts are part of what uses them.
 */
export const graphDrawing = (
  all: Readonly<Record<string, AnyTensor>>,
  forwardNames: readonly string[],
  most: number,
): GraphDrawing => {
  const { nodes } = visit(Object.values(all));
  const isForward = new Set(visit(forwardNames.map((name) => all[name]!)).nodes);
  const shown = nodes.filter((node) => !isHidden(node));
  const uses = new Map<Node, Node[]>(nodes.map((node) => [node, []]));
  for (const node of shown) for (const input of node.inputs) uses.get(sourceOf(input).node)!.push(node);
  const asked = new Set(Object.values(all).map((tensor) => sourceOf(tensor).node));
  // what has one use belongs to the box of what uses it
  const owners = new Map<Node, Node>();
  for (const node of nodes.toReversed()) {
    const [user, other] = uses.get(node)!;
    const isOnlyFor = user !== undefined && other === undefined && isForward.has(node) === isForward.has(user);
    const isFolded = shown.length > most && node.op.role === 'operation' && !asked.has(node) && isOnlyFor;
    owners.set(node, isFolded ? owners.get(user)! : node);
  }
  const members = new Map<Node, Node[]>();
  for (const node of shown) {
    const owner = owners.get(node)!;
    if (members.has(owner)) members.get(owner)!.push(node);
    else members.set(owner, [node]);
  }
  const ids = new Map(nodes.map((node, i) => [node, `n${i}`]));
  const titles = new Map([...members].map(([owner, inside]) => [owner, titleOf(inside)]));
  const edges: Edge[] = [];
  for (const node of shown)
    for (const input of node.inputs) {
      const source = sourceOf(input);
      const [from, to] = [owners.get(source.node)!, owners.get(node)!];
      if (isLiteral(source.node) || from === to) continue;
      edges.push({ from: ids.get(from)!, to: ids.get(to)!, text: typeOf(source), isBackward: !isForward.has(node) });
    }
  const boxes = [...titles].map(([node, name]): Box => {
    const from = members
      .get(node)!
      .flatMap(({ inputs }) => inputs.map(sourceOf).map((source) => owners.get(source.node)!));
    return {
      id: ids.get(node)!,
      name,
      kind: node.op.role,
      shape: typeOf(node.outputs[0]!),
      isBackward: !isForward.has(node),
      from: [...new Set(from)].flatMap((owner) => (owner === node ? [] : [titles.get(owner) ?? literalText(owner)])),
    };
  });
  const ends = Object.entries(all).map(([name, tensor], i) => {
    const source = sourceOf(tensor);
    const isBackward = !forwardNames.includes(name);
    const box: Box = { id: `out${i}`, name, kind: 'output', shape: typeOf(tensor), isBackward, from: [titles.get(owners.get(source.node)!) ?? literalText(source.node)] }; // prettier-ignore
    const edge: Edge = { from: ids.get(owners.get(source.node)!)!, to: box.id, text: typeOf(tensor), isBackward };
    return { box, edge, isDrawn: titles.has(owners.get(source.node)!) };
  });
  return {
    boxes: [...boxes, ...ends.map(({ box }) => box)],
    edges: [...distinct(edges), ...ends.filter(({ isDrawn }) => isDrawn).map(({ edge }) => edge)],
  };
};

/** What a tensor is before it is broadcast. */
const sourceOf = ({ node, index }: AnyTensor): AnyTensor =>
  isBroadcast(node) ? sourceOf(node.inputs[0]!) : node.outputs[index]!;

/** A number that stands where it is used. */
const isLiteral = ({ op, inputs, outputs: [output] }: Node): boolean =>
  (op.role === 'constant' || op.role === 'operation') && inputs.length === 0 && output!.shape.length === 0;

/** What a listing leaves out, such as a broadcast: it shows the operand alone. */
const isBroadcast = (node: Node): boolean => node.inputs.length === 1 && node.op.format(['x'], node) === 'x';

const isHidden = (node: Node): boolean => isLiteral(node) || isBroadcast(node);

const literalText = (node: Node): string => node.op.format([], node);

/** What is in a box: one operation with the numbers among its operands, or the operations of a chain in order. */
const titleOf = (nodes: readonly Node[]): string => {
  const names = nodes.map((node) => {
    const { op, inputs, outputs, label } = node;
    if (op.role !== 'operation') return nameOf(outputs[0]!) ?? shortened(op.format([], node), 14);
    const numbers = inputs.flatMap((input) => {
      const source = isBroadcast(input.node) ? input.node.inputs[0]!.node : input.node;
      return isLiteral(source) ? [shortened(literalText(source), 16)] : [];
    });
    return [label ?? op.name, ...numbers].join(' ');
  });
  return names.length <= 5 ? names.join(' · ') : `${names.slice(0, 2).join(' · ')} … ${names.slice(-2).join(' · ')}`;
};

const distinct = (edges: readonly Edge[]): readonly Edge[] => [
  ...new Map(edges.map((edge) => [`${edge.from} ${edge.to} ${edge.text}`, edge])).values(),
];

const typeOf = ({ shape, kind }: AnyTensor): string => `${formatShape(shape)}${kind === 'real' ? '' : ` ${kind}`}`;
