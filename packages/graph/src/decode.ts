import { either as E } from 'fp-ts';
import { formatShape, isSize } from './dim.ts';
import type { Kind } from './kind.ts';
import { countOf } from './shape.ts';
import {
  flatten,
  type Nested,
  nestedShape,
  type NumericArray,
  positionOf,
  type Precision,
  type Value,
  zerosOf,
} from './value.ts';

/** What may stand for a value: a number, nested arrays, a typed array (of one axis), or a `Value`. */
export type Bindable = Nested | NumericArray | Value;

/** Why something does not stand for a value: the rule it breaks, what was found, and where. */
export interface Fault {
  readonly rule: string;
  readonly got: unknown;
  readonly position: readonly number[];
}

/**
 * The value that something stands for, as a kind. An array that already holds that kind is used as it is, without a copy, and so is any
 * typed array of real numbers where no precision is given.
 */
export const decodeValue = (kind: Kind, source: Bindable, precision: Precision | undefined): E.Either<Fault, Value> => {
  const read = readElements(source);
  if (read === undefined)
    return fault('must be a number, rectangular nested arrays of numbers, or { shape, data }', source);
  const { shape, elements } = read;
  if (elements.length !== countOf(shape))
    return fault(`data must have as many elements as shape ${formatShape(shape)}`, elements.length);
  const wrong = kind === 'real' ? -1 : elements.findIndex((element) => !isElement(kind, element));
  if (wrong >= 0) return fault(elementRules[kind], elements[wrong], positionOf(wrong, shape));
  const { constructor } = zerosOf(kind, [0], precision ?? 'float64').data;
  if (
    elements.constructor === constructor ||
    (kind === 'real' && precision === undefined && ArrayBuffer.isView(elements))
  )
    return E.right({ shape, data: elements as NumericArray }); // just compared
  const value = zerosOf(kind, shape, precision ?? 'float64');
  value.data.set(elements as ArrayLike<number>); // true and false become 1 and 0
  return E.right(value);
};

const fault = (rule: string, got: unknown, position: readonly number[] = []): E.Either<Fault, never> =>
  E.left({ rule, got, position });

const elementRules: Readonly<Record<Kind, string>> = {
  real: 'must be a number',
  int: 'must be an integer of 32 bits',
  bool: 'must be true or false',
};

const isElement = (kind: Kind, element: number | boolean | undefined): boolean =>
  kind === 'int'
    ? element === (Number(element) | 0)
    : element === true || element === false || element === 0 || element === 1;

interface Elements {
  readonly shape: readonly number[];
  readonly elements: NumericArray | readonly (number | boolean)[];
}

const readElements = (source: Bindable): Elements | undefined => {
  if (isNumericArray(source)) return { shape: [source.length], elements: source };
  if (isValue(source)) {
    const isReadable = Array.isArray(source.shape) && source.shape.every(isSize) && isNumericArray(source.data);
    return isReadable ? { shape: source.shape, elements: source.data } : undefined;
  }
  const shape = nestedShape(source);
  return shape === undefined ? undefined : { shape, elements: flatten(source, shape) };
};

const isValue = (source: Bindable): source is Value =>
  typeof source === 'object' && source !== null && 'data' in source;

const isNumericArray = (source: unknown): source is NumericArray =>
  ArrayBuffer.isView(source) &&
  !(source instanceof DataView) &&
  !(source instanceof BigInt64Array) &&
  !(source instanceof BigUint64Array);
