import { describe, expect, test } from 'vitest';
import { sumTo } from './broadcast.ts';
import { add, scale } from './derivative/cotangent.ts';
import { attempt, indexOutOfRange } from './error.ts';
import { evaluate } from './evaluation/evaluate.ts';
import { gradient } from './derivative/gradient.ts';
import { constant, input, leavesOf, nameOf, parameter, state } from './leaf.ts';
import { isTensor, label } from './application.ts';
import type { Tensor } from './node.ts';
import { defineOp, outcome } from './op.ts';

const x = input('x', []);

test('isTensor tells tensors from everything else', () => {
  for (const tensor of [x, constant(1), add(x, 1), input('labels', ['batch'], 'int')])
    expect(isTensor(tensor)).toBe(true);
  for (const other of [undefined, null, 1, 'x', [], {}, [x], { shape: [], kind: 'real' }])
    expect(isTensor(other)).toBe(false);
});

test('constant is what no leaf but constants can change', () => {
  expect(constant([1, 2]).isConstant).toBe(true);
  expect(add(constant(1), add(2, 3)).isConstant).toBe(true);
  for (const leaf of [x, parameter('w', []), state('v', [])]) {
    expect(leaf.isConstant).toBe(false);
    expect(add(constant(1), leaf).isConstant).toBe(false);
  }
});

describe('label', () => {
  const hidden = label('hidden', add(x, 1));

  test('names a node in listings, and changes nothing else', () => {
    expect(String(hidden)).toBe('hidden(x, 1): []');
    expect(evaluate(hidden, { x: 2 }).data[0]).toBe(3);
    expect(leavesOf(hidden)).toEqual([x]);
    const [slope] = gradient(add(hidden, hidden), [x]);
    expect(evaluate(slope).data[0]).toBe(2);
  });

  test('leaves the tensor it was given as it was', () => {
    const sum = add(x, 1);
    label('hidden', sum);
    expect(sum.node.label).toBeUndefined();
  });

  test('does not give a leaf another name', () => {
    expect(nameOf(label('other', x))).toBe('x');
  });

  test('is the name that errors give', () => {
    const first = defineOp('first', (_: Tensor<['n']>) => outcome([]), {
      kernel: ({ operation, inputs: [x], outputs: [y] }) => {
        if (x.data.length === 0) return indexOutOfRange(operation, 0, 0, []);
        y.data[0] = x.data[0]!;
      },
    });
    const output = first(input('v', ['n']));
    expect(attempt(() => evaluate(output, { v: [] }))).toMatchObject({ left: { operation: 'first' } });
    expect(attempt(() => evaluate(label('start', output), { v: [] }))).toMatchObject({ left: { operation: 'start' } });
    expect(() => gradient(label('start', output), [output.node.inputs[0] as Tensor])).toThrow(
      'gradient: every operation on the way must declare a derivative, got start',
    );
  });
});

test('String gives the expression of a tensor', () => {
  expect(`${add(x, 1)}`).toBe('add(x, 1): []');
});

test('derivatives inherit the label of what they are derivatives of', () => {
  const w = parameter('w', [2]);
  const hidden = label('hidden', scale(w, w));
  const [slope] = gradient(sumTo(hidden, []), [w]);
  expect(slope.node.inputs.map(({ node }) => node.label)).toEqual(['hidden', 'hidden']);
});
