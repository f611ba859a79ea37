import {
  add,
  type AnyTensor,
  applied,
  type Bindings,
  constant,
  deriveKey,
  input,
  label,
  type Node,
  normals,
  parameter,
  printExpression,
  rewrite,
  type Rule,
  type Sizes,
  type Tensor,
} from '@adjoint/graph';
import {
  abs,
  crossEntropy,
  gather,
  l2,
  matmul,
  max,
  maximum,
  mean,
  div,
  mul,
  qr,
  relu,
  reshape,
  sigmoid,
  softmax,
  square,
  sub,
  sum,
  tanh,
  transpose,
} from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { nodesBetween } from './branches.ts';
import { findCulprit } from './culprit.ts';
import type { FaultKind } from './fault.ts';

/** What a search finds, whether it could look at everything or not. */
const suspectOf = (...search: Parameters<typeof findCulprit>) => findCulprit(...search).suspect;

const normalValue = (key: number, shape: readonly number[]) => ({
  shape,
  data: normals(
    key,
    shape.reduce((count, size) => count * size, 1),
  ),
});

const X = input('X', [6, 4]);
const y = input('y', [6], 'int');
const W = parameter('W', [4, 5]);
const b = parameter('b', [5]);
const V = parameter('V', [5, 5]);
const U = parameter('U', [5, 3]);

const at = {
  X: normalValue(1, [6, 4]),
  y: [0, 2, 1, 1, 0, 2],
  W: normalValue(2, [4, 5]),
  b: normalValue(3, [5]),
  V: normalValue(4, [5, 5]),
  U: normalValue(5, [5, 3]),
};

const hidden = relu(add(matmul(X, W), b));
const gated = mul(hidden, sigmoid(hidden));
const rectified = relu(matmul(gated, V));
const mixed = add(rectified, mul(tanh(gated), hidden));
const scores = matmul(mixed, U);
const dataLoss = mean(crossEntropy(scores, y));
const penalty = add(mul(1e-2, sum(square(W))), mul(1e-3, sum(mul(V, transpose(V)))));
const loss = add(add(dataLoss, penalty), mul(1e-3, sum(relu(sub(softmax(scores, 1), 0.3)))));
const wrt: readonly AnyTensor[] = [W, b, V, U];

interface Place {
  readonly node: Node;
  readonly input: number;
}

/** The graph with the derivative of one node by one input distorted. */
const planted = (whole: Tensor<[]>, { node, input }: Place, distort: (rule: Rule) => Rule): Tensor<[]> => {
  const rules = node.op.derivative as readonly Rule[]; // none of these has one for all inputs
  const derivative = node.inputs.map((_, i) => {
    const rule = rules[Math.min(i, rules.length - 1)]!;
    return i === input ? distort(rule) : rule;
  });
  const { inputs, attributes, outputs, label } = node;
  const replacement = applied({ inputs, attributes, outputs, label, op: { ...node.op, derivative } }, node.inputs);
  return rewrite(whole, (other) => (other === node ? replacement.outputs : undefined));
};

/** A rule whose result is changed. */
const after =
  (change: (derivative: Tensor) => AnyTensor) =>
  (rule: Rule): Rule =>
  (given) =>
    change(rule(given) as Tensor); // the rules below give real tensors

const sizesOf = ({ shape }: AnyTensor): readonly number[] => shape as readonly number[]; // no dimension has a name

const oneEntryOff = (derivative: Tensor): AnyTensor => {
  const shape = sizesOf(derivative);
  const data = normalValue(0, shape).data.map((_, i) => (i === 7 ? 0.7 : 0));
  return add(derivative, constant({ shape, data }) as AnyTensor as Tensor);
};

const shifted = (derivative: Tensor): AnyTensor => {
  const shape = sizesOf(derivative);
  const count = shape.reduce((product, size) => product * size, 1);
  const places = constant(
    Int32Array.from({ length: count }, (_, i) => (i + 1) % count),
    'int',
  );
  return reshape(gather(reshape(derivative, [count]), places, 0), shape);
};

const cotangentIgnored =
  (rule: Rule): Rule =>
  (given) => {
    const ones = add(mul(0, given.g), 1);
    return rule({ ...given, g: ones, cotangents: [ones] });
  };

const general: readonly (readonly [FaultKind, (rule: Rule) => Rule])[] = [
  ['sign', after((derivative) => mul(derivative, -1))],
  ['factor', after((derivative) => mul(derivative, 2))],
  ['factor', after((derivative) => mul(derivative, 1.01))],
  ['zero', after((derivative) => mul(derivative, 0))],
  ['entry', after(oneEntryOff)],
  ['shifted', after(shifted)],
  ['cotangent ignored', cotangentIgnored],
];

const search = (output: AnyTensor, point: Bindings = at, sizes: Sizes = {}, seed = 1) =>
  suspectOf(output, wrt, { at: point, sizes, key: deriveKey(seed, 'culprit') });

const nodes = nodesBetween(wrt, loss);
const isLarge = (tensor: AnyTensor): boolean => tensor.shape.length > 0;
const places = nodes.flatMap((node) =>
  node.inputs.flatMap((tensor, input) =>
    ['mul', 'matmul', 'relu'].includes(node.op.name) && isLarge(tensor) && tensor.kind === 'real'
      ? [{ node, input }]
      : [],
  ),
);

describe('in a graph of many operations the faulty one is found', () => {
  test('which has twenty and more, several of a kind', () => {
    expect(nodes.length).toBeGreaterThanOrEqual(20);
    for (const name of ['mul', 'matmul', 'relu', 'sum'])
      expect(nodes.filter(({ op }) => op.name === name).length, name).toBeGreaterThanOrEqual(3);
    expect(places.length).toBeGreaterThanOrEqual(12);
  });

  test.each(general)('by name, expression and input, its fault being "%s" %#', (kind, distort) => {
    for (const place of places) {
      const { node, input } = place;
      const found = search(planted(loss, place, distort));
      const expression = printExpression(node.outputs[0]!);
      expect(found, `${expression} by ${input}`).toMatchObject({
        operation: node.op.name,
        expression,
        input,
        fault: { kind },
      });
    }
  });

  test('where every sum forgets to divide by the number of its elements', () => {
    for (const node of nodes.filter(({ op, outputs }) => op.name === 'sum' && outputs[0]!.shape.length === 0)) {
      const count = sizesOf(node.inputs[0]!).reduce((product, size) => product * size, 1);
      const found = search(planted(loss, { node, input: 0 }, after((derivative) => mul(derivative, 1 / count)))); // prettier-ignore
      expect(found).toMatchObject({ operation: 'sum', input: 0, fault: { kind: 'count' } });
      expect(found!.fault.text).toContain(String(count));
    }
  });

  test('where a square matrix comes transposed', () => {
    const node = rectified.node.inputs[0]!.node;
    const found = search(planted(loss, { node, input: 1 }, after((derivative) => transpose(derivative)))); // prettier-ignore
    expect(found).toMatchObject({ operation: 'matmul', input: 1, fault: { kind: 'transposed' } });
  });

  test('where a matrix that is not square is read in the order of its transposed', () => {
    const confused = (derivative: Tensor): AnyTensor => reshape(transpose(derivative), sizesOf(derivative));
    const found = search(planted(loss, { node: scores.node, input: 1 }, after(confused)));
    expect(found).toMatchObject({ operation: 'matmul', input: 1, fault: { kind: 'transposed' } });
    expect(found!.fault.text).toBe('of shape [5, 3] is transposed');
  });

  test('whatever the seed', () => {
    for (let seed = 0; seed < 10; seed++) {
      const found = search(planted(loss, { node: gated.node, input: 1 }, general[0]![1]), at, {}, seed);
      expect(found).toMatchObject({ operation: 'mul', input: 1, fault: { kind: 'sign' } });
    }
  });

  test('the first of two, from the leaves on', () => {
    const wrong = general[0]![1];
    const deep = { node: hidden.node, input: 0 };
    const faulty = planted(loss, deep, wrong);
    const last = nodesBetween(wrt, faulty).findLast(({ op }) => op.name === 'matmul')!;
    expect(search(planted(faulty, { node: last, input: 1 }, wrong))).toMatchObject({ operation: 'relu', input: 0 });
  });
});

describe('in a graph that is right no operation is accused', () => {
  test.each(Array.from({ length: 10 }, (_, seed) => seed))('whatever is drawn: %d', (seed) => {
    expect(search(loss, at, {}, seed)).toBeUndefined();
  });

  const tied = parameter('x', [4]);
  const zero = { x: [0, 0, 0, 0] };
  test.each<[string, AnyTensor, Bindings]>([
    ['relu at 0', sum(relu(tied)), zero],
    ['abs at 0', sum(abs(tied)), zero],
    ['the maximum of a tie', max(tied), { x: [2, 2, 1, 2] }],
    ['the maximum of itself', sum(maximum(tied, tied)), { x: [1, 2, 3, 4] }],
    ['a maximum at the number', sum(maximum(tied, 1)), { x: [1, 1, 2, 0] }],
    [
      'rectified units whose inputs are all 0',
      mean(square(matmul(relu(matmul(X, W)), V))),
      { ...at, W: { shape: [4, 5], data: new Float64Array(20) } },
    ],
    ['an infinite slope', sum(square(mul(tied, tied))), { x: [1e100, 1, 0, -1e-100] }],
  ])('at a kink or a tie: %s', (_, output, point) => {
    const used = Object.fromEntries(Object.entries(point).filter(([name]) => !['y', 'b', 'U'].includes(name)));
    const variables = 'x' in point ? [tied] : [W, V];
    expect(suspectOf(output, variables, { at: used, sizes: {}, key: deriveKey(0, 'culprit') })).toBeUndefined();
  });

  test('nor where nothing lies between', () => {
    expect(suspectOf(W, [W], { at: { W: at.W }, sizes: {}, key: deriveKey(0, 'culprit') })).toBeUndefined();
    expect(suspectOf(l2(X), [W], { at: { X: at.X }, sizes: {}, key: deriveKey(0, 'culprit') })).toBeUndefined();
  });
});

describe('dimensions may have names, and inputs may be integers', () => {
  const rows = input('rows', ['batch', 4]);
  const labels = input('labels', ['batch'], 'int');
  const w = parameter('w', [4, 3]);
  const perSample = parameter('perSample', ['batch']);
  const logits = relu(matmul(rows, w));
  const named = mean(mul(crossEntropy(logits, labels), perSample));
  const point = { rows: at.X, labels: at.y, w: normalValue(6, [4, 3]), perSample: normalValue(7, [6]) };
  const find = (output: AnyTensor) =>
    suspectOf(output, [w, perSample], { at: point, sizes: { batch: 6 }, key: deriveKey(3, 'culprit') });

  test('and what binds them need not be near the operation', () => {
    const total = sum(mul(matmul(rows, w), 2));
    const used = { rows: at.X, w: point.w };
    const search = (output: AnyTensor) => suspectOf(output, [w], { at: used, sizes: {}, key: deriveKey(3, 'culprit') });
    expect(search(total)).toBeUndefined();
    expect(search(planted(total, { node: total.node, input: 0 }, general[0]![1]))).toMatchObject({ operation: 'sum' });
  });

  test('no operation is accused wrongly', () => {
    expect(find(named)).toBeUndefined();
    const [picked] = [sum(square(gather(logits, labels, 0)))];
    const used = { rows: at.X, labels: at.y, w: point.w };
    expect(suspectOf(picked, [w], { at: used, sizes: { batch: 6 }, key: deriveKey(3, 'culprit') })).toBeUndefined();
  });

  test.each(
    nodesBetween([w, perSample], named)
      .filter(({ inputs: [x] }) => isLarge(x!))
      .map((node) => [node.label ?? node.op.name, node] as const),
  )('a wrong sign in %s is found', (operation, node) => {
    const input = node.inputs.findIndex(({ node: { op } }) => op.name !== 'input');
    const found = find(planted(named, { node, input }, general[0]![1]));
    expect(found).toMatchObject({ operation, input, fault: { kind: 'sign', text: 'has the wrong sign' } });
  });
});

test('a broadcast whose derivative is not summed over is told by the contributions', () => {
  const first = ({ g }: { readonly g: Tensor }): AnyTensor => gather(g, constant(0, 'int'), 0);
  const node = nodesBetween([b], loss).find(({ op }) => op.name === 'broadcastTo')!;
  const found = search(planted(loss, { node, input: 0 }, () => first as Rule));
  expect(found).toMatchObject({ operation: 'broadcastTo', input: 0, fault: { kind: 'sum missing' } });
});

test('an operation with a label is accused by it', () => {
  const labelled = sum(label('penalty', square(W)));
  const node = nodesBetween([W], labelled)[0]!;
  const found = suspectOf(planted(labelled, { node, input: 0 }, general[0]![1]), [W], {
    at: { W: at.W },
    sizes: {},
    key: deriveKey(0, 'culprit'),
  });
  expect(found).toMatchObject({ operation: 'penalty' });
});

describe('a search is complete', () => {
  const x = parameter('x', [2]);
  const completeness = (output: AnyTensor, x0: readonly number[]) =>
    findCulprit(output, [x], { at: { x: x0 }, sizes: {}, key: deriveKey(0, 'culprit') });
  test('where every operation could be checked by itself', () => {
    expect(completeness(sum(square(x)), [1, 2])).toEqual({ suspect: undefined, isComplete: true });
  });
  test('but not where one had no finite value', () => {
    expect(completeness(sum(div(1, x)), [0, 2])).toEqual({ suspect: undefined, isComplete: false });
  });
  test('nor where there were too many', () => {
    let y: AnyTensor = x;
    for (let i = 0; i < 2500; i++) y = mul(y as typeof x, 1);
    expect(completeness(y, [1, 2])).toEqual({ suspect: undefined, isComplete: false });
  });
});

test('what is wrong with the derivative of any output is found', () => {
  const [q, r] = qr(W);
  const whole = add(sum(mul(q, constant(normalValue(6, [4, 4])))), sum(square(r)));
  const find = (output: AnyTensor) =>
    findCulprit(output, [W], { at: { W: at.W }, sizes: {}, key: deriveKey(0, 'culprit') });
  expect(find(whole)).toEqual({ suspect: undefined, isComplete: true });
  const node = nodesBetween([W], whole).find(({ op }) => op.name === 'qr')!;
  const tripled = (rule: Rule) => (at: Parameters<Rule>[0]) => {
    const [g, h] = at.cotangents;
    return rule({ ...at, cotangents: [g!, mul(h!, 3)] });
  };
  expect(find(planted(whole, { node, input: 0 }, tripled)).suspect).toMatchObject({
    operation: 'qr',
    fault: { kind: 'factor' },
  });
});
