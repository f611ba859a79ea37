// Faults planted in a derivative. The graph stays as it is but for one node, whose operation gets the kernel that it had and a
// derivative that applies the true rule and distorts what comes of it.

import {
  type AnyTensor,
  applied,
  constant,
  countOf,
  type Derivation,
  evaluate,
  input,
  type Node,
  rewrite,
  type Rule,
  type Shape,
  type Tensor,
} from '@adjoint/graph';
import { gather, mul, reshape, transpose } from '@adjoint/ops';
import type { Case } from './case.ts';

/** A fault, and what the checker may call it. */
export interface Fault {
  readonly name: string;
  readonly kinds: readonly string[];
  /** The faulty rule in place of the true one; `undefined` where the fault makes no sense for that input of that node. */
  readonly plant: (rule: Rule, place: Place) => Rule | undefined;
}

/** An input of a node, by which the derivative is wrong. */
export interface Place {
  readonly node: Node;
  readonly input: number;
}

/** Faults that any derivative may have. */
export const generalFaults: readonly Fault[] = [
  { name: 'wrong sign', kinds: ['sign'], plant: times(() => -1) },
  { name: 'factor 2', kinds: ['factor', 'count'], plant: times(() => 2) },
  { name: 'factor 1.01', kinds: ['factor'], plant: times(() => 1.01) },
  { name: 'factor 1.0005', kinds: ['factor'], plant: times(() => 1.0005) },
  { name: 'zero', kinds: ['zero'], plant: times(() => 0) },
  { name: 'shifted by one', kinds: ['shifted'], plant: after(shifted) },
  { name: 'one entry off by 10 %', kinds: ['entry'], plant: after(oneEntry(1.1)) },
  { name: 'cotangent ignored', kinds: ['cotangent ignored'], plant: (rule) => before(rule, () => 1) },
];

/** Faults that only some derivatives can have. */
export const specialFaults: readonly Fault[] = [
  { name: '1/N missing', kinds: ['count'], plant: times(reductionCount) },
  { name: 'transposed', kinds: ['transposed'], plant: after(transposed) },
  { name: 'broadcast sum missing', kinds: ['sum missing'], plant: keepOne(['broadcastTo'], 'first') },
  {
    name: 'scatter overwrites',
    kinds: ['overwritten'],
    plant: keepOne(['gather', 'takeAlongAxis'], 'last'),
  },
];

/** One entry of the derivative times a factor; the middle one if not given. */
export function oneEntry(factor: number, at?: number) {
  return (derivative: Tensor): Tensor | undefined => {
    const count = countOf(sizesOf(derivative));
    if (count < 2) return undefined;
    const entry = at ?? count >> 1;
    return mul(derivative, factors(derivative, new Float64Array(count).fill(1).fill(factor, entry, entry + 1)));
  };
}

/** The case with a fault planted at a place; `undefined` where the fault makes no sense there. */
export const planted = (whole: Case, { plant }: Pick<Fault, 'plant'>, place: Place): Case | undefined => {
  const { node, input } = place;
  const faulty = plant(ruleOf(node, input), place);
  if (faulty === undefined) return undefined;
  const derivative = node.inputs.map((_, i) => (i === input ? faulty : ruleOf(node, i)));
  const replacement = applied({ ...parts(node), op: { ...node.op, derivative } }, node.inputs);
  return { ...whole, loss: rewrite(whole.loss, (other) => (other === node ? replacement.outputs : undefined)) };
};

/** The rule by one input, also where an operation has one for all of them. */
const ruleOf = ({ op: { derivative: rules } }: Node, input: number): Rule =>
  typeof rules === 'function'
    ? ({ x: inputs, attributes, cotangents, outputs }) =>
        rules({ inputs, outputs, attributes, cotangents, isNeeded: inputs.map((_, i) => i === input) })[input]!
    : rules![Math.min(input, rules!.length - 1)]!;

const parts = ({ inputs, attributes, outputs, label }: Node) => ({ inputs, attributes, outputs, label });

/** The true derivative, distorted. */
export function after(distort: (derivative: Tensor) => Tensor | undefined): Fault['plant'] {
  return (rule, { node, input }) => {
    if (distort(node.inputs[input] as Tensor) === undefined) return undefined; // the derivative has the input's shape
    return (at) => {
      const derivative = rule(at);
      return derivative === null ? null : distort(derivative as Tensor)!; // real, as the input is
    };
  };
}

function times(factorFor: (place: Place) => number | undefined): Fault['plant'] {
  return (rule, place) => {
    const factor = factorFor(place);
    return factor === undefined ? undefined : after((derivative) => mul(derivative, factor))(rule, place);
  };
}

/** The true rule for a cotangent whose entries are replaced by numbers. */
function before(rule: Rule, entryOf: () => number): Rule {
  return (at) => {
    const replace = (g: Tensor): Tensor => factors(g, new Float64Array(countOf(sizesOf(g))).fill(entryOf()));
    return rule(withCotangents(at, replace));
  };
}

const withCotangents = (at: Derivation, replace: (g: Tensor) => Tensor): Derivation => {
  const cotangents = at.cotangents.map(replace);
  return { ...at, g: cotangents[0]!, cotangents };
};

/** How many elements go into one of a sum; `undefined` for what is no sum of more than two. */
function reductionCount({ node }: Place): number | undefined {
  if (node.op.name !== 'sum') return undefined;
  const count = countOf(sizesOf(node.inputs[0]!)) / countOf(sizesOf(node.outputs[0]!));
  return count > 2 ? count : undefined;
}

function shifted(derivative: Tensor): Tensor | undefined {
  const sizes = sizesOf(derivative);
  const count = countOf(sizes);
  if (count < 2) return undefined;
  const places = Int32Array.from({ length: count }, (_, i) => (i + 1) % count);
  const moved = gather(reshape(derivative, [count]), constant({ shape: [count], data: places }, 'int'), 0);
  return reshape(moved, sizes) as AnyTensor as Tensor; // the shape it had
}

function transposed(derivative: Tensor): Tensor | undefined {
  const [rows, columns, ...others] = sizesOf(derivative);
  if (others.length > 0 || rows !== columns || rows === undefined || rows < 2) return undefined;
  return transpose(derivative) as AnyTensor as Tensor; // square
}

/** Of the output elements that are copies of one input element, one alone contributes to its derivative. */
function keepOne(operations: readonly string[], which: 'first' | 'last'): Fault['plant'] {
  return (rule, { node, input }) => {
    if (!operations.includes(node.op.name) || input !== 0) return undefined;
    const sources = sourcesOf(node);
    const kept = new Map<number, number>();
    sources.forEach((source, i) => (which === 'last' || !kept.has(source) ? kept.set(source, i) : undefined));
    if (kept.size === sources.length) return undefined;
    const chosen = new Set(kept.values());
    const mask = sources.map((_, i) => Number(chosen.has(i)));
    return (at) => rule(withCotangents(at, (g) => mul(g, factors(g, mask))));
  };
}

/** Which input element each output element is a copy of; the other inputs must be constants. */
const sourcesOf = (node: Node): Float64Array => {
  const [x, ...others] = node.inputs;
  const shape = sizesOf(x!);
  const numbered = applied(node, [input<Shape>('x', shape), ...others]).outputs[0]!;
  return Float64Array.from(
    evaluate(numbered, { x: { shape, data: Float64Array.from({ length: countOf(shape) }, (_, i) => i) } }).data,
  );
};

const factors = (like: Tensor, data: Float64Array): Tensor =>
  constant({ shape: sizesOf(like), data }) as AnyTensor as Tensor; // real

/** The sizes of a tensor; the graphs of this benchmark name no dimension. */
const sizesOf = ({ shape }: AnyTensor): readonly number[] => shape as readonly number[];
