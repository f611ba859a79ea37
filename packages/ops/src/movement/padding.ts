import {
  addDims,
  type AnyTensor,
  type Dim,
  invalidArgument,
  type IsDynamic,
  isSize,
  type Kind,
  optionsOf,
  orThrow,
  refuse,
  type Shape,
  type Tensor,
  toTensor,
  madeOf,
  oneOf,
  recordOf,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { elementsIn } from '../arguments/option.ts';
import { selection } from './selection.ts';

/** What is put around a tensor: a constant, its mirror image without or with the edge itself, or the edge again and again. */
export type PadMode = 'constant' | 'reflect' | 'symmetric' | 'edge';

/** How wide to pad one axis: on both sides alike, or before and after. */
export type PadWidth = number | readonly [before: number, after: number];

/** What to pad with. */
export interface PadOptions {
  /** `constant` if not given. */
  readonly mode?: PadMode;
  /** The constant; 0 if not given. */
  readonly value?: number;
}

/** `S` padded by `W`: axes that are padded by 0 keep their dimension, of the others run time tells the size. */
export type Padded<S extends Shape, W extends number | readonly PadWidth[]> =
  true extends IsDynamic<S>
    ? Shape
    : { -readonly [I in keyof S]: I extends keyof W ? (W[I] extends 0 ? S[I] : Dim) : Dim };

/**
 * A tensor with its axes made longer, as NumPy's `pad`: by one number on every side, or one width an axis. A named dimension
 * becomes a sum, such as `batch + 2`.
 */
export const pad = madeOf(
  () => [extend],
  <S extends Shape, K extends Kind, const W extends number | readonly PadWidth[]>(
    operand: Tensor<S, K>,
    widths: W,
    options?: PadOptions,
  ): Tensor<Padded<S, W>, K> => {
    const x = toTensor('pad', operand);
    const refused = (rule: string, got: unknown): never => orThrow(refuse(invalidArgument('pad', rule, got)));
    const rule = 'the third argument must be options';
    const { mode = 'constant', value = 0 } = optionsOf('pad', options, ['mode', 'value'], 'options', rule);
    if (!Object.hasOwn(mirrors, mode)) refused(`mode must be one of ${Object.keys(mirrors).join(', ')}`, mode);
    if (typeof value !== 'number') refused('value must be a number', value);
    if (x.kind !== 'real') toTensor('pad', value, x.kind); // the value is one of its kind
    const given =
      typeof widths === 'number' ? x.shape.map(() => widths) : (elementsIn(widths) as PadWidth[] | undefined);
    if (given?.length !== x.shape.length)
      return refused(`must have a width for each of ${x.shape.length} axes`, widths);
    const pairs = given.map((width): Pair => (typeof width === 'number' ? [width, width] : width));
    if (!pairs.every(aPair.accepts)) refused('widths must be integers from 0 up', widths);
    return extend(x, { widths: pairs, mode }, value) as AnyTensor as Tensor<Padded<S, W>, K>; // as Padded states
  },
);

type Pair = readonly [before: number, after: number];

type PadAttributes = Readonly<{ widths: readonly Pair[]; mode: PadMode }>;

/** For a place before, in or after an axis of a size the place whose element stands there. */
const mirrors: Readonly<Record<PadMode, (place: number, size: number) => number>> = {
  constant: (place, size) => (place < 0 || place >= size ? -1 : place),
  edge: (place, size) => Math.min(Math.max(place, 0), size - 1),
  reflect: (place, size) => fold(place, Math.max(2 * size - 2, 1), size, 0),
  symmetric: (place, size) => fold(place, 2 * size, size, 1),
};

const fold = (place: number, period: number, size: number, edge: number): number => {
  const within = ((place % period) + period) % period;
  return within < size ? within : period - edge - within;
};

const emptyRule = 'an empty axis can be padded with a constant only';

const aWidth = {
  must: 'be an integer from 0 up',
  accepts: isSize,
};

const aPair = {
  must: 'be a width before and one after',
  accepts: (pair: unknown) => Array.isArray(pair) && pair.length === 2 && pair.every((side) => aWidth.accepts(side)),
};

const extend = selection<PadAttributes>('pad', {
  selected: recordOf({
    widths: {
      must: 'be a list of a pair of widths for each axis',
      accepts: (widths, [x]) =>
        Array.isArray(widths) && widths.length === x?.shape.length && widths.every(aPair.accepts),
    },
    mode: oneOf(...Object.keys(mirrors)),
  }),
  shape: (x, { widths, mode }) =>
    mode !== 'constant' && x.shape.some((dim, axis) => dim === 0 && Math.max(...widths[axis]!) > 0)
      ? refuse(invalidArgument('pad', emptyRule, mode))
      : E.right(x.shape.map((dim, axis) => addDims(dim, ...widths[axis]!))),
  check: (operation, { axis, from, attributes: { widths, mode } }) =>
    mode !== 'constant' && from === 0 && Math.max(...widths[axis]!) > 0
      ? invalidArgument(operation, emptyRule, mode)
      : undefined,
  place: ({ axis, from, attributes: { widths, mode } }) => {
    const [before] = widths[axis]!;
    const source = mirrors[mode];
    return (to) => source(to - before, from);
  },
  stepped: ({ axis, attributes: { widths, mode } }) =>
    mode === 'constant' || widths[axis]!.every((width) => width === 0)
      ? { start: 0 - widths[axis]![0], step: 1 }
      : undefined,
  widened: ({ widths, mode }) => ({ widths: [[0, 0], ...widths], mode }),
  format: ({ widths, mode }) => `[${widths.map(([before, after]) => `[${before}, ${after}]`).join(', ')}], ${mode}`,
});
