import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import { type Bindable, decodeValue } from './decode.ts';
import type { Kind } from './kind.ts';
import type { NumericArray, Precision } from './value.ts';

const { NaN: nan } = Number;

describe('an array that already holds the kind is used without a copy', () => {
  test.each<readonly [Kind, Precision, NumericArray]>([
    ['real', 'float64', Float64Array.of(1, 2)],
    ['real', 'float32', Float32Array.of(1, 2)],
    ['int', 'float64', Int32Array.of(1, 2)],
    ['bool', 'float64', Uint8Array.of(1, 0)],
  ])('%s in %s', (kind, precision, data) => {
    expect(decodeValue(kind, data, precision)).toMatchObject({ right: { shape: [2] } });
    for (const source of [data, { shape: [2, 1], data }])
      expect(E.getOrElse<unknown, unknown>(() => undefined)(decodeValue(kind, source, precision))).toHaveProperty(
        'data',
        expect.toSatisfy((decoded) => decoded === data),
      );
  });
});

describe('any other array is converted', () => {
  test.each<readonly [string, NumericArray]>(
    [
      Float64Array.of(0, 1),
      Float32Array.of(0, 1),
      Int32Array.of(0, 1),
      Uint32Array.of(0, 1),
      Int16Array.of(0, 1),
      Uint16Array.of(0, 1),
      Int8Array.of(0, 1),
      Uint8Array.of(0, 1),
      Uint8ClampedArray.of(0, 1),
      Buffer.of(0, 1),
    ].map((data) => [data.constructor.name, data]),
  )('%s', (_, data) => {
    expect(decodeValue('real', data, 'float64')).toEqual(E.right({ shape: [2], data: Float64Array.of(0, 1) }));
    expect(decodeValue('real', data, 'float32')).toEqual(E.right({ shape: [2], data: Float32Array.of(0, 1) }));
    expect(decodeValue('int', data, 'float64')).toEqual(E.right({ shape: [2], data: Int32Array.of(0, 1) }));
    expect(decodeValue('bool', data, 'float64')).toEqual(E.right({ shape: [2], data: Uint8Array.of(0, 1) }));
  });

  test('float32 rounds', () => {
    expect(decodeValue('real', 0.1, 'float32')).toEqual(E.right({ shape: [], data: Float32Array.of(0.1) }));
  });
});

test('NaN and infinity are real numbers', () => {
  const data = Float64Array.of(nan, Infinity, -Infinity);
  expect(decodeValue('real', [nan, Infinity, -Infinity], 'float64')).toEqual(E.right({ shape: [3], data }));
});

test('truth values are 1 and 0 as real numbers, and no integers', () => {
  expect(decodeValue('real', [true, false], 'float64')).toEqual(E.right({ shape: [2], data: Float64Array.of(1, 0) }));
  expect(decodeValue('int', [true, false], 'float64')).toMatchObject({ left: { got: true, position: [0] } });
});

describe('an element of another kind is refused with its position', () => {
  test.each<readonly [Kind, Bindable, unknown, number[]]>([
    ['int', [0, 1, 2.5], 2.5, [2]],
    [
      'int',
      [
        [0, 1],
        [2, nan],
      ],
      nan,
      [1, 1],
    ],
    ['int', Infinity, Infinity, []],
    ['int', 2 ** 31, 2 ** 31, []],
    ['int', Uint32Array.of(1, 0xffffffff), 0xffffffff, [1]],
    ['int', { shape: [2, 2], data: Float64Array.of(1, 2, 3, 4.5) }, 4.5, [1, 1]],
    ['bool', [true, 2], 2, [1]],
    ['bool', Float64Array.of(0, 0.5), 0.5, [1]],
    ['bool', Uint8Array.of(0, 255), 255, [1]],
  ])('%s from %j', (kind, source, got, position) => {
    expect(decodeValue(kind, source, 'float64')).toMatchObject(E.left({ got, position }));
  });
});

describe('what does not stand for numbers is refused', () => {
  test.each<readonly [unknown]>([
    ['3'],
    [undefined],
    [null],
    [3n],
    [() => 3],
    [{}],
    [['1']],
    [[[1], [2, 3]]],
    [{ shape: [2], data: [1, 2] }],
    [{ shape: [2], data: '12' }],
    [{ shape: 2, data: Float64Array.of(1, 2) }],
    [{ shape: [-1], data: new Float64Array(0) }],
    [{ shape: [0.5], data: new Float64Array(0) }],
    [{ shape: ['batch'], data: new Float64Array(0) }],
    [{ data: Float64Array.of(1) }],
    [new DataView(new ArrayBuffer(8))],
    [BigInt64Array.of(1n)],
  ])('%o', (source) => {
    expect(decodeValue('real', source as Bindable, 'float64')).toMatchObject(
      E.left({ rule: 'must be a number, rectangular nested arrays of numbers, or { shape, data }' }),
    );
  });

  test('data of another length than its shape says', () => {
    expect(decodeValue('real', { shape: [2, 3], data: new Float64Array(5) }, 'float64')).toEqual(
      E.left({ rule: 'data must have as many elements as shape [2, 3]', got: 5, position: [] }),
    );
  });
});
