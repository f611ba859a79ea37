import { countOf, type NumericArray, offsetsOf, orThrow, type Value } from '@adjoint/graph';
import { either as E, function as F } from 'fp-ts';
import { type DatasetError, quoted, unfitShape, wrongBytes } from './error.ts';
import { formatNpyHeader, mostAxes, type NpyHeader, parseNpyHeader } from './npy-header.ts';

/**
 * The value in the bytes of a NumPy .npy file, of version 1.0, 2.0 or 3.0 of the format and either byte order. The kind of
 * array follows the file's: `f8` gives a Float64Array, `f4` a Float32Array, `i4`, `u4`, `i2`, `u2`, `i1` and `u1` the
 * integer arrays of that name, and `b1` a Uint8Array of 0 and 1. 64-bit integers, NumPy's usual ones, become 32-bit ones
 * (`i8` an Int32Array, `u8` a Uint32Array), and one that does not fit is an error. Arrays in Fortran's order are transposed
 * to row-major order. `file` is for messages.
 *
 * Whatever breaks the format is a `WrongBytes` with the offset and the rule, as is what cannot be a `Value`: objects,
 * records, text, complex and half-precision numbers. Nothing is allocated that the bytes themselves do not warrant.
 */
export const decodeNpy = (bytes: Uint8Array, file = 'the bytes'): E.Either<DatasetError, Value> => {
  const refuse = (offset: number, rule: string, got: string | number): E.Either<DatasetError, never> =>
    E.left(wrongBytes('npy', file, offset, rule, typeof got === 'string' ? quoted(got) : got));

  if (!magic.every((byte, i) => bytes[i] === byte))
    return refuse(0, 'the file must begin as NumPy arrays do', String.fromCharCode(...bytes.subarray(0, magic.length)));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const major = bytes[6];
  if (bytes.length < 8 || major! < 1 || major! > 3 || bytes[7] !== 0)
    return refuse(6, 'the version must be 1.0, 2.0 or 3.0', [...bytes.subarray(6, 8)].join('.'));
  const headerStart = major === 1 ? 10 : 12;
  if (bytes.length < headerStart) return refuse(8, 'the file must be whole', `${bytes.length} bytes`);
  const headerLength = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = headerStart + headerLength;
  if (headerLength > longestHeader)
    return refuse(8, `the header must have at most ${longestHeader} bytes`, headerLength);
  if (start > bytes.length) return refuse(8, `the header must end within the ${bytes.length} bytes`, headerLength);

  const text = new TextDecoder(major === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(headerStart, start));
  const header = parseNpyHeader(text);
  if (E.isLeft(header)) return refuse(headerStart + header.left.offset, header.left.rule, header.left.got);
  const { descr, isFortranOrder, shape } = header.right;
  const [, order, code] = /^([<>=|]?)(.*)$/s.exec(descr)!;
  const type = elementTypes.get(code!);
  if (type === undefined || (order === '|' && type.size > 1))
    return refuse(headerStart, `elements must be one of ${[...elementTypes.keys()].join(', ')}`, descr);
  const count = countOf(shape);
  if (count * type.size !== bytes.length - start)
    return refuse(
      start,
      `${count} elements of ${type.size} bytes must follow the header`,
      `${bytes.length - start} bytes`,
    );

  const copy = new Uint8Array(bytes.subarray(start)); // aligned and its own: a Buffer's `slice` would share its memory
  if (order === (isLittleEndian ? '>' : '<')) swapBytes(copy, type.size);
  const read = type.read(copy.buffer);
  if (typeof read === 'number') return refuse(start + read * type.size, type.rule!, type.show!(copy.buffer, read));
  return E.right({ shape, data: isFortranOrder ? toRowMajor(read, shape) : read });
};

/**
 * The bytes of a NumPy .npy file (version 1.0, little-endian, row-major) that holds a value, the same that NumPy 1.24 writes:
 * `numpy.load` reads it as an array of the same shape and type. Bytes are `uint8`, clamped ones too. Throws `UnfitShape` for a
 * value whose data do not fill its shape or that has more than 64 axes.
 */
export const encodeNpy = (value: Value): Uint8Array => orThrow(tryEncodeNpy(value));

/** Like `encodeNpy`, with the failure as a value. */
export const tryEncodeNpy = ({ shape, data }: Value): E.Either<DatasetError, Uint8Array> => {
  if (shape.length > mostAxes)
    return E.left(unfitShape('encodeNpy', `value must have at most ${mostAxes} axes`, shape));
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0) || countOf(shape) !== data.length)
    return E.left(unfitShape('encodeNpy', `value must have as many elements as its data (${data.length})`, shape));
  const header = headerBytes({ descr: descrOf(data), isFortranOrder: false, shape });
  const bytes = new Uint8Array(header.length + data.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
  if (!isLittleEndian) swapBytes(bytes.subarray(header.length), data.BYTES_PER_ELEMENT);
  return E.right(bytes);
};

const magic: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

const longestHeader = 65535; // as in version 1.0; those that are longer describe records

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** How elements of a type are read from bytes in this machine's order. */
interface ElementType {
  readonly size: number;
  /** The elements, or the index of the first that breaks the rule. */
  readonly read: (buffer: ArrayBuffer) => NumericArray | number;
  readonly rule?: string;
  readonly show?: (buffer: ArrayBuffer, index: number) => string;
}

const elementTypes: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['f8', { size: 8, read: (buffer) => new Float64Array(buffer) }],
  ['f4', { size: 4, read: (buffer) => new Float32Array(buffer) }],
  ['i4', { size: 4, read: (buffer) => new Int32Array(buffer) }],
  ['u4', { size: 4, read: (buffer) => new Uint32Array(buffer) }],
  ['i2', { size: 2, read: (buffer) => new Int16Array(buffer) }],
  ['u2', { size: 2, read: (buffer) => new Uint16Array(buffer) }],
  ['i1', { size: 1, read: (buffer) => new Int8Array(buffer) }],
  ['u1', { size: 1, read: (buffer) => new Uint8Array(buffer) }],
  [
    'b1',
    {
      size: 1,
      read: (buffer) => F.pipe(new Uint8Array(buffer), (data) => wrongIndex(data, (byte) => byte > 1) ?? data),
      rule: 'truth values must be 0 or 1',
      show: (buffer, index) => String(new Uint8Array(buffer)[index]),
    },
  ],
  [
    'i8',
    {
      size: 8,
      read: (buffer) => narrowed(new BigInt64Array(buffer), (count) => new Int32Array(count)),
      rule: 'integers of 64 bits must fit in 32',
      show: (buffer, index) => String(new BigInt64Array(buffer)[index]),
    },
  ],
  [
    'u8',
    {
      size: 8,
      read: (buffer) => narrowed(new BigUint64Array(buffer), (count) => new Uint32Array(count)),
      rule: 'integers of 64 bits must fit in 32',
      show: (buffer, index) => String(new BigUint64Array(buffer)[index]),
    },
  ],
]);

const wrongIndex = (data: Uint8Array, isWrong: (byte: number) => boolean): number | undefined => {
  const index = data.findIndex(isWrong);
  return index < 0 ? undefined : index;
};

const narrowed = (
  wide: BigInt64Array | BigUint64Array,
  allocate: (count: number) => Int32Array | Uint32Array,
): NumericArray | number => {
  const data = allocate(wide.length);
  for (let i = 0; i < data.length; i++) {
    data[i] = Number(BigInt.asIntN(32, wide[i]!)); // wraps where it does not fit, which the next line sees
    if (BigInt(data[i]!) !== wide[i]) return i;
  }
  return data;
};

const swapBytes = (bytes: Uint8Array, size: number): void => {
  if (size > 1) for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
};

/** Elements whose first axis runs fastest, with the last one running fastest. */
const toRowMajor = (data: NumericArray, shape: readonly number[]): NumericArray => {
  let stride = 1;
  const strides = shape.map((size) => {
    const own = stride;
    stride *= size;
    return own;
  });
  const moved = data.slice();
  offsetsOf(shape, strides).forEach((from, to) => {
    moved[to] = data[from]!;
  });
  return moved;
};

const descrOf = (data: NumericArray): string => {
  const size = data.BYTES_PER_ELEMENT;
  const kind = data instanceof Float64Array || data instanceof Float32Array ? 'f' : isSigned(data) ? 'i' : 'u';
  return `${size === 1 ? '|' : '<'}${kind}${size}`;
};

const isSigned = (data: NumericArray): boolean =>
  data instanceof Int32Array || data instanceof Int16Array || data instanceof Int8Array;

/** The header with all that precedes the elements: padded to a multiple of 64 bytes, with room for the first size to grow. */
const headerBytes = (header: NpyHeader): Uint8Array => {
  const [first] = header.shape;
  const growth = first === undefined ? 0 : 21 - String(first).length;
  const text = `${formatNpyHeader(header)}${' '.repeat(growth)}`;
  const length = 10 + text.length + 1;
  const padded = `${text}${' '.repeat(64 - (length % 64))}\n`; // NumPy pads by 64 where it need not
  return Uint8Array.of(...magic, 1, 0, padded.length & 255, padded.length >> 8, ...new TextEncoder().encode(padded));
};
