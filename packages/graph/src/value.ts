import { invalidArgument, orThrow, refuse } from './error.ts';
import type { Kind } from './kind.ts';
import { countOf } from './shape.ts';

/** How wide real numbers are while a program runs. */
export type Precision = 'float64' | 'float32';

/** A typed array that holds real numbers, integers or truth values. */
export type NumericArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

/** Numbers with a concrete shape, in row-major order. */
export interface Value<D extends NumericArray = NumericArray> {
  readonly shape: readonly number[];
  readonly data: D;
}

/** The array that holds a kind at a precision: 64- or 32-bit floats, 32-bit integers, or bytes of 0 and 1. */
export type DataOf<K extends Kind, P extends Precision = Precision> = K extends 'real'
  ? { float64: Float64Array; float32: Float32Array }[P]
  : K extends 'int'
    ? Int32Array
    : Uint8Array;

/** Numbers in nested arrays, as one writes them down: `[[1, 2], [3, 4]]`. */
export type Nested = number | boolean | readonly Nested[];

/** An array of zeros for `count` elements of a kind. */
const allocate = (kind: Kind, count: number, precision: Precision): DataOf<Kind> =>
  kind === 'real'
    ? precision === 'float64'
      ? new Float64Array(count)
      : new Float32Array(count)
    : kind === 'int'
      ? new Int32Array(count)
      : new Uint8Array(count);

/** A value of a concrete shape, filled with zeros. */
export const zerosOf = (kind: Kind, shape: readonly number[], precision: Precision): Value<DataOf<Kind>> => ({
  shape,
  data: allocate(kind, countOf(shape), precision),
});

/** The shape of nested arrays, or `undefined` where they are ragged or hold anything but numbers and truth values. */
export const nestedShape = (nested: unknown): readonly number[] | undefined => {
  const shape: number[] = [];
  let level: unknown = nested;
  while (Array.isArray(level) && shape.length <= deepest) {
    shape.push(level.length);
    level = level[0];
  }
  return fits(nested, shape, 0) ? shape : undefined;
};

/** How deep arrays may be nested, which ends the search in one that holds itself. */
const deepest = 64;

/** The elements of nested arrays of a known shape, in row-major order. */
export const flatten = (nested: Nested, shape: readonly number[]): readonly (number | boolean)[] => {
  let level: readonly Nested[] = [nested];
  for (let axis = 0; axis < shape.length; axis++) level = level.flatMap((inner) => inner as readonly Nested[]);
  return level as readonly (number | boolean)[]; // flattened as deep as it was nested
};

/** The real value of nested arrays: `toValue([[1, 2], [3, 4]])` has shape `[2, 2]`. Ragged arrays are an `InvalidArgument`. */
export const toValue = (nested: Nested): Value<Float64Array> => {
  const shape = nestedShape(nested);
  if (shape === undefined)
    return orThrow(refuse(invalidArgument('toValue', 'nested arrays must be rectangular and hold numbers', nested)));
  return { shape, data: Float64Array.from(flatten(nested, shape), Number) };
};

/** A value as nested arrays, a scalar as a plain number. */
export const toArray = (value: Value): Nested => {
  const build = (axis: number, start: number, count: number): Nested => {
    const size = value.shape[axis];
    if (size === undefined) return value.data[start] ?? Number.NaN;
    const inner = size === 0 ? 0 : count / size;
    return Array.from({ length: size }, (_, i) => build(axis + 1, start + i * inner, inner));
  };
  return build(0, 0, value.data.length);
};

/** The indices of the element at an offset in row-major order. */
export const positionOf = (offset: number, shape: readonly number[]): readonly number[] => {
  const position: number[] = [];
  let rest = offset;
  for (const size of shape.toReversed()) {
    position.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return position;
};

const fits = (nested: unknown, shape: readonly number[], axis: number): boolean =>
  axis === shape.length
    ? typeof nested === 'number' || typeof nested === 'boolean'
    : Array.isArray(nested) &&
      nested.length === shape[axis] &&
      Array.from<unknown>(nested).every((inner) => fits(inner, shape, axis + 1));
