import { fc, test as property } from '@fast-check/vitest';
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import { decodeIdx } from './idx.ts';

const idx = (code: number, sizes: readonly number[], numbers: Uint8Array): Uint8Array => {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, code, sizes.length]);
  sizes.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis));
  return new Uint8Array(Buffer.concat([header, numbers]));
};

/** Numbers in big-endian order. */
const bigEndian = (
  width: number,
  numbers: readonly number[],
  write: (view: DataView, at: number, x: number) => void,
) => {
  const view = new DataView(new ArrayBuffer(width * numbers.length));
  numbers.forEach((x, i) => write(view, width * i, x));
  return new Uint8Array(view.buffer);
};

const failureOf = (bytes: Uint8Array) => {
  const result = decodeIdx('sample', 'file', bytes);
  if (E.isRight(result)) throw new Error('the file was accepted');
  return result.left;
};

describe('an IDX file', () => {
  test.each([
    [0x08, Uint8Array.of(0, 1, 255), Uint8Array.of(0, 1, 255)],
    [0x09, Int8Array.of(0, -1, -128), Uint8Array.of(0, 255, 128)],
    [0x0b, Int16Array.of(0, -2, 258), bigEndian(2, [0, -2, 258], (view, at, x) => view.setInt16(at, x))],
    [
      0x0c,
      Int32Array.of(0, -2, 2 ** 30 + 1),
      bigEndian(4, [0, -2, 2 ** 30 + 1], (view, at, x) => view.setInt32(at, x)),
    ],
    [0x0d, Float32Array.of(0, -2, 0.5), bigEndian(4, [0, -2, 0.5], (view, at, x) => view.setFloat32(at, x))],
    [0x0e, Float64Array.of(0, -2, 0.1), bigEndian(8, [0, -2, 0.1], (view, at, x) => view.setFloat64(at, x))],
  ])('of type %d is decoded, wherever its bytes lie', (code, data, numbers) => {
    const file = idx(code, [3, 1], numbers);
    const shifted = new Uint8Array(file.length + 3).subarray(3);
    shifted.set(file);
    expect(decodeIdx('sample', 'file', file)).toEqual(E.right({ shape: [3, 1], data }));
    expect(decodeIdx('sample', 'file', shifted)).toEqual(E.right({ shape: [3, 1], data }));
  });

  test('of bytes is not copied', () => {
    const file = idx(0x08, [2], Uint8Array.of(1, 2));
    const result = decodeIdx('sample', 'file', file);
    expect(E.isRight(result) && result.right.data.buffer).toBe(file.buffer);
  });

  test('may hold a single number, or none', () => {
    expect(decodeIdx('sample', 'file', idx(0x08, [], Uint8Array.of(7)))).toEqual(
      E.right({ shape: [], data: Uint8Array.of(7) }),
    );
    expect(decodeIdx('sample', 'file', idx(0x0d, [0, 9], Uint8Array.of()))).toEqual(
      E.right({ shape: [0, 9], data: new Float32Array(0) }),
    );
  });

  test.each<readonly [string, Uint8Array, number, string]>([
    ['nothing', Uint8Array.of(), 0, 'an IDX file must begin with 4 bytes, got 0'],
    ['half a header', Uint8Array.of(0, 0, 8), 3, 'an IDX file must begin with 4 bytes, got 3'],
    ['other first bytes', Uint8Array.of(0, 1, 8, 1), 0, 'an IDX file must begin with two zero bytes, got 0, 1'],
    [
      'an unknown type',
      Uint8Array.of(0, 0, 10, 0),
      2,
      'the type must be one of 0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e, got 0x0a',
    ],
    ['too few sizes', Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 1), 8, '2 axes must have a size of 4 bytes each, got 4 bytes'],
    ['too few numbers', idx(0x0b, [3], new Uint8Array(5)), 8, 'shape [3] must have 6 bytes of numbers, got 5'],
    ['too many numbers', idx(0x08, [3], new Uint8Array(4)), 8, 'shape [3] must have 3 bytes of numbers, got 4'],
  ])('with %s is refused with the offset', (_, bytes, offset, message) => {
    expect(failureOf(bytes)).toMatchObject({
      _tag: 'WrongBytes',
      offset,
      message: `sample: ${message} at byte ${offset} of file`,
    });
  });

  test('that claims more than any memory holds is refused before anything is made', () => {
    const huge = Array.from({ length: 255 }, () => 2 ** 32 - 1);
    for (const code of [0x08, 0x0e])
      expect(failureOf(idx(code, huge, new Uint8Array(9)))).toMatchObject({ offset: 1024 });
    expect(failureOf(idx(0x08, [...huge.slice(1), 0], new Uint8Array(0)))).toMatchObject({ _tag: 'WrongBytes' });
  });

  property.prop([fc.uint8Array({ maxLength: 40 })])(
    'of any bytes is decoded or refused, and throws nothing',
    (bytes) => {
      const result = decodeIdx('sample', 'file', bytes);
      if (E.isRight(result)) expect(result.right.data.byteLength).toBeLessThanOrEqual(bytes.length);
    },
  );
});
