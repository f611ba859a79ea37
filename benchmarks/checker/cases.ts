// The losses that faults are planted in: one for every differentiable operation, and those of the lecture.

import {
  add,
  type AnyTensor,
  constant,
  countOf,
  deriveKey,
  isTensor,
  type Key,
  type Node,
  normals,
  parameter,
  type Tensor,
  uniforms,
} from '@adjoint/graph';
import type { Operand, Sample } from '@adjoint/gradcheck';
import {
  crossEntropy,
  exp,
  gather,
  hinge,
  l2,
  matmul,
  mean,
  mul,
  relu,
  sin,
  square,
  sum,
  tanh,
  transpose,
} from '@adjoint/ops';
import { samples } from '../../packages/ops/test/samples.ts';
import { type Case, nodesBehind } from './case.ts';

/** The least number of nodes of a loss. */
const fewestNodes = 20;

/** A loss for every operation that has a derivative: the operation twice, at different points, between others. */
export const operationCases = (): readonly Case[] =>
  Object.entries(samples).flatMap(([name, all]) => {
    const usable = all.filter(isUsable).toSorted((a, b) => sizeOf(b) - sizeOf(a));
    // an operation with parts of its own is better tried on more than one of them
    return usable.slice(0, 2).flatMap((sample, index) => operationCase(name, sample, deriveKey(1, name, index)) ?? []);
  });

const isUsable = ({ operands }: Sample): boolean =>
  operands.some(isFree) && operands.every(({ shape }) => shape.every((size) => size > 0));

const isFree = ({ kind, elements }: Operand): boolean => kind === 'real' && elements === undefined;

const sizeOf = ({ operands }: Sample): number => operands.reduce((sum, { shape }) => sum + countOf(shape), 0);

const operationCase = (name: string, sample: Sample, key: Key): Case | undefined => {
  const leaves = sample.operands.map(({ shape }, index) => parameter(`x${index}`, shape) as AnyTensor as Tensor); // any shape
  const point = sample.operands.map(({ shape }, index) => normals(deriveKey(key, 'leaf', index), countOf(shape)));
  const used = leaves.filter((_, index) => isFree(sample.operands[index]!));
  const halves = [0, 1].map((copy) => {
    const operands = sample.operands.map((operand, index) =>
      isFree(operand)
        ? bent(leaves[index]!, point[index]!, elementsOf(operand, deriveKey(key, copy, index)))
        : constant({ shape: operand.shape, data: operand.elements! } as never, operand.kind),
    );
    const built = sample.build(operands);
    const all: readonly AnyTensor[] = isTensor(built) ? [built] : built;
    const outputs = all.filter((output): output is Tensor => output.kind === 'real');
    return { outputs, nodes: outputs.flatMap((output) => nodesBehind(output, operands)) };
  });
  const terms = halves.flatMap(({ outputs }, copy) =>
    outputs.map((output, index) => weighed(output, deriveKey(key, 'weights', copy, index))),
  );
  if (terms.length === 0) return undefined;
  const loss = [...terms, ...used.map((leaf) => mul(0.01, l2(leaf)))].reduce((total, term) =>
    add(total, term),
  ) as Tensor<[]>;
  const at = Object.fromEntries(
    used.map((leaf) => [nameAt(leaves, leaf), { shape: leaf.shape as number[], data: point[leaves.indexOf(leaf)]! }]),
  );
  const chosen = chosenNode(name, halves[1]!.nodes);
  if (chosen === undefined || nodesBehind(loss).length < fewestNodes) return undefined;
  const spread = halves[1]!.nodes.filter((node) => node.op.name === 'broadcastTo' && isDerivable(node)).slice(0, 1);
  return { name, loss, wrt: used, at, middle: [...new Set([chosen, ...spread])] };
};

const nameAt = (leaves: readonly Tensor[], leaf: Tensor): string => `x${leaves.indexOf(leaf)}`;

/** A tensor with these elements at the point, and slopes that differ from entry to entry. */
const bent = (leaf: Tensor, point: Float64Array, elements: Float64Array): Tensor => {
  const base = elements.map((element, i) => element - 0.1 * Math.sin(point[i]! + 0.3));
  return add(
    mul(0.1, sin(add(leaf, 0.3))),
    constant({ shape: leaf.shape as number[], data: base }),
  ) as AnyTensor as Tensor; // its shape
};

/** A scalar that has a different cotangent for every entry. */
const weighed = (output: Tensor, key: Key): Tensor<[]> => {
  const shape = output.shape as readonly number[];
  const weights = constant({ shape, data: normals(key, countOf(shape)) });
  return add(sum(mul(weights, output)), mul(0.1, mean(square(output)))) as AnyTensor as Tensor<[]>; // two scalars
};

/** The node of the operation itself, or the last one where it is a composition. */
const chosenNode = (name: string, nodes: readonly Node[]): Node | undefined => {
  const derivable = nodes.filter(isDerivable);
  return derivable.find(({ op }) => op.name === name) ?? derivable.at(-1);
};

/** Whether a node of known sizes has a derivative by an input that varies. */
const isDerivable = (node: Node): boolean =>
  node.op.derivative !== undefined &&
  variablesOf(node).length > 0 &&
  [...node.inputs, ...node.outputs].every(({ shape }) => shape.every(Number.isInteger));

/** The inputs of a node that vary. */
export const variablesOf = ({ inputs }: Node): readonly number[] =>
  inputs.flatMap(({ kind, isConstant }, index) => (kind === 'real' && !isConstant ? [index] : []));

/** Numbers within the bounds of an operand, away from both. */
const elementsOf = ({ shape, from, to }: Operand, key: Key): Float64Array =>
  uniforms(key, countOf(shape)).map((draw) => {
    if (Number.isFinite(from) && Number.isFinite(to)) return from + (to - from) * (0.25 + 0.5 * draw);
    if (Number.isFinite(from)) return from + 0.4 + 1.6 * draw;
    return Number.isFinite(to) ? to - 0.4 - 1.6 * draw : 3 * draw - 1.5;
  });

/** The losses of the lecture on random data of the size of the digits, linear and with a hidden layer. */
export const lectureCases = (): readonly Case[] => {
  const [count, pixels, classes, hidden] = [20, 64, 10, 12];
  const images = constant({ shape: [count, pixels], data: normals(21, count * pixels) });
  const labels = constant(
    { shape: [count], data: Int32Array.from({ length: count }, (_, i) => (7 * i) % classes) },
    'int',
  );
  const W = parameter('W', [pixels, classes]);
  const b = parameter('b', [classes]);
  const V = parameter('V', [pixels, hidden]);
  const U = parameter('U', [hidden, classes]);
  const linear = add(matmul(images, W), b);
  const layered = add(matmul(relu(matmul(images, V)), U), b);
  const values = (key: Key, shape: readonly number[]) => ({
    shape,
    data: normals(key, countOf(shape)).map((draw) => 0.1 * draw),
  });
  const at = { b: values(23, [classes]) };
  const one = { wrt: [W, b], at: { ...at, W: values(22, [pixels, classes]) } };
  const two = { wrt: [V, U, b], at: { ...at, V: values(24, [pixels, hidden]), U: values(25, [hidden, classes]) } };
  const losses: readonly (Omit<Case, 'loss' | 'middle'> & { readonly loss: AnyTensor })[] = [
    { name: 'softmax with L2', loss: add(mean(crossEntropy(linear, labels)), mul(1e-3, l2(W))), ...one },
    { name: 'hinge with L2', loss: add(mean(hinge(linear, labels)), mul(1e-3, l2(W))), ...one },
    { name: 'two layers, softmax', loss: add(mean(crossEntropy(layered, labels)), mul(1e-3, l2(V))), ...two },
    { name: 'two layers, hinge', loss: add(mean(hinge(layered, labels)), mul(1e-3, l2(U))), ...two },
  ];
  return losses.map(({ loss, ...rest }) => {
    const derivable = nodesBehind(loss).filter(isDerivable);
    const middle = derivable.filter((_, index) => index % Math.ceil(derivable.length / 4) === 0);
    return { ...rest, loss: loss as Tensor<[]>, middle }; // all are scalars
  });
};

/** Losses in which rows, columns and repeated places can be taken for one another. */
export const matrixCases = (): readonly Case[] => {
  const [words, size] = [6, 5];
  const table = parameter('table', [words, size]);
  const A = parameter('A', [size, size]);
  const B = parameter('B', [size, size]);
  const b = parameter('b', [size]);
  const text = constant([0, 3, 3, 1, 5, 3, 0], 'int');
  const word = gather(table, text, 0);
  const mixed = tanh(add(matmul(word, A), b));
  const loss = add(mean(square(matmul(mixed, transpose(B)))), mul(0.1, sum(exp(matmul(tanh(A), sin(B))))));
  const at = Object.fromEntries(
    [table, A, B, b].map(({ shape }, index) => [
      ['table', 'A', 'B', 'b'][index]!,
      { shape, data: normals(deriveKey(31, index), countOf(shape)).map((draw) => 0.5 * draw) },
    ]),
  );
  return [{ name: 'matrices', loss, wrt: [table, A, B, b], at, middle: nodesBehind(loss).filter(isDerivable) }];
};
