import { type AnyTensor, nameOf, type Node } from '@adjoint/graph';
import type { FoldedOutput, Folding } from './graph-folding.ts';
import { type Group, isOperation, withoutDigits } from './graph-group.ts';
import { isLiteral, literalText, sourceOf } from './graph-node.ts';
import type { Part } from './graph-part.ts';
import { shortened } from './markup.ts';
import { numberText } from './table.ts';

/** What stands in each box of a folded graph. */
export const titlesOf = (folding: Folding): ReadonlyMap<Group, string> => {
  if (!folding.isFolded) return new Map(folding.groups.map((group) => [group, shortTitle(group.parts[0]!.root)]));
  const names = sharedNames(folding);
  return new Map(
    folding.groups.map((group) => {
      const times = group.parts.length > 1 ? ` ×${group.parts.length}` : '';
      if (!isOperation(group.parts[0]!)) return [group, namesText(group.parts.map(leafName)) + times];
      const own = names.get(group);
      const { root } = group.parts[0]!;
      const text = root.op.bodies.length > 0 ? shortTitle(root) : shortened(expressionText(group, folding, names), 90);
      return [group, `${own === undefined || own === text ? '' : `${own} = `}${text}${times}`];
    }),
  );
};

/** The names of outputs that are one box. */
export const outputTitle = ({ names }: FoldedOutput): string =>
  names.length === 1 ? names[0]! : `${namesText(names)} ×${names.length}`;

/** One operation, with the numbers among its operands, or a leaf. */
const shortTitle = (node: Node): string => {
  const { op, inputs, outputs, label } = node;
  if (op.role !== 'operation') return nameOf(outputs[0]!) ?? shortened(op.format([], node), 14);
  const numbers = inputs.map((input) => sourceOf(input).node).filter(isLiteral);
  return [label ?? op.name, ...numbers.map(shortNumber)].join(' ');
};

const shortNumber = (node: Node): string => {
  const text = literalText(node);
  return text === '' || Number.isNaN(Number(text)) ? shortened(text, 16) : numberText(Number(text), 6);
};

const leafName = ({ root }: Part): string => nameOf(root.outputs[0]!) ?? shortened(root.op.format([], root), 14);

/** Some names: all of them where they are few. */
const namesText = (names: readonly string[]): string => {
  const distinct = [...new Set(names)];
  return distinct.length <= 3 ? distinct.join(', ') : `${distinct[0]} … ${distinct.at(-1)}`;
};

/** What all the names are where numbers in them do not count; nothing where they are of several kinds. */
const commonName = (names: readonly string[]): string | undefined => {
  if (names.every((name) => name === names[0])) return names[0];
  const patterns = new Set(names.map((name) => withoutDigits(name, 'ᵢ')));
  return patterns.size === 1 ? [...patterns][0] : undefined;
};

/** Names for what several boxes read: that of the output it is, or else a letter. */
const sharedNames = ({ groups, groupOf, outputs }: Folding): ReadonlyMap<Group, string> => {
  const readers = new Map<Group, Set<Group>>(groups.map((group) => [group, new Set()]));
  for (const group of groups)
    for (const { operands } of group.parts)
      for (const { node } of operands) {
        const read = groupOf.get(node);
        if (read !== undefined && read !== group) readers.get(read)!.add(group);
      }
  const asked = new Map(
    outputs.flatMap(({ names, tensors }) => {
      const group = groupOf.get(sourceOf(tensors[0]!).node);
      return group !== undefined && names.length === 1 ? [[group, names[0]!] as const] : [];
    }),
  );
  const taken = new Set([...asked.values(), ...groups.flatMap(({ parts }) => parts.filter((part) => !isOperation(part)).map(leafName))]); // prettier-ignore
  const letters = lettersBut(taken);
  return new Map(
    groups.flatMap((group) => {
      const [name, uses] = [asked.get(group), readers.get(group)!.size];
      if (!isOperation(group.parts[0]!) || uses < (name === undefined ? 2 : 1)) return [];
      return [[group, name ?? `${letters.next().value}${group.parts.length > 1 ? 'ᵢ' : ''}`] as const];
    }),
  );
};

const lettersBut = function* (taken: ReadonlySet<string>): Generator<string, never> {
  for (let round = 0; ; round++)
    for (const letter of 'abcdefghijklmnopqrstuvwxyz') {
      const name = round === 0 ? letter : `${letter}${round}`;
      if (!taken.has(name)) yield name;
    }
};

/** What a group computes, where `·` stands for what has no name. A graph of any depth gives a short text. */
const expressionText = ({ parts }: Group, { groupOf }: Folding, names: ReadonlyMap<Group, string>): string => {
  const [first] = parts as [Part, ...Part[]];
  const inside = new Set(first.nodes);
  const places = new Map<AnyTensor, string>();
  for (const [place, operand] of first.operands.entries()) {
    const read = new Set(parts.map(({ operands }) => operands[place]!));
    const leaves = [...read].flatMap(({ node }) => nameOf(node.outputs[0]!) ?? []);
    const groups = new Set([...read].map(({ node }) => groupOf.get(node)));
    const [group] = groups;
    const shared = groups.size === 1 && group !== undefined ? names.get(group) : undefined;
    places.set(operand, (leaves.length === read.size ? commonName(leaves) : shared) ?? '·');
  }
  let budget = 16;
  const print = ({ node, index }: AnyTensor, depth: number): string => {
    if (isLiteral(node)) return shortNumber(node);
    if (!inside.has(node)) return places.get(node.outputs[index]!) ?? '·';
    if (budget-- <= 0 || depth > 6) return '…';
    const { times, last } = runFrom(node, inside);
    const operands = last.inputs.map((input) => print(sourceOf(input), depth + 1));
    const label = node.label === undefined ? undefined : parts.length > 1 ? withoutDigits(node.label, 'ᵢ') : node.label;
    if (times > 2) return `${label ?? node.op.name}×${times}(${operands.join(', ')})`;
    // settings of others are axes and sizes, which the arrows show
    const isWhole = label === undefined && (last.op.scalar !== undefined || operands.length === 0);
    const call = (operands: readonly string[]): string =>
      isWhole ? last.op.format(operands, last) : `${label ?? last.op.name}(${operands.join(', ')})`;
    const text = times === 2 ? call([call(operands)]) : call(operands);
    return node.outputs.length > 1 ? `${text}[${index}]` : text;
  };
  return print(first.root.outputs[0]!, 0);
};

/** How often an operation of one operand is applied to what it gives, and the first of those applications. */
const runFrom = (node: Node, inside: ReadonlySet<Node>): { readonly times: number; readonly last: Node } => {
  let [times, last] = [1, node];
  while (last.inputs.length === 1) {
    const { node: next } = sourceOf(last.inputs[0]!);
    const isSame = next.op === node.op && next.label === node.label && next.inputs.length === 1 && inside.has(next);
    if (!isSame || next.op.format(['·'], next) !== node.op.format(['·'], node)) break;
    [times, last] = [times + 1, next];
  }
  return { times, last };
};
