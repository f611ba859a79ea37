import { type AnyTensor, evaluate, input, type Shape, type Tensor } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { failureOf, testConventions } from '../test/convention.ts';
import { empty } from '../test/conventions/empty.ts';
import { argmax, argmin, max, min } from './index.ts';

testConventions(empty);

describe('empty axes are refused', () => {
  const refusing: readonly (readonly [string, (x: Tensor, axis: number) => AnyTensor])[] = [
    ['max', max],
    ['min', min],
    ['argmax', argmax],
    ['argmin', argmin],
  ];
  const nothing = { shape: [0, 3], data: new Float64Array() };

  test.each(refusing)('by %s, when the graph is built', (name, op) => {
    expect(failureOf(() => op(input('x', [0] as Shape), 0))).toMatchObject({
      _tag: 'EmptyReduction',
      message: `${name}: the reduced axes must not be empty, got shape [0]`,
    });
  });

  test.each(refusing)('by %s, when a named dimension turns out to be 0', (name, op) => {
    expect(failureOf(() => evaluate(op(input('x', ['batch', 3] as Shape), 0), { x: nothing }))).toMatchObject({
      _tag: 'EmptyReduction',
      message: `${name}: the reduced axes must not be empty, got shape [0, 3]`,
    });
  });

  test.each(refusing)('but not by %s of lines of which there are none', (_, op) => {
    expect(evaluate(op(input('x', ['batch', 3] as Shape), 1), { x: nothing }).shape).toEqual([0]);
  });
});
