import { AdjointError, type NumericArray, type Value } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { either as E } from 'fp-ts';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Damage, decodeMetadata, decodeSafetensors, encodeSafetensors } from './safetensors.ts';

const arrays = {
  F64: Float64Array,
  F32: Float32Array,
  I32: Int32Array,
  I16: Int16Array,
  I8: Int8Array,
  U32: Uint32Array,
  U16: Uint16Array,
  U8: Uint8Array,
} as const;

type Type = keyof typeof arrays;

const types = Object.keys(arrays) as readonly Type[];

const decode = (bytes: Uint8Array): Record<string, Value> => {
  const decoded = decodeSafetensors(bytes);
  if (E.isLeft(decoded)) throw new Error(`${decoded.left.rule}, got ${String(decoded.left.got)}`);
  return decoded.right;
};

const damageOf = (bytes: Uint8Array): Damage => {
  const decoded = decodeSafetensors(bytes);
  if (E.isRight(decoded)) throw new Error('the bytes were accepted');
  return decoded.left;
};

/** The bytes of a file with any header, JSON or not. */
const fileOf = (header: unknown, elements: ArrayLike<number> = [], length?: bigint): Uint8Array => {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + elements.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(elements, 8 + text.length);
  return bytes;
};

const oneOf = (entry: object) => ({ x: { dtype: 'F64', shape: [2], data_offsets: [0, 16], ...entry } });

const name = fc
  .oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('', 'constructor', 'toString', '7', '-1', 'β', '🙂'),
  )
  .filter((text) => text !== '__metadata__' && text !== '__proto__');

const value: fc.Arbitrary<Value> = fc
  .tuple(fc.constantFrom(...types), fc.array(fc.nat({ max: 4 }), { maxLength: 4 }), fc.infiniteStream(fc.double()))
  .map(([type, shape, elements]) => {
    const count = shape.reduce((product, size) => product * size, 1);
    return { shape, data: new arrays[type](Array.from({ length: count }, () => elements.next().value)) };
  });

const values = fc.dictionary(name, value, { maxKeys: 6, noNullPrototype: true });

describe('values that are encoded and decoded', () => {
  property.prop([values])('are what they were: names, shapes, types and bits', (values) => {
    const decoded = decode(encodeSafetensors(values));
    expect(Object.keys(decoded)).toEqual(Object.keys(values));
    for (const [name, { shape, data }] of Object.entries(decoded)) {
      expect(shape).toEqual(values[name]!.shape);
      expect(data.constructor).toBe(values[name]!.data.constructor);
      expect(bytesOf(data)).toEqual(bytesOf(values[name]!.data));
    }
  });

  const special = [0, -0, NaN, Infinity, -Infinity, 5e-324, 1.7976931348623157e308, 0.1];
  test.each<[string, Value]>([
    ['a scalar', { shape: [], data: Float64Array.of(2.5) }],
    ['nothing', { shape: [0], data: new Float64Array(0) }],
    ['nothing of rank three', { shape: [2, 0, 3], data: new Int32Array(0) }],
    ['infinities, NaN, signed zeros', { shape: [8], data: Float64Array.from(special) }],
    ['part of a larger array', { shape: [2], data: Float64Array.of(1, 2, 3, 4).subarray(1, 3) }],
  ])('may be %s', (_, value) => {
    expect(decode(encodeSafetensors({ value }))).toEqual({ value: { ...value, data: value.data.slice() } });
  });

  test('may be none', () => {
    expect(decode(encodeSafetensors({}))).toEqual({});
  });
  test('become bytes where they were clamped bytes', () => {
    const value = { shape: [2], data: Uint8ClampedArray.of(1, 255) };
    expect(decode(encodeSafetensors({ value }))).toEqual({ value: { shape: [2], data: Uint8Array.of(1, 255) } });
  });
  test('are found wherever the bytes lie in their buffer', () => {
    const bytes = encodeSafetensors({ x: { shape: [2], data: Float64Array.of(1, 2) } });
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decode(shifted.subarray(3))).toEqual(decode(bytes));
  });
  test('do not share memory with the bytes', () => {
    const bytes = encodeSafetensors({ x: { shape: [2], data: Float64Array.of(1, 2) } });
    const decoded = decode(bytes);
    bytes.fill(0);
    expect(decoded['x']!.data).toEqual(Float64Array.of(1, 2));
  });
  test.each(['__metadata__', '__proto__'])('may not be named %s', (name) => {
    const values = Object.fromEntries([[name, { shape: [1], data: Float64Array.of(1) }]]);
    expect(() => encodeSafetensors(values)).toThrow(AdjointError);
    expect(() => encodeSafetensors(values)).toThrow(`encodeSafetensors: a name must not be reserved, got '${name}'`);
  });
});

const read = (bytes: Uint8Array) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length));
  return {
    view,
    length,
    text,
    header: JSON.parse(text) as Record<string, { dtype: Type; shape: number[]; data_offsets: [number, number] }>,
  };
};

describe('the bytes', () => {
  test('are what the format says: header length, header, elements, all little-endian', () => {
    const bytes = encodeSafetensors({
      W: { shape: [2, 1], data: Float64Array.of(1.5, -2) },
      y: { shape: [1], data: Int32Array.of(-2) },
    });
    const { view, length, text } = read(bytes);
    expect(text.trimEnd()).toBe(
      '{"W":{"dtype":"F64","shape":[2,1],"data_offsets":[0,16]},"y":{"dtype":"I32","shape":[1],"data_offsets":[16,20]}}',
    );
    const start = 8 + length;
    expect([view.getFloat64(start, true), view.getFloat64(start + 8, true), view.getInt32(start + 16, true)]).toEqual([
      1.5, -2, -2,
    ]);
    expect(bytes.length).toBe(start + 20);
  });

  property.prop([values])('can be read by a reader that knows only the format', (values) => {
    const bytes = encodeSafetensors(values);
    const { view, length, text, header } = read(bytes);
    expect(text.startsWith('{')).toBe(true);
    expect(length % 8).toBe(0); // names of several bytes a letter included
    let end = 0;
    for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
      const { data } = values[name]!;
      expect(shape).toEqual(values[name]!.shape);
      expect(data_offsets).toEqual([end, (end += data.byteLength)]); // no gaps, no overlaps
      for (let i = 0; i < data.length; i++)
        expect(elementAt(view, dtype, 8 + length + data_offsets[0] + i * data.BYTES_PER_ELEMENT)).toBe(data[i]);
    }
    expect(bytes.length).toBe(8 + length + end);
  });

  test.each(['values', 'library'])('of another writer are read: %s', (writer) => {
    const stored = JSON.parse(readFileSync(new URL('../fixtures/values.json', import.meta.url), 'utf8')) as Record<
      string,
      { dtype: Type; shape: number[]; data: number[] }
    >; // as make.py writes it
    const decoded = decode(readFileSync(new URL(`../fixtures/${writer}.safetensors`, import.meta.url)));
    const expected = Object.entries(stored).map(([name, { dtype, shape, data }]) => [
      name,
      { shape, data: arrays[dtype].from(data) },
    ]);
    expect(decoded).toEqual(Object.fromEntries(expected));
  });
});

const two = (first: readonly number[], second: readonly number[]) => ({
  a: { dtype: 'U8', shape: [first[1]! - first[0]!], data_offsets: first },
  b: { dtype: 'U8', shape: [second[1]! - second[0]!], data_offsets: second },
});

describe('damaged bytes are refused', () => {
  const whole = encodeSafetensors({
    W: { shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) },
    b: { shape: [], data: Float32Array.of(5) },
    none: { shape: [0], data: new Float64Array(0) },
  });
  test('cut short anywhere', () => {
    decode(whole);
    for (let end = 0; end < whole.length; end++) damageOf(whole.subarray(0, end));
  });
  test('with anything after their end', () => {
    expect(damageOf(Uint8Array.of(...whole, 0)).rule).toMatch(/^the file must end at byte/);
  });
  property.prop([fc.uint8Array({ maxLength: 64 })])('or are decoded, if they are random, but never crash', (bytes) => {
    decodeSafetensors(bytes);
  });
  property.prop([fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })])(
    'or are decoded, if one byte is another, but never crash',
    (position, byte) => {
      decodeSafetensors(whole.with(position, byte));
    },
  );
  property.prop([fc.jsonValue(), fc.uint8Array({ maxLength: 16 })])(
    'or are decoded, with any JSON as header, but never crash',
    (json, elements) => {
      decodeSafetensors(fileOf(JSON.stringify(json), elements));
    },
  );

  const x16 = new Uint8Array(16);
  test.each<[string, Uint8Array, RegExp]>([
    ['no bytes', new Uint8Array(0), /must start with the length of its header/],
    ['a header longer than the file', fileOf('{}', [], 3n), /header must have 3 bytes/],
    ['a header of 2⁶⁴ − 1 bytes', fileOf('{}', [], 2n ** 64n - 1n), /header must have 18446744073709552000 bytes/],
    ['a header of 2⁵³ bytes', fileOf('{}', [], 2n ** 53n), /header must have 9007199254740992 bytes/],
    ['a header of no bytes', fileOf(''), /header must be JSON/],
    ['a header that is no JSON', fileOf('{"x": '), /header must be JSON/],
    ['a header that is no UTF-8', Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, 0x22, 0xff, 0x22), /header must be JSON/],
    ['a header nested too deeply', fileOf('['.repeat(200_000)), /header must be JSON/],
    ['an array as header', fileOf('[]'), /must be a JSON object/],
    ['null as header', fileOf('null'), /must be a JSON object/],
    ['a number as header', fileOf('7'), /must be a JSON object/],
    ['a text as header', fileOf('"x"'), /must be a JSON object/],
    ['an entry that is no object', fileOf({ x: 1 }), /header's x must be/],
    ['an entry that is null', fileOf({ x: null }), /header's x must be/],
    ['an unknown type', fileOf(oneOf({ dtype: 'F8' }), x16), /header's x.dtype must be/],
    ['a type that objects inherit', fileOf(oneOf({ dtype: 'constructor' }), x16), /header's x.dtype must be/],
    ['a missing shape', fileOf({ x: { dtype: 'F64', data_offsets: [0, 8] } }, x16), /header's x.shape must be/],
    ['a negative size', fileOf(oneOf({ shape: [-2] }), x16), /header's x.shape.0 must be/],
    ['a size that is no integer', fileOf(oneOf({ shape: [2.5] }), x16), /header's x.shape.0 must be/],
    ['a size in a text', fileOf(oneOf({ shape: ['2'] }), x16), /header's x.shape.0 must be/],
    ['a size past the integers', fileOf(oneOf({ shape: [2 ** 60] }), x16), /header's x.shape.0 must be/],
    [
      'a shape whose product overflows',
      fileOf(oneOf({ shape: [2 ** 52, 2 ** 52] }), x16),
      /must have the bytes of its shape/,
    ],
    [
      'a shape whose product is infinite',
      fileOf(oneOf({ shape: Array(30).fill(2 ** 52) }), x16),
      /must have the bytes of its shape/,
    ],
    [
      'a shape whose product is 2⁶⁴',
      fileOf(oneOf({ shape: [2 ** 32, 2 ** 32], data_offsets: [0, 0] })),
      /must have the bytes of its shape/,
    ],
    ['a shape of fewer elements', fileOf(oneOf({ shape: [1] }), x16), /must have the bytes of its shape/],
    ['offsets in the wrong order', fileOf(oneOf({ data_offsets: [16, 0] }), x16), /must have the bytes of its shape/],
    ['a negative offset', fileOf(oneOf({ data_offsets: [-16, 0] }), x16), /header's x.data_offsets.0 must be/],
    ['one offset', fileOf(oneOf({ data_offsets: [0] }), x16), /header's x.data_offsets/],
    ['three offsets', fileOf(oneOf({ data_offsets: [0, 16, 16] }), x16), /header's x.data_offsets/],
    ['elements beyond the end', fileOf(oneOf({}), x16.subarray(1)), /must reach to the end of x/],
    [
      'terabytes that are not there',
      fileOf(oneOf({ shape: [2 ** 40], data_offsets: [0, 2 ** 43] }), x16),
      /must reach to the end of x/,
    ],
    ['a gap before the first', fileOf(oneOf({ data_offsets: [8, 24] }), new Uint8Array(24)), /x must start where/],
    ['a gap between two', fileOf(two([0, 4], [5, 16]), x16), /b must start where .* byte 4/],
    ['an overlap', fileOf(two([0, 9], [8, 16]), x16), /b must start where .* byte 9/],
    ['one in the place of another', fileOf(two([0, 16], [0, 16]), x16), /b must start where .* byte 16/],
    ['elements that nothing names', fileOf({}, x16), /must end at byte 10/],
    [
      'the name __proto__',
      fileOf('{"__proto__":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}', x16),
      /must not be reserved/,
    ],
    ['the name __proto__ for what is no tensor', fileOf('{"__proto__":{"polluted":1}}'), /must not be reserved/],
  ])('%s', (_, bytes, rule) => {
    expect(damageOf(bytes).rule).toMatch(rule);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('but not for their order, their metadata, or what an entry has besides', () => {
    const { a, b } = two([8, 16], [0, 8]);
    const bytes = fileOf(
      { __metadata__: { format: 'pt' }, a: { ...a, note: 1 }, b },
      Uint8Array.from({ length: 16 }, (_, i) => i),
    );
    expect(decode(bytes)).toEqual({
      a: { shape: [8], data: Uint8Array.of(8, 9, 10, 11, 12, 13, 14, 15) },
      b: { shape: [8], data: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7) },
    });
  });
});

const bytesOf = ({ buffer, byteOffset, byteLength }: NumericArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength).slice();

const elementAt = (view: DataView, type: Type, at: number): number =>
  ({
    F64: () => view.getFloat64(at, true),
    F32: () => view.getFloat32(at, true),
    I32: () => view.getInt32(at, true),
    I16: () => view.getInt16(at, true),
    I8: () => view.getInt8(at),
    U32: () => view.getUint32(at, true),
    U16: () => view.getUint16(at, true),
    U8: () => view.getUint8(at),
  })[type]();

describe('metadata', () => {
  property.prop([values, fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true })])(
    'are what they were, and no values',
    (values, metadata) => {
      fc.pre(!Object.hasOwn(metadata, '__proto__'));
      const bytes = encodeSafetensors(values, metadata);
      expect(decodeMetadata(bytes)).toEqual(E.right(metadata));
      expect(Object.keys(decode(bytes))).toEqual(Object.keys(values));
    },
  );
  test('are none where a file has none', () => {
    expect(decodeMetadata(encodeSafetensors({}))).toEqual(E.right({}));
  });
  test.each<[string, Uint8Array, string]>([
    ['numbers', fileOf({ __metadata__: { step: 3 } }), 'metadata must be texts by name'],
    ['a text', fileOf({ __metadata__: 'three' }), 'metadata must be texts by name'],
    ['the rest of a broken file', new Uint8Array(3), 'the file must start with the length of its header'],
  ])('are refused where they are %s', (_, bytes, rule) => {
    expect(decodeMetadata(bytes)).toMatchObject(E.left({ rule }));
  });
});
