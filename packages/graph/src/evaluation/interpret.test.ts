import { describe, expect, test } from 'vitest';
import { sumTo } from '../broadcast.ts';
import { add, scale } from '../derivative/cotangent.ts';
import { AdjointError } from '../error.ts';
import { interpret } from './interpret.ts';
import { input, parameter, state } from '../leaf.ts';
import type { AnyTensor, Tensor } from '../node.ts';
import type { Shape } from '../shape.ts';
import { toValue } from '../value.ts';

const x = input('x', []);
const a = parameter<Shape>('a', []);
const b = state<Shape>('b', []);
const held = { a: toValue(1), b: toValue(10) };
const swap = [
  { leaf: a, next: b },
  { leaf: b, next: a },
];
const inc = [{ leaf: a, next: add<Shape>(a, x as AnyTensor as Tensor) }];

describe('an interpreted program', () => {
  test('computes its outputs from what is bound and what is held', () => {
    const { run } = interpret({ sum: add(x, a), product: scale(x as AnyTensor as Tensor, b) }, { held });
    expect(run({ x: 3 })).toEqual({ sum: toValue(4), product: toValue(30) });
  });
  test('keeps what it holds where nothing is updated', () => {
    const program = interpret({ sum: add(x, a) }, { held });
    program.run({ x: 3 });
    expect(program.held()).toEqual(held);
  });
  test('gives the outputs before the update, and holds what comes after', () => {
    const program = interpret({ a }, { held, updates: inc });
    expect([program.run({ x: 3 }), program.run({ x: 5 })]).toEqual([{ a: toValue(1) }, { a: toValue(4) }]);
    expect(program.held()['a']).toEqual(toValue(9));
  });
  test('reads all before it writes any', () => {
    const program = interpret({}, { held, updates: swap });
    program.run({});
    expect(program.held()).toEqual({ a: toValue(10), b: toValue(1) });
  });
  test('hands out copies, and does not change what it was given', () => {
    const program = interpret({ a }, { held, updates: inc });
    program.held()['a']!.data.fill(99);
    program.run({ x: 1 })['a']!.data.fill(99);
    expect(program.held()['a']).toEqual(toValue(2));
    expect(held.a).toEqual(toValue(1));
  });
  test('of no outputs and no updates does nothing', () => {
    expect(interpret({}).run({})).toEqual({});
  });
  test('takes the sizes of named dimensions', () => {
    const v = parameter('v', ['n']);
    const { run } = interpret({ sum: sumTo(v, []) }, { held: { v: toValue([1, 2]) }, sizes: { n: 2 } });
    expect(run({})).toEqual({ sum: toValue(3) });
  });
  test('changes nothing in a run in which not all is true that must be', () => {
    const due = input('due', [2], 'bool');
    for (const [truths, expected] of [
      [[true, true], 4],
      [[true, false], 1],
    ] as const) {
      const program = interpret({ a }, { held, updates: inc, when: due });
      expect(program.run({ x: 3, due: truths }).a).toEqual(toValue(1));
      expect(program.held(['a'])).toEqual({ a: toValue(expected) });
    }
  });
  test('holds numbers as wide as it computes, whatever they were', () => {
    const { held } = interpret({ a }, { held: { a: { shape: [], data: Uint8Array.of(7) } }, precision: 'float32' });
    expect(held()).toEqual({ a: { shape: [], data: Float32Array.of(7) } });
  });
  test('that lacks a binding throws, and holds what it held', () => {
    const program = interpret({ sum: add(x, a) }, { held, updates: inc });
    expect(() => program.run({})).toThrow(AdjointError);
    expect(program.held()).toEqual(held);
  });
});
