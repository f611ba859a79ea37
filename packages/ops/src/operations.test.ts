import {
  type AnyTensor,
  constant,
  type Dim,
  evaluate,
  fromJSON,
  gradient,
  input,
  parameter,
  s,
  scale,
  type Shape,
  type Tensor,
  toJSON,
} from '@adjoint/graph';
import { checkOp } from '@adjoint/gradcheck';
import { describe, expect, test } from 'vitest';
import { samples } from '../test/samples.ts';
import { elementwise } from '../test/samples/pattern.ts';
import * as ops from './index.ts';

/** Everything that is exported, by its name. */
const exported: Readonly<Record<string, (...operands: never[]) => unknown>> = ops;

/** They declare operations, derive, rewrite graphs, or make starting values. */
const notOperations: readonly (keyof typeof ops)[] = [
  'arithmetic',
  'binary',
  'filled',
  'hessian',
  'initialize',
  'jacobian',
  'normal',
  'ones',
  'reduction',
  'stabilize',
  'unary',
  'unaryOfNumbers',
  'uniform',
  'zeros',
];

test('every exported operation has samples', () => {
  expect([...Object.keys(samples), ...notOperations].toSorted()).toEqual(Object.keys(exported).toSorted());
});

describe('values, shapes, precisions, named dimensions and derivatives are right:', () => {
  test.each(Object.entries(samples))('%s', (name, samples) => {
    const { ok, text } = checkOp(exported[name]!, samples, { name }); // as the test above has it
    expect(ok, text).toBe(true);
  });
});

describe('graphs, gradients and curvatures can be read from a file with no operations but those exported:', () => {
  const sumOf = (tensors: readonly AnyTensor[]): Tensor<[]> =>
    tensors.filter((tensor) => tensor.kind === 'real').map((tensor) => ops.sum(ops.sin(tensor as Tensor))).reduce((sum, term) => ops.add(sum, term), constant(0)); // prettier-ignore
  test.each(Object.entries(samples))('%s', (_, samples) => {
    for (const { operands, build } of samples) {
      const leaves = operands.map(({ shape, kind }, index) => input<Shape, typeof kind>(`x${index}`, [...shape], kind));
      const outputs = [build(leaves)].flat();
      const variables = leaves.filter((leaf): leaf is Tensor => leaf.kind === 'real');
      const slopes = gradient(sumOf(outputs), variables, { unused: 'zeros' });
      const curvatures = gradient(sumOf(slopes), variables, { unused: 'zeros' });
      const graph = toJSON(Object.fromEntries([...outputs, ...slopes, ...curvatures].entries()));
      expect(toJSON(fromJSON(JSON.stringify(graph), { operations: ops }))).toEqual(graph);
    }
  });
});

describe('no derivative flows', () => {
  const x = parameter('x', [3]);
  const y = parameter('y', [3]);
  const through: readonly (readonly [string, AnyTensor])[] = [
    ['equal', ops.toReal(ops.equal(x, y))],
    ['notEqual', ops.toReal(ops.notEqual(x, y))],
    ['less', ops.toReal(ops.less(x, y))],
    ['lessEqual', ops.toReal(ops.lessEqual(x, y))],
    ['greater', ops.toReal(ops.greater(x, y))],
    ['greaterEqual', ops.toReal(ops.greaterEqual(x, y))],
    ['and', ops.toReal(ops.and(ops.less(x, y), ops.less(x, 0)))],
    ['or', ops.toReal(ops.or(ops.less(x, y), ops.less(x, 0)))],
    ['not', ops.toReal(ops.not(ops.less(x, y)))],
    ['argmax', ops.toReal(ops.argmax(ops.add(x, y)))],
    ['argmin', ops.toReal(ops.argmin(ops.add(x, y)))],
    ['any', ops.toReal(ops.any(ops.less(x, y)))],
    ['all', ops.toReal(ops.all(ops.less(x, y)))],
    ['toInt', ops.toReal(ops.toInt(ops.add(x, y)))],
    ['accuracy', ops.accuracy(ops.add(x, y), constant(1, 'int'))],
    ['the key of randomUniform', ops.randomUniform(ops.toInt(ops.sum(ops.add(x, y))), [2])],
    ['the key of randomNormal', ops.randomNormal(ops.toInt(ops.sum(ops.add(x, y))), [2])],
    ['the mask of where', ops.where(ops.less(x, y), 1, 2)],
    ['the index of takeAlongAxis', ops.takeAlongAxis(constant([1, 2, 3]), ops.toInt(ops.add(x, y)), 0)],
    ['oneHot', ops.oneHot(ops.toInt(ops.add(x, y)), 4)],
    ['the index of gather', ops.gather(constant([1, 2, 3]), ops.toInt(ops.add(x, y)), 0)],
    ['sign', ops.sign(ops.mul(x, y))],
  ];
  test.each(through)('through %s: zeros of the shape of the variable', (_, result) => {
    const [dx, dy] = gradient(ops.sum(result as Tensor), [x, y], { unused: 'zeros' });
    const bindings = { x: [0.5, 1.5, 2.5], y: [0.1, -0.2, -0.3] };
    expect([...evaluate(dx, bindings).data]).toEqual([0, 0, 0]);
    expect([...evaluate(dy, bindings).data]).toEqual([0, 0, 0]);
  });
});

test('the gradient over named dimensions is that over their sizes', () => {
  const bindings = { x: [[0.3, -1.2, 2], [1, 0.1, -0.4]], w: [0.5, 0.25, -1], y: [2, 0] }; // prettier-ignore
  const slopes = (batch: Dim) => {
    const x = parameter('x', [batch, 3]);
    const w = parameter('w', [3]);
    const y = ops.toInt(parameter('y', [batch]));
    const scores = ops.mul(ops.square(x), w);
    const loss = ops.add(ops.mean(ops.crossEntropy(scores, y)), ops.mean(ops.hinge(scores, y)));
    const [dx, dw] = gradient(loss, [x, w]);
    return Object.values(evaluate({ dx, dw }, bindings)).map(({ data }) => [...data]);
  };
  expect(slopes('batch')).toEqual(slopes(2));
});

test.each([
  ['0.1 % too large', 1.001],
  ['of the wrong sign', -1],
  ['zero', 0],
])('the comparison with differences notices a derivative that is %s', (_, factor) => {
  const faulty = ops.unary('faulty', s.exp, ({ g, y }) => scale(g, ops.mul(factor, y)));
  const { checks } = checkOp(faulty, elementwise(faulty, Math.exp));
  expect(checks.find(({ verdict }) => verdict === 'failed')?.check).toBe('gradient');
});
