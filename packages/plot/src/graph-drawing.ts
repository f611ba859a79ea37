import { type AnyTensor, formatShape } from '@adjoint/graph';
import type { Folding } from './graph-folding.ts';
import { literalText, sourceOf, typeOf } from './graph-node.ts';
import { outputTitle, titlesOf } from './graph-title.ts';

/** A box of a drawn graph: leaves, an expression, outputs, or what is left out. */
interface Box {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly shape: string;
  readonly isBackward: boolean;
  /** Whether it stands for several that are equal. */
  readonly isRepeated: boolean;
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

/** What stands for nodes that are left out. */
const rest = '…';

/** A folded graph as boxes and arrows. */
export const graphDrawing = (folding: Folding): GraphDrawing => {
  const { groups, groupOf, outputs } = folding;
  const titles = titlesOf(folding);
  const ids = new Map(groups.map((group, i) => [group, `n${i}`]));
  const boxes: Box[] = [];
  const rests: Box[] = [];
  const edges: Edge[] = [];
  for (const group of groups) {
    const { parts, isBackward } = group;
    const id = ids.get(group)!;
    const read = new Map<string, { name: string; tensors: AnyTensor[] }>();
    for (const { operands } of parts)
      for (const operand of operands) {
        const source = groupOf.get(operand.node);
        const from = source === undefined ? `${id}rest` : ids.get(source)!;
        const known = read.get(from) ?? { name: source === undefined ? rest : titles.get(source)!, tensors: [] };
        known.tensors.push(operand);
        read.set(from, known);
      }
    for (const [from, { tensors }] of read) edges.push({ from, to: id, text: typesText(tensors), isBackward });
    if (read.has(`${id}rest`))
      rests.push({ id: `${id}rest`, name: rest, kind: 'rest', shape: '', isBackward, isRepeated: false, from: [] });
    const { root } = parts[0]!;
    const shape = typesText(parts.map(({ root }) => root.outputs[0]!));
    const from = [...read.values()].map(({ name }) => name);
    boxes.push({
      id,
      name: titles.get(group)!,
      kind: root.op.role,
      shape,
      isBackward,
      isRepeated: parts.length > 1,
      from,
    });
  }
  for (const [i, output] of outputs.entries()) {
    const { tensors, isBackward } = output;
    const { node } = sourceOf(tensors[0]!);
    const group = groupOf.get(node);
    const from = group === undefined ? undefined : ids.get(group)!;
    const text = typesText(tensors);
    const read = group === undefined ? (node.op.role === 'operation' && node.inputs.length > 0 ? rest : literalText(node)) : titles.get(group)!; // prettier-ignore
    boxes.push({
      id: `out${i}`,
      name: outputTitle(output),
      kind: 'output',
      shape: text,
      isBackward,
      isRepeated: tensors.length > 1,
      from: [read],
    });
    if (from !== undefined) edges.push({ from, to: `out${i}`, text, isBackward });
  }
  return { boxes: [...boxes, ...rests], edges };
};

/** The types of some tensors as one: with a dot for every size in which they differ, or all where they are of several kinds. */
const typesText = (tensors: readonly AnyTensor[]): string => {
  const texts = new Set(tensors.map(typeOf));
  const [first] = tensors as [AnyTensor, ...AnyTensor[]];
  if (texts.size === 1) return [...texts][0]!;
  const { shape, kind } = first;
  if (!tensors.every((tensor) => tensor.shape.length === shape.length && tensor.kind === kind) || texts.size <= 2)
    return texts.size <= 3 ? [...texts].join(', ') : `${[...texts].slice(0, 2).join(', ')}, …`;
  const common = shape.map((dim, axis) => (tensors.every((tensor) => tensor.shape[axis] === dim) ? dim : '·'));
  return `${formatShape(common)}${kind === 'real' ? '' : ` ${kind}`}`;
};
