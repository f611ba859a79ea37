import { countOf, type NumericArray, orThrow, type Value } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import * as z from 'zod/mini';
import { invalidOption } from './error.ts';

/** Why bytes are no safetensors file: the rule they break and what was found. */
export interface Damage {
  readonly rule: string;
  readonly got: unknown;
}

/**
 * Values as the bytes of a safetensors file, which other frameworks read: the length of a JSON header in eight bytes, the
 * header with each value's type, shape and place, then all elements, little-endian. Metadata are texts that the header holds besides.
 * Format: github.com/huggingface/safetensors.
 * The name `__metadata__` belongs to the format and `__proto__` to the language: either is an `InvalidOption`.
 */
export const encodeSafetensors = (
  values: Readonly<Record<string, Value>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array => {
  const header: Record<string, Entry> = {};
  let end = 0;
  for (const [name, { shape, data }] of Object.entries(values)) {
    if (isReserved(name))
      return orThrow(E.left(invalidOption('encodeSafetensors', 'a name', 'must not be reserved', name)));
    const start = end;
    end += data.byteLength;
    header[name] = { dtype: typeOf(data), shape: [...shape], data_offsets: [start, end] };
  }
  const json = new TextEncoder().encode(
    JSON.stringify(Object.keys(metadata).length > 0 ? { __metadata__: metadata, ...header } : header),
  );
  const length = Math.ceil(json.length / 8) * 8; // elements start at a multiple of eight
  const bytes = new Uint8Array(8 + length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.fill(space, 8, 8 + length).set(json, 8);
  for (const [name, { data }] of Object.entries(values)) {
    const elements = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    bytes.set(elements, 8 + length + header[name]!.data_offsets[0]);
  }
  return bytes;
};

/** The values in a safetensors file's bytes, or what is wrong with them. */
export const decodeSafetensors = (bytes: Uint8Array): E.Either<Damage, Record<string, Value>> => {
  const header = headerOf(bytes);
  if (E.isLeft(header)) return header;
  const { entries, start } = header.right;
  const values: Record<string, Value> = {};
  let end = 0;
  for (const [name, { dtype, shape, data_offsets }] of entries.toSorted(byPlace)) {
    const [from, to] = data_offsets;
    const type = types[dtype];
    const count = countOf(shape);
    if (to - from !== count * type.BYTES_PER_ELEMENT)
      return damage(
        `${name} must have the bytes of its shape`,
        `${to - from} bytes for ${dtype} [${shape.join(', ')}]`,
      );
    if (from !== end) return damage(`${name} must start where the one before it ends, byte ${end}`, `byte ${from}`);
    if (start + to > bytes.length)
      return damage(`the file must reach to the end of ${name}, byte ${start + to}`, `${bytes.length} bytes`);
    end = to;
    values[name] = { shape, data: new type(new Uint8Array(bytes.subarray(start + from, start + to)).buffer) };
  }
  if (start + end < bytes.length) return damage(`the file must end at byte ${start + end}`, `${bytes.length} bytes`);
  return E.right(values);
};

/** The metadata in a safetensors file's bytes, none if it has none, or what is wrong with them. */
export const decodeMetadata = (bytes: Uint8Array): E.Either<Damage, Readonly<Record<string, string>>> => {
  const header = headerOf(bytes);
  if (E.isLeft(header)) return header;
  const decoded = texts.safeParse(header.right.metadata ?? {});
  return decoded.success
    ? E.right(decoded.data)
    : damage('metadata must be texts by name', decoded.error.issues[0]!.message);
};

const space = 0x20;

const isReserved = (name: string): boolean => name === '__metadata__' || name === '__proto__';

// typed arrays have the byte order of the machine; every machine that Node and browsers run on is little-endian
const types = {
  F64: Float64Array,
  F32: Float32Array,
  I32: Int32Array,
  I16: Int16Array,
  I8: Int8Array,
  U32: Uint32Array,
  U16: Uint16Array,
  U8: Uint8Array,
} as const;

type TypeName = keyof typeof types;

const texts = z.record(z.string(), z.string());

const size = z.int().check(z.nonnegative());

const entry = z.object({
  dtype: z.enum(Object.keys(types) as [TypeName, ...TypeName[]]),
  shape: z.array(size),
  data_offsets: z.tuple([size, size]),
});

type Entry = z.infer<typeof entry>;

/** Which of two comes first in the file; of those that start together, the empty one. */
const byPlace = ([, a]: readonly [string, Entry], [, b]: readonly [string, Entry]): number =>
  a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1];

const damage = (rule: string, got: unknown): E.Either<Damage, never> => E.left({ rule, got });

interface Header {
  readonly entries: readonly (readonly [string, Entry])[];
  readonly metadata: unknown;
  /** Where the elements start. */
  readonly start: number;
}

const headerOf = (bytes: Uint8Array): E.Either<Damage, Header> => {
  if (bytes.length < 8) return damage('the file must start with the length of its header', `${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > bytes.length - 8) return damage(`the header must have ${length} bytes`, `${bytes.length - 8} bytes`);
  const json = E.tryCatch(
    (): unknown => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length))),
    () => ({ rule: 'the header must be JSON', got: 'something else' }),
  );
  if (E.isLeft(json)) return json;
  if (typeof json.right !== 'object' || json.right === null || Array.isArray(json.right))
    return damage('the header must be a JSON object', 'something else');
  if (Object.hasOwn(json.right, '__proto__')) return damage('names must not be reserved', '__proto__');
  const { __metadata__: metadata, ...tensors } = json.right as Record<string, unknown>; // of whatever JSON holds
  const decoded = z.record(z.string(), entry).safeParse(tensors);
  if (!decoded.success)
    return damage(
      `the header's ${decoded.error.issues[0]!.path.join('.')} must be what the format says`,
      decoded.error.issues[0]!.message,
    );
  return E.right({ entries: Object.entries(decoded.data), metadata, start: 8 + length });
};

const typeOf = (data: NumericArray): TypeName =>
  (Object.keys(types) as TypeName[]).find((name) => data instanceof types[name]) ?? 'U8'; // clamped bytes are bytes
