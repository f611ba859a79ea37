import { type AnyTensor, bodiesOf, type Node, print } from '@adjoint/graph';
import { isLiteral, literalText, sourceOf, typeOf } from './graph-node.ts';
import type { Part } from './graph-part.ts';

/** Parts of a graph that are drawn once: equal expressions, or leaves that those read at the same place. */
export interface Group {
  readonly parts: readonly Part[];
  readonly isBackward: boolean;
}

/** When expressions count as equal: with all shapes in them, or only the numbers of axes. */
export type Likeness = 'in axes' | 'in shapes';

/** Each part by itself. */
export const ungrouped = (parts: readonly Part[]): readonly Group[] =>
  parts.map((part) => ({ parts: [part], isBackward: part.isBackward }));

/** Parts in groups of those that are alike, in the order of their first. */
export const alike = (parts: readonly Part[], likeness: Likeness): readonly Group[] => {
  const numberOf = numbering();
  const [operations, leaves] = [parts.filter(isOperation), parts.filter((part) => !isOperation(part))];
  const kinds = new Map(operations.map((part) => [part, numberOf(expressionOf(part, likeness, numberOf))]));
  const readers = new Map<Node, Set<string>>(leaves.map(({ root }) => [root, new Set()]));
  for (const part of operations)
    for (const [place, { node }] of part.operands.entries())
      readers.get(node)?.add(`${kinds.get(part)!} ${part.operands.length > mostPlaces ? '' : place}`);
  for (const part of leaves) {
    const type = typeText(part.root.outputs[0]!, likeness);
    kinds.set(part, numberOf(`${part.root.op.role} ${type} for ${[...readers.get(part.root)!].toSorted().join(', ')}`));
  }
  const groups = new Map<number, Part[]>();
  for (const part of parts) {
    const kind = kinds.get(part)!;
    if (groups.has(kind)) groups.get(kind)!.push(part);
    else groups.set(kind, [part]);
  }
  return [...groups.values()].map((parts) => ({ parts, isBackward: parts[0]!.isBackward }));
};

/** How many operands a part may have for their places to tell them apart: those of more are a list. */
const mostPlaces = 8;

/** Whether a part computes something, and is no leaf. */
export const isOperation = ({ root }: Part): boolean => root.op.role === 'operation';

/** Texts as numbers, the same for the same text. */
const numbering = (): ((text: string) => number) => {
  const numbers = new Map<string, number>();
  return (text) => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, numbers.size);
    return numbers.size - 1;
  };
};

/** What the last node of a part is, and of what, but for the names of leaves and which parts it reads. */
const expressionOf = (
  { nodes, root, isBackward }: Part,
  likeness: Likeness,
  numberOf: (text: string) => number,
): string => {
  const texts = new Map<Node, string>();
  for (const node of nodes) {
    const operands = node.inputs.map((input) => {
      const source = sourceOf(input);
      if (isLiteral(source.node)) return literalText(source.node);
      const inside = texts.get(source.node);
      if (inside !== undefined) return `${numberOf(inside)}[${source.index}]`;
      const { role } = source.node.op;
      const isData = role === 'input' || role === 'operation'; // a first layer is like those that read layers
      return `${isData ? 'data' : role} ${typeText(source, likeness)}`;
    });
    const settings = likeness === 'in shapes' ? node.op.format(operands, node) : operands.join(', ');
    const name = node.label === undefined ? node.op.name : withoutDigits(node.label, '#');
    const types = node.outputs.map((output) => typeText(output, likeness));
    const functions = bodiesOf(node).map(({ outputs }) => print(Object.fromEntries(outputs.entries())));
    texts.set(node, `${name}(${settings}): ${types.join(' and ')}${functions.map((text) => ` of ${text}`).join('')}`);
  }
  return `${texts.get(root)!} ${isBackward}`;
};

const typeText = (tensor: AnyTensor, likeness: Likeness): string =>
  likeness === 'in shapes' ? typeOf(tensor) : `${tensor.shape.length} ${tensor.kind}`;

/** A name with a sign in place of the numbers in it. */
export const withoutDigits = (name: string, sign: string): string => name.replaceAll(/\d+/g, sign);
