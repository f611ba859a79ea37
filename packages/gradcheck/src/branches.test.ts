import { add, type AnyTensor, input, type Node, parameter, scale, type Tensor } from '@adjoint/graph';
import {
  abs,
  argmax,
  ceil,
  clamp,
  crossEntropy,
  div,
  equal,
  exp,
  floor,
  gather,
  greater,
  hinge,
  leakyRelu,
  less,
  log,
  logSumExp,
  matmul,
  max,
  maximum,
  mean,
  min,
  minimum,
  mul,
  prod,
  relu,
  round,
  sigmoid,
  sign,
  softmax,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  transpose,
  where,
} from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { branchesOf, nodesBetween } from './branches.ts';

const w = parameter('w', [3, 3]);
const v = parameter('v', [3]);
const x = input('x', [3, 3]);
const y = input('y', [3], 'int');

const namesOf = (nodes: readonly Node[]): readonly string[] => nodes.map(({ op }) => op.name);

describe('what has kinks says on which side of them a point is', () => {
  test.each<[string, AnyTensor]>([
    ['relu', sum(relu(w))],
    ['leakyRelu', sum(leakyRelu(w))],
    ['abs', sum(abs(w))],
    ['sign', sum(mul(w, sign(w)))],
    ['floor', sum(mul(w, floor(w)))],
    ['ceil', sum(mul(w, ceil(w)))],
    ['round', sum(mul(w, round(w)))],
    ['clamp', sum(clamp(w, { min: 0, max: 1 }))],
    ['maximum', sum(maximum(w, x))],
    ['minimum', sum(minimum(w, 0))],
    ['max', max(w)],
    ['max over an axis', sum(max(w, 0))],
    ['min', min(w)],
    ['a comparison', sum(where(greater(w, 0), w, mul(2, w)))],
    ['an equality', sum(where(equal(w, x), w, x))],
    ['the place of a maximum', sum(gather(v, argmax(w, 1), 0))],
    ['hinge', mean(hinge(w, y))],
  ])('%s', (_, loss) => {
    expect(branchesOf(loss, [w, v]).length).toBeGreaterThan(0);
  });

  test('once for each place that has them', () => {
    expect(branchesOf(sum(relu(matmul(relu(w), relu(sub(w, 1))))), [w])).toHaveLength(3);
    expect(branchesOf(add(max(w), min(w)), [w])).toHaveLength(2);
  });

  test('and not where they depend on nothing that varies', () => {
    expect(branchesOf(sum(mul(w, relu(x))), [w])).toEqual([]);
    expect(branchesOf(sum(where(less(x, 0), w, mul(2, w))), [w])).toEqual([]);
    expect(branchesOf(sum(mul(w, relu(x))), [x])).toHaveLength(1);
  });

  test('comparisons by what they come to, the rest by a tensor of their own', () => {
    const isPositive = greater(w, 0);
    expect(branchesOf(sum(where(isPositive, w, mul(2, w))), [w])).toEqual([isPositive]);
    const [side] = branchesOf(sum(relu(w)), [w]);
    expect(side!.shape).toEqual([3, 3]);
  });
});

test.each<[string, AnyTensor]>([
  ['a square', sum(square(w))],
  ['a quotient', sum(div(w, add(square(w), 1)))],
  ['elementary functions', sum(exp(tanh(sigmoid(log(sqrt(add(square(w), 1)))))))],
  ['a product of matrices', sum(matmul(w, transpose(w)))],
  ['a product of all', prod(w)],
  ['a softmax', sum(mul(softmax(w, 1), x))],
  ['log-sum-exp', sum(logSumExp(w, 1))],
  ['cross-entropy', mean(crossEntropy(w, y))],
  ['rows by number', sum(square(gather(w, y, 0)))],
  ['the parameter itself', w],
])('what is smooth has no branches: %s', (_, output) => {
  expect(branchesOf(output, [w])).toEqual([]);
});

describe('the nodes between variables and a tensor', () => {
  test('come inputs first', () => {
    const loss = sum(square(add(relu(matmul(x, w)), scale(v, v) as AnyTensor as Tensor<[3]>)));
    const nodes = nodesBetween([w, v], loss);
    const place = new Map(nodes.map((node, index) => [node, index]));
    for (const node of nodes)
      for (const { node: before } of node.inputs) expect(place.get(before) ?? -1).toBeLessThan(place.get(node)!);
    expect(namesOf(nodes).toSorted()).toEqual(['add', 'broadcastTo', 'matmul', 'relu', 'scale', 'square', 'sum']);
    expect(nodes.at(-1)).toBe(loss.node);
  });

  test('are each there once, however many paths lead through them', () => {
    const square1 = square(w);
    expect(nodesBetween([w], add(add(square1, square1), mul(square1, w)))).toHaveLength(4);
    let doubled: Tensor<[3, 3]> = w;
    for (let i = 0; i < 100; i++) doubled = add(doubled, doubled); // 2¹⁰⁰ paths
    expect(nodesBetween([w], doubled)).toHaveLength(100);
  });

  test('are those that depend on a variable, not the variables, nor what they are made of', () => {
    expect(namesOf(nodesBetween([w], sum(mul(w, relu(square(x))))))).toEqual(['mul', 'sum']);
    const inner = square(w);
    expect(namesOf(nodesBetween([inner], exp(tanh(inner))))).toEqual(['tanh', 'exp']);
    expect(nodesBetween([w], w)).toEqual([]);
    expect(nodesBetween([w], sum(x))).toEqual([]);
    expect(nodesBetween([], sum(w))).toEqual([]);
  });

  test('may be 100,000 in a chain', () => {
    let chain: Tensor<[3]> = v;
    for (let i = 0; i < 100_000; i++) chain = add(chain, v);
    const nodes = nodesBetween([v], chain);
    expect(nodes).toHaveLength(100_000);
    expect(nodes[0]!.inputs[0]).toBe(v);
    expect(branchesOf(chain, [v])).toEqual([]);
  });
});
