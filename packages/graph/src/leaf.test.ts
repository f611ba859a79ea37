import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { broadcastTo } from './broadcast.ts';
import { add, scale } from './derivative/cotangent.ts';
import type { Dim } from './dim.ts';
import { attempt } from './error.ts';
import { evaluate } from './evaluation/evaluate.ts';
import type { Kind } from './kind.ts';
import { constant, type InitialValue, input, leavesOf, nameOf, parameter, parametersOf, state } from './leaf.ts';
import { initialOf } from './initial.ts';
import { toArray } from './value.ts';

const halves: InitialValue = (shape) => broadcastTo(constant(0.5), shape);

describe('input, parameter and state', () => {
  test('have the name, shape and kind they are given', () => {
    const labels = input('labels', ['batch'], 'int');
    expect(nameOf(labels)).toBe('labels');
    expect(labels.shape).toEqual(['batch']);
    expect(labels.kind).toBe('int');
    expect(input('x', []).kind).toBe('real');
    expect(parameter('W', [64, 10]).kind).toBe('real');
    expect(state('velocity', [64, 10]).node.op.role).toBe('state');
  });

  test('keep their shape whatever happens to the array that stated it', () => {
    const shape: [Dim, Dim] = ['batch', 10];
    const x = input('x', shape);
    shape[1] = 11;
    expect(x.shape).toEqual(['batch', 10]);
  });

  test('a parameter and a state start from zeros, or from what is declared', () => {
    expect(toArray(evaluate(initialOf(parameter('W', [2, 2]))!))).toEqual([[0, 0], [0, 0]]); // prettier-ignore
    expect(toArray(evaluate(initialOf(state('v', []))!))).toBe(0);
    expect(toArray(evaluate(initialOf(parameter('W', [2], halves))!))).toEqual([0.5, 0.5]);
    expect(toArray(evaluate(initialOf(parameter('W', [2], constant(3)))!))).toEqual([3, 3]);
    expect(toArray(evaluate(initialOf(parameter('W', [2], constant([1, 2])))!))).toEqual([1, 2]);
    expect(initialOf(input('x', []))).toBeUndefined();
  });

  test.each<readonly [string, unknown]>([
    ['parameter W: the initial value must have its shape, got [3] and [2]', constant([1, 2, 3])],
    ['parameter W: the initial value must be a real tensor, or a function that makes one, got 3', 3],
    [
      'parameter W: the initial value must be a real tensor, or a function that makes one, got undefined',
      () => undefined,
    ],
    ["parameter W: the initial value may depend on its key alone, got 'x'", () => input('x', [])],
  ])('%s', (message, start) => {
    expect(attempt(() => parameter('W', [2], start as InitialValue))).toMatchObject({ left: { message } });
  });

  test.each<readonly [unknown]>([[''], [undefined], [3], [null]])('refuse %o as a name', (name) => {
    const refused = { left: { _tag: 'InvalidArgument', rule: 'the name must be a string that is not empty' } };
    expect(attempt(() => input(name as string, []))).toMatchObject(refused);
    expect(attempt(() => parameter(name as string, []))).toMatchObject(refused);
    expect(attempt(() => state(name as string, []))).toMatchObject(refused);
  });

  test.each<readonly [unknown]>([
    [[-1]],
    [[2.5]],
    [['2 rows']],
    [['batch', Number.NaN]],
    [[null]],
    [[undefined]],
    [[[2]]],
    [3],
    ['batch'],
  ])('refuse %j as a shape', (shape) => {
    expect(() => input('x', shape as Dim[])).toThrow('input x: dimensions must be sizes from 0 up or names, got');
    expect(() => parameter('W', shape as Dim[])).toThrow('parameter W: dimensions must be sizes from 0 up or names');
  });
});

describe('constant', () => {
  test.each<readonly [kind: Kind, value: never, array: unknown]>([
    ['real', 2.5 as never, 2.5],
    [
      'real',
      [
        [1, 2],
        [3, 4],
      ] as never,
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['real', Float32Array.of(1, 2) as never, [1, 2]],
    ['real', { shape: [1, 2], data: Int8Array.of(1, 2) } as never, [[1, 2]]],
    ['int', 3 as never, 3],
    ['int', [-0x80000000, 0x7fffffff] as never, [-0x80000000, 0x7fffffff]],
    ['bool', true as never, 1],
    ['bool', [true, false, 1, 0] as never, [1, 0, 1, 0]],
  ])('of kind %s holds %j', (kind, value, array) => {
    const fixed = constant(value, kind);
    expect(fixed.kind).toBe(kind);
    expect(toArray(evaluate(fixed))).toEqual(array);
  });

  test('does not change with the array or the shape it was made from', () => {
    const data = Float64Array.of(1, 2);
    const shape = [2];
    const fixed = [constant(data), constant({ shape, data })];
    data[0] = 7;
    shape[0] = 1;
    for (const tensor of fixed) expect(evaluate(tensor)).toEqual({ shape: [2], data: Float64Array.of(1, 2) });
  });

  test('does not change with the value that an evaluation gave', () => {
    const fixed = constant([1, 2]);
    evaluate(fixed).data[0] = 7;
    expect([...evaluate(fixed).data]).toEqual([1, 2]);
  });

  test.each<readonly [value: unknown, kind: Kind, message: string]>([
    [[[1], [2, 3]], 'real', 'constant: must be a number, rectangular nested arrays of numbers, or { shape, data }'],
    ['1', 'real', "constant: must be a number, rectangular nested arrays of numbers, or { shape, data }, got '1'"],
    [{ shape: [2], data: Float64Array.of(1) }, 'real', 'constant: data must have as many elements as shape [2], got 1'],
    [[1, 2.5], 'int', 'constant: must be an integer of 32 bits, got 2.5'],
    [2 ** 31, 'int', 'constant: must be an integer of 32 bits, got 2147483648'],
    [[true, 2], 'bool', 'constant: must be true or false, got 2'],
  ])('refuses %j as %s', (value, kind, message) => {
    expect(() => constant(value as number, kind)).toThrow(message);
  });

  test('has no name and needs no binding', () => {
    expect(nameOf(constant(1))).toBeUndefined();
    expect(leavesOf(add(constant(1), 2))).toEqual([]);
  });
});

describe('leavesOf and parametersOf', () => {
  const x = input('x', []);
  const w = parameter('w', []);
  const v = state('v', []);

  test('list leaves once, in the order of first use', () => {
    expect(leavesOf(add(w, x), scale(x, add(v, w)))).toEqual([w, x, v]);
    expect(leavesOf(x, x)).toEqual([x]);
    expect(leavesOf()).toEqual([]);
  });

  test('parametersOf leaves out inputs and states', () => {
    expect(parametersOf(add(add(x, w), v))).toEqual([w]);
  });

  test('two leaves of one name are an error, whatever they are', () => {
    const message = "graph: leaf names must be unique, got two leaves named 'x'; share one leaf or rename the other";
    expect(() => leavesOf(add(x, input('x', [])))).toThrow(message);
    expect(() => parametersOf(add(x, parameter('x', [])))).toThrow(message);
    expect(attempt(() => leavesOf(x, state('x', [])))).toMatchObject({ left: { _tag: 'DuplicateLeaf', name: 'x' } });
  });

  test.prop([fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 5 })])(
    'take any names apart',
    (names) => {
      const leaves = names.map((name) => input(name, []));
      expect(leavesOf(...leaves).map(nameOf)).toEqual(names);
    },
  );
});

test('a leaf of an unknown kind is refused', () => {
  expect(attempt(() => input('x', [], 'float' as never))).toMatchObject({
    left: { _tag: 'InvalidArgument', message: "input x: the kind must be real, int or bool, got 'float'" },
  });
});
