import type { NumericArray, Value } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { either as E } from 'fp-ts';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeNpy, encodeNpy } from './npy.ts';

interface Fixture {
  readonly name: string;
  readonly same: boolean;
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
  readonly bytes: string;
}

const { arrays, refused } = JSON.parse(
  readFileSync(new URL('../fixtures/npy.json', import.meta.url), 'utf8'), // what ../fixtures/npy.py wrote
) as { arrays: readonly Fixture[]; refused: readonly Pick<Fixture, 'name' | 'bytes'>[] };

const bytesOf = ({ bytes }: Pick<Fixture, 'bytes'>): Uint8Array => new Uint8Array(Buffer.from(bytes, 'base64'));

const kinds: Readonly<Record<string, new (count: number) => NumericArray>> = {
  f4: Float32Array,
  i4: Int32Array,
  u4: Uint32Array,
  i2: Int16Array,
  u2: Uint16Array,
  i1: Int8Array,
  u1: Uint8Array,
  b1: Uint8Array,
  i8: Int32Array,
  u8: Uint32Array,
  empty: Float32Array,
};

/** A file of version 1.0 with any text for a header, and so many bytes after it. */
const fileWith = (header: string, count = 8, version = 1): Uint8Array => {
  const text = new TextEncoder().encode(header);
  const length = version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
  return Uint8Array.of(0x93, ...Buffer.from('NUMPY'), version, 0, ...length, ...text, ...new Uint8Array(count));
};

const messageOf = (bytes: Uint8Array): string => {
  const result = decodeNpy(bytes, 'x.npy');
  if (E.isRight(result)) throw new Error('the file was accepted');
  expect(result.left).toMatchObject({ _tag: 'WrongBytes', file: 'x.npy' });
  return result.left.message;
};

describe('decoding .npy', () => {
  test.each(arrays)('reads what NumPy wrote: $name', ({ name, shape, data, bytes }) => {
    const read = decodeNpy(bytesOf({ bytes }));
    const kind = kinds[name.split(' ')[0]!] ?? Float64Array;
    const expected = new kind(data.length);
    expected.set(data.map(Number));
    expect(read).toStrictEqual(E.right({ shape, data: expected }));
  });

  test('reads bytes that begin anywhere in their buffer, and copies them', () => {
    const file = bytesOf(arrays[0]!);
    const larger = new Uint8Array(file.length + 3);
    larger.set(file, 3);
    for (const bytes of [larger.subarray(3), Buffer.from(file)]) {
      const read = decodeNpy(bytes);
      bytes.fill(0);
      expect(read).toStrictEqual(decodeNpy(file));
    }
  });

  test.each([
    `{"descr": "<f8", "fortran_order": False, "shape": ()}`,
    `{'shape': (1L,), 'fortran_order': True, 'descr': '<f8',}`,
    `  {\t'descr':'=f8','fortran_order':False,'shape':(1,1)}   \n`,
    `{'descr': 'f8', 'fortran_order': False, 'shape': (1, 1, ), }`,
  ])('takes the header %j', (header) => {
    expect(decodeNpy(fileWith(header))).toMatchObject({ right: { data: Float64Array.of(0) } });
  });

  test.each([
    ['objects', '"|O"'],
    ['records', 'the elements must be plain numbers, not records, got "[" at byte 20'],
    ['text', '"<U2"'],
    ['bytes', '"|S2"'],
    ['complex', '"<c16"'],
    ['half', '"<f2"'],
    ['time', '"<M8[D]"'],
    ['i8 too large', 'integers of 64 bits must fit in 32, got "2147483648" at byte 136 of x.npy'],
    ['i8 too small', 'got "-9223372036854775808" at byte 128'],
    ['i8 beyond 2^53', 'got "9007199254740993"'],
    ['u8 too large', 'got "4294967296"'],
  ])('refuses what NumPy wrote but no value holds: %s', (name, message) => {
    expect(messageOf(bytesOf(refused.find((one) => one.name === name)!))).toContain(message);
  });

  test.each<readonly [string, string]>([
    ['', 'the header must be a dictionary, got "" at byte 10'],
    ['[]', 'the header must be a dictionary, got "["'],
    ['{}', "the header must say 'descr', 'fortran_order' and 'shape'"],
    ["{'descr': '<f8'", "entries must be separated by ','"],
    ["{'descr': '<f8', 'fortran_order': False}", "the header must say 'descr', 'fortran_order' and 'shape'"],
    ["{'descr': '<f8', 'descr': '<f8'}", "the header must say 'descr' once"],
    ["{'other': 1}", 'keys must be'],
    ["{'__proto__': 1}", 'keys must be'],
    ['{descr: 1}', 'keys must be'],
    ["{'descr' '<f8'}", "a key must be followed by ':'"],
    ["{'descr': '<f8\\'', }", 'the elements must be plain numbers'],
    ["{'descr': None}", 'the elements must be plain numbers'],
    ["{'descr': [('a', '<f8')]}", 'the elements must be plain numbers'],
    ["{'fortran_order': 0}", 'fortran_order must be True or False, got "0"'],
    ["{'fortran_order': __import__('os')}", 'fortran_order must be True or False, got "__import__"'],
    ["{'shape': 3}", 'shape must be a tuple'],
    ["{'shape': (3)}", "a tuple of one size must end with ','"],
    ["{'shape': (3 4)}", "a tuple of one size must end with ','"],
    ["{'shape': (3, 4 5)}", "sizes must be separated by ','"],
    ["{'shape': (3,,4)}", 'sizes must be integers from 0 on, got ","'],
    ["{'shape': (,)}", 'sizes must be integers from 0 on'],
    ["{'shape': (-1,)}", 'sizes must be integers from 0 on, got "-"'],
    ["{'shape': (1.5,)}", 'got "."'],
    ["{'shape': (0x1,)}", 'sizes must be integers from 0 on, got "0x1"'],
    ["{'shape': (1e3,)}", 'sizes must be integers from 0 on, got "1e3"'],
    ["{'shape': ((1,),)}", 'sizes must be integers from 0 on, got "("'],
    ["{'shape': (1,", 'sizes must be integers from 0 on, got ""'],
    ["{'shape': (9007199254740992,)}", 'sizes must be below 2^53'],
    [`{'shape': (${'1,'.repeat(65)})}`, 'an array must have at most 64 axes'],
    [
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), } x",
      'nothing must follow the header, got "x" at byte 68',
    ],
    ["{'descr': '<f3', 'fortran_order': False, 'shape': (1,), }", 'elements must be one of'],
    ["{'descr': '|f8', 'fortran_order': False, 'shape': (1,), }", 'elements must be one of'],
    ["{'descr': '', 'fortran_order': False, 'shape': (1,), }", 'elements must be one of'],
    [
      "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }",
      '2 elements of 8 bytes must follow the header, got "8 bytes"',
    ],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (0,), }", '0 elements of 8 bytes must follow'],
    [
      "{'descr': '<f8', 'fortran_order': False, 'shape': (4503599627370496, 4503599627370496), }",
      'must follow the header',
    ],
    [
      `{'descr': '<f8', 'fortran_order': False, 'shape': (${'4503599627370496,'.repeat(63)}0), }`,
      'must follow the header',
    ],
  ])('refuses the header %j', (header, message) => {
    expect(messageOf(fileWith(header))).toContain(message);
  });

  test.each<readonly [string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'the file must begin as NumPy arrays do, got "" at byte 0'],
    ['another file', new Uint8Array(Buffer.from('PK\x03\x04 zip')), 'the file must begin as NumPy arrays do'],
    [
      'only the magic',
      Uint8Array.of(0x93, ...Buffer.from('NUMPY')),
      'the version must be 1.0, 2.0 or 3.0, got "" at byte 6',
    ],
    ['version 4.0', fileWith('', 0, 4), 'the version must be 1.0, 2.0 or 3.0, got "4.0" at byte 6'],
    ['version 0.0', fileWith('', 0, 0), 'got "0.0"'],
    ['no header length', fileWith('', 0).subarray(0, 9), 'the file must be whole, got "9 bytes" at byte 8'],
    [
      'a header beyond the end',
      fileWith('{}', 0).with(8, 200),
      'the header must end within the 12 bytes, got 200 at byte 8',
    ],
    [
      'a header of 4 GB',
      fileWith('{}', 0, 2).fill(255, 8, 12),
      'the header must have at most 65535 bytes, got 4294967295',
    ],
    [
      'a truth value of 2',
      fileWith("{'descr': '|b1', 'fortran_order': False, 'shape': (1,)}", 1).with(65, 2),
      'truth values must be 0 or 1, got "2" at byte 65',
    ],
  ])('refuses %s', (_, bytes, message) => {
    expect(messageOf(bytes)).toContain(message);
  });

  property.prop([fc.constantFrom(...arrays), fc.nat(), fc.uint8Array({ maxLength: 4 })])(
    'never throws, whatever bytes are changed',
    (fixture, at, patch) => {
      const bytes = bytesOf(fixture);
      bytes.set(patch.subarray(0, bytes.length), at % Math.max(1, bytes.length - patch.length));
      const result = decodeNpy(bytes);
      if (E.isRight(result)) expect(result.right.data.byteLength).toBeLessThanOrEqual(bytes.length);
    },
  );

  property.prop([fc.constantFrom(...arrays), fc.nat()])('refuses every file that is cut short', (fixture, length) => {
    const bytes = bytesOf(fixture);
    expect(E.isLeft(decodeNpy(bytes.subarray(0, length % bytes.length)))).toBe(true);
  });
});

const axes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });

const values: fc.Arbitrary<Value> = fc
  .tuple(
    axes,
    fc.constantFrom(
      Float64Array,
      Float32Array,
      Int32Array,
      Uint32Array,
      Int16Array,
      Uint16Array,
      Int8Array,
      Uint8Array,
    ),
  )
  .chain(([shape, kind]) => {
    const count = shape.reduce((product, size) => product * size, 1);
    return fc
      .uint8Array({ minLength: count * kind.BYTES_PER_ELEMENT, maxLength: count * kind.BYTES_PER_ELEMENT })
      .map((bytes) => ({ shape, data: new kind(bytes.slice().buffer) }));
  });

describe('encoding .npy', () => {
  test.each(arrays.filter(({ same }) => same))('gives the bytes that NumPy writes: $name', (fixture) => {
    const decoded = decodeNpy(bytesOf(fixture));
    if (E.isLeft(decoded)) throw new Error(decoded.left.message);
    expect(Buffer.from(encodeNpy(decoded.right)).toString('base64')).toBe(fixture.bytes);
  });

  property.prop([values])('and decoding gives the value again, bit by bit', (value) => {
    const result = decodeNpy(encodeNpy(value));
    if (E.isLeft(result)) throw new Error(result.left.message);
    expect(result.right.shape).toEqual(value.shape);
    expect(result.right.data.constructor).toBe(value.data.constructor);
    expect(new Uint8Array(result.right.data.buffer)).toEqual(new Uint8Array(value.data.buffer));
  });

  test('takes the part of a buffer that is the data, and clamped bytes as bytes', () => {
    const part = new Float64Array([1, 2, 3]).subarray(1);
    expect(decodeNpy(encodeNpy({ shape: [2], data: part }))).toEqual(
      E.right({ shape: [2], data: Float64Array.of(2, 3) }),
    );
    expect(decodeNpy(encodeNpy({ shape: [1], data: Uint8ClampedArray.of(9) }))).toEqual(
      E.right({ shape: [1], data: Uint8Array.of(9) }),
    );
  });

  test.each<readonly [readonly number[], string]>([
    [[3], 'encodeNpy: value must have as many elements as its data (2), got shape [3]'],
    [[-1, -2], 'encodeNpy: value must have as many elements as its data (2), got shape [-1, -2]'],
    [[0.5, 4], 'encodeNpy: value must have as many elements as its data (2), got shape [0.5, 4]'],
    [Array.from({ length: 65 }, () => 1), 'encodeNpy: value must have at most 64 axes'],
  ])('refuses the shape %j for two elements', (shape, message) => {
    expect(() => encodeNpy({ shape, data: new Float64Array(2) })).toThrow(message);
  });
});
