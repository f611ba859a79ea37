import { formatShape, type NumericArray, type Value } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { type DatasetError, wrongBytes } from './error.ts';

/**
 * Decodes an IDX file: two zero bytes, a byte for the type of the numbers, a byte for the number of axes, the size of each
 * axis in 4 bytes, and the numbers, everything big-endian. Bytes are not copied: the value looks at the given ones. A file
 * of another length than its header says is a `WrongBytes`, as is all else that breaks the format.
 */
export const decodeIdx = (dataset: string, file: string, bytes: Uint8Array): E.Either<DatasetError, Value> => {
  const refuse = (offset: number, rule: string, got: unknown) => E.left(wrongBytes(dataset, file, offset, rule, got));
  if (bytes.length < 4) return refuse(bytes.length, 'an IDX file must begin with 4 bytes', `${bytes.length}`);
  const [zero, alsoZero, code, axes] = bytes as unknown as readonly [number, number, number, number]; // there are four
  if (zero !== 0 || alsoZero !== 0)
    return refuse(0, 'an IDX file must begin with two zero bytes', `${zero}, ${alsoZero}`);
  const type = numberTypes[code];
  if (type === undefined) return refuse(2, `the type must be one of ${typeCodes}`, hexadecimal(code));
  const start = 4 + 4 * axes;
  if (bytes.length < start)
    return refuse(bytes.length, `${axes} axes must have a size of 4 bytes each`, `${bytes.length - 4} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const needed = shape.reduce((product, size) => product * size, type.width);
  const left = bytes.length - start;
  if (needed !== left)
    return refuse(start, `shape ${formatShape(shape)} must have ${needed} bytes of numbers`, `${left}`);
  return E.right({ shape, data: type.decode(view, start, left / type.width) });
};

interface NumberType {
  readonly width: number;
  readonly decode: (view: DataView, start: number, count: number) => NumericArray;
}

const numberTypes: Readonly<Record<number, NumberType>> = {
  0x08: { width: 1, decode: ({ buffer, byteOffset }, start, n) => new Uint8Array(buffer, byteOffset + start, n) },
  0x09: { width: 1, decode: ({ buffer, byteOffset }, start, n) => new Int8Array(buffer, byteOffset + start, n) },
  0x0b: { width: 2, decode: (view, start, n) => fill(new Int16Array(n), (i) => view.getInt16(start + 2 * i)) },
  0x0c: { width: 4, decode: (view, start, n) => fill(new Int32Array(n), (i) => view.getInt32(start + 4 * i)) },
  0x0d: { width: 4, decode: (view, start, n) => fill(new Float32Array(n), (i) => view.getFloat32(start + 4 * i)) },
  0x0e: { width: 8, decode: (view, start, n) => fill(new Float64Array(n), (i) => view.getFloat64(start + 8 * i)) },
};

const fill = <D extends NumericArray>(data: D, numberAt: (index: number) => number): D => {
  for (let i = 0; i < data.length; i++) data[i] = numberAt(i);
  return data;
};

const hexadecimal = (byte: number): string => `0x${byte.toString(16).padStart(2, '0')}`;

const typeCodes = Object.keys(numberTypes)
  .map((code) => hexadecimal(Number(code)))
  .join(', ');
