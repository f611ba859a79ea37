import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { broadcastTo, size, sumTo } from '../broadcast.ts';
import { add, scale } from '../derivative/cotangent.ts';
import { customGradient } from '../derivative/custom.ts';
import { attempt, indexOutOfRange } from '../error.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { gradient } from '../derivative/gradient.ts';
import { constant, input, parameter } from '../leaf.ts';
import type { AnyTensor, Tensor } from '../node.ts';
import { label } from '../application.ts';
import { numberOf } from '../number.ts';
import { defineOp, outcome } from '../op.ts';
import { s } from '../scalar.ts';
import type { Shape } from '../shape.ts';
import { simplify } from './simplify.ts';
import { visit } from '../topology.ts';

const x = input('x', [2]);
const y = input('y', [2]);
const countOfNodes = (...tensors: readonly AnyTensor[]): number => visit(tensors).nodes.length;

const divide = defineOp('divide', <S extends Shape>(a: Tensor<S>, _b: Tensor<S>) => outcome<S>(a.shape), {
  scalar: s.div,
});
const pick = defineOp('pick', (i: Tensor<[], 'int'>) => outcome(i.shape), {
  kinds: ['int'],
  kernel: ({ operation }) => indexOutOfRange(operation, 7, 3, []),
});

describe('simplify', () => {
  test('computes once what is computed twice, across all outputs', () => {
    const { a, b } = simplify({ a: add(add(x, y), 1), b: scale(add(x, y), 2) });
    expect(a.node.inputs[0]).toBe(b.node.inputs[0]);
  });

  test.each<readonly [string, AnyTensor, AnyTensor]>([
    ['operands in another order', add(x, y), add(y, x)],
    ['another shape', broadcastTo(x, [3, 2]), broadcastTo(x, [4, 2])],
    ['another element', constant([1, 2]), constant([1, 3])],
    ['large arrays of as many elements', constant(Array(100).fill(1)), constant(Array(100).fill(2))],
    ['0 and −0', add(x, 0), add(x, -0)],
    ['another label', label('a', add(x, y)), label('b', add(x, y))],
    ['another function', customGradient(x, [x], ({ g }) => [g]), customGradient(x, [x], ({ g }) => [scale(g, 2)])],
    ['integers and real numbers', broadcastTo(constant(1), [2]), broadcastTo(constant(1, 'int'), [2])],
  ])('keeps %s apart', (_, a, b) => {
    const kept = simplify({ a, b });
    expect(kept.a).not.toBe(kept.b);
  });

  test('folds small constants where both precisions agree on them, and leaves others alone', () => {
    expect(numberOf(simplify(scale(add(constant(1), 2), 4)))).toBe(12);
    const third = divide(constant(1), constant(3));
    expect(numberOf(simplify(third))).toBe(1 / 3);
    const sum = add(constant(0.1), 0.2); // 0.30000000000000004, in float32 0.3 rounded otherwise
    const bits = (tensor: AnyTensor) =>
      (['float64', 'float32'] as const).map((precision) => evaluate(tensor, {}, { precision }).data[0]);
    expect(bits(simplify(sum))).toEqual(bits(sum));
    expect(countOfNodes(simplify(broadcastTo(constant(1), [1000])))).toBe(2);
    expect(simplify(size(['batch']))).toMatchObject({ node: { op: { name: 'size' } } });
  });

  test('leaves what is refused to the evaluation', () => {
    expect(attempt(() => evaluate(simplify(pick(constant(7, 'int')))))).toMatchObject({
      left: { _tag: 'IndexOutOfRange' },
    });
  });

  test('makes gradients shorter', () => {
    const w = parameter('w', [3]);
    const [slope] = gradient(sumTo(scale(scale(w, w), w), []), [w]);
    const shorter = simplify(slope);
    expect(countOfNodes(shorter)).toBeLessThan(countOfNodes(slope));
    expect(evaluate(shorter, { w: [1, 2, 3] }).data).toEqual(Float64Array.of(3, 12, 27));
  });

  const element = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, -1, Infinity, -Infinity, Number.NaN));
  const graph = fc.letrec<{ node: Tensor<[2]> }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(x, y),
      element.map((number) => broadcastTo(constant(number), [2])),
      fc.tuple(tie('node'), tie('node')).map(([a, b]) => add(a, b)),
      fc.tuple(tie('node'), tie('node')).map(([a, b]) => scale(a, b)),
      fc.tuple(tie('node'), tie('node')).map(([a, b]) => divide(a, b)),
    ),
  })).node;
  const pair = fc.tuple(element, element);

  property.prop([graph, pair, pair], { numRuns: 500 })('changes no bit at either precision', (tensor, a, b) => {
    const bindings = { x: a, y: b };
    const simpler = simplify(tensor);
    for (const precision of ['float64', 'float32'] as const)
      expect(evaluate(simpler, bindings, { precision }).data).toEqual(evaluate(tensor, bindings, { precision }).data);
    expect(countOfNodes(simpler)).toBeLessThanOrEqual(countOfNodes(tensor));
  });
});
