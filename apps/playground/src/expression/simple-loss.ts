import { type AnyTensor, nameOf, type Node, parametersOf, simplify, type Tensor, visit } from '@adjoint/graph';
import { slopesOf } from './slopes.ts';
import type { Place } from './syntax.ts';
import type { WholeLoss } from './whole-loss.ts';

/** A loss and its gradients as they are computed, nothing twice, with what is known of their nodes from the text. */
export interface SimpleLoss {
  readonly total: AnyTensor;
  /** The gradient by each parameter, by its name; none where a derivative is missing. */
  readonly gradients: ReadonlyMap<string, AnyTensor>;
  /** The gradient of the loss by each tensor that it is computed from. */
  readonly slopeOf: ReadonlyMap<AnyTensor, AnyTensor>;
  /** What the page and the text call tensors, and gradients by them. */
  readonly names: ReadonlyMap<AnyTensor, string>;
  readonly placeOf: ReadonlyMap<Node, Place>;
}

/** The gradients are taken of what is simple already: by what the text has twice and the graph once, there is one. */
export const simpleLoss = ({ built: { placeOf, named, steps }, total }: WholeLoss): SimpleLoss => {
  const { simpler: once, total: simple } = simplified(total, tensorsOf(total), new Map());
  const tensors = tensorsOf(simple);
  const slopes = slopesOf(simple as Tensor<[]>, tensors); // as its original
  const { simpler: twice, total: last, slopeOf } = simplified(simple, tensors, slopes);
  const now = (tensor: AnyTensor): AnyTensor => {
    const first = once.get(tensor) ?? tensor;
    return twice.get(first) ?? first;
  };
  const leaves = parametersOf(last);
  const names = [
    ...leaves.map((leaf) => [leaf, nameOf(leaf)!] as const),
    ...steps.flatMap(({ type, name, tensor }) => (type === 'node' ? [[now(tensor!), name] as const] : [])),
    ...[...named].map(([name, tensor]) => [now(tensor), name] as const),
  ];
  const gradients = leaves.flatMap((leaf) => {
    const slope = slopeOf.get(leaf);
    return slope === undefined ? [] : [[nameOf(leaf)!, slope] as const];
  });
  const forward = new Set(visit([last]).nodes);
  const slopeNamed = (tensor: AnyTensor, name: string): readonly (readonly [AnyTensor, string])[] => {
    const slope = slopeOf.get(tensor);
    const isAdded = slope !== undefined && !forward.has(slope.node); // by λ it is a part of the loss, such as Σ|W|
    return isAdded ? [[slope, `∂/∂${name}`]] : [];
  };
  return {
    total: last,
    gradients: new Map(gradients),
    slopeOf,
    names: new Map([...names.flatMap(([tensor, name]) => slopeNamed(tensor, name)), ...names]),
    placeOf: new Map([...placeOf].map(([node, place]) => [now(node.outputs[0]!).node, place])),
  };
};

const tensorsOf = (tensor: AnyTensor): readonly AnyTensor[] => visit([tensor]).nodes.flatMap(({ outputs }) => outputs);

/** A number, what it is computed from and its gradients, all made simple together, so that it is known what has become of what. */
const simplified = (
  total: AnyTensor,
  tensors: readonly AnyTensor[],
  slopes: ReadonlyMap<AnyTensor, AnyTensor>,
): Readonly<{
  total: AnyTensor;
  simpler: ReadonlyMap<AnyTensor, AnyTensor>;
  slopeOf: ReadonlyMap<AnyTensor, AnyTensor>;
}> => {
  const varied = tensors.filter((tensor) => slopes.has(tensor));
  const all: Readonly<Record<string, AnyTensor>> = simplify({
    total,
    ...Object.fromEntries(tensors.map((tensor, index) => [`value ${index}`, tensor])),
    ...Object.fromEntries(varied.map((tensor, index) => [`slope ${index}`, slopes.get(tensor)!])),
  });
  const simpler = new Map(tensors.map((tensor, index) => [tensor, all[`value ${index}`]!]));
  return {
    total: all['total']!,
    simpler,
    slopeOf: new Map(varied.map((tensor, index) => [simpler.get(tensor)!, all[`slope ${index}`]!])),
  };
};
