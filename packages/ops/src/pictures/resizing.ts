import {
  add,
  type AnyTensor,
  constant,
  type Dim,
  invalidArgument,
  type IsDynamic,
  isSize,
  optionsOf,
  orThrow,
  refuse,
  scale,
  type Shape,
  shapeMismatch,
  type Tensor,
  toReals,
} from '@adjoint/graph';
import { gather } from '../movement/gather.ts';
import { elementsIn } from '../arguments/option.ts';

/** What a new pixel is made of: the nearest old one, or a mean of the nearest two along each axis, weighed by how near they are. */
export type ResizeMethod = 'nearest' | 'bilinear';

/**
 * Where `n` new pixels lie among `m` old ones. `halfPixel`: both are little squares that fill the same picture, so new pixel `i` has its middle at
 * `(i + ½)·m/n - ½`, at the edge pixel where that lies outside. `corners`: the middles of the corners stay, at `i·(m - 1)/(n - 1)`.
 * `origin`: the first stays, at `i·m/n`.
 */
export type ResizeAlignment = 'halfPixel' | 'corners' | 'origin';

/** How to resize. */
export interface ResizeOptions {
  /** `bilinear` if not given. */
  readonly method?: ResizeMethod;
  /** `halfPixel` if not given. */
  readonly align?: ResizeAlignment;
}

/** Pictures `S` of another height and width. */
export type Resized<S extends Shape, H extends number, W extends number> =
  true extends IsDynamic<S>
    ? Shape
    : S extends [infer B extends Dim, Dim, Dim, infer C extends Dim]
      ? [B, H, W, C]
      : Shape;

/**
 * Pictures `[batch, height, width, channels]` in another size. The nearest pixel is, with `halfPixel`, the one that the middle lies in; with `corners` the
 * one nearest to it, the later of two; with `origin` the one before it. These are PyTorch's `nearest-exact` and `align_corners=False`,
 * `align_corners=True`, and `nearest`.
 */
export const resize = <S extends Shape, const H extends number, const W extends number>(
  operand: Tensor<S>,
  size: readonly [height: H, width: W],
  options?: ResizeOptions,
): Tensor<Resized<S, H, W>> => {
  const x = toReals('resize', operand);
  const wrong = (rule: string, got: unknown): never => orThrow(refuse(invalidArgument('resize', rule, got)));
  const { method = 'bilinear', align = 'halfPixel' } = optionsOf('resize', options, ['method', 'align']);
  if (method !== 'nearest' && method !== 'bilinear') wrong('method must be nearest or bilinear', method);
  if (!Object.hasOwn(middles, align)) wrong(`align must be one of ${Object.keys(middles).join(', ')}`, align);
  const to = elementsIn(size);
  if (to?.length !== 2 || !to.every((each) => isSize(each) && each < 2 ** 31))
    return wrong('the size must be a height and a width', size);
  const from = x.shape.slice(1, 3);
  if (x.shape.length !== 4 || !from.every((dim) => typeof dim === 'number' && dim > 0)) {
    const rule = 'must have 4 axes: the batch, a height and a width that are known and not 0, the channels';
    return orThrow(refuse(shapeMismatch('resize', rule, x.shape)));
  }
  return (to as readonly number[]).reduce((picture: Tensor, count, index) => {
    const places = { axis: index + 1, from: from[index] as number, to: count, align }; // as just checked
    return method === 'nearest' ? nearest(picture, places) : linear(picture, places);
  }, x) as AnyTensor as Tensor<Resized<S, H, W>>; // as Resized states
};

/** Where the pixels along an axis come from. */
interface Places {
  readonly axis: number;
  readonly from: number;
  readonly to: number;
  readonly align: ResizeAlignment;
}

/** The middle of a new pixel among the old ones. */
const middles: Readonly<Record<ResizeAlignment, (i: number, from: number, to: number) => number>> = {
  halfPixel: (i, from, to) => ((i + 0.5) * from) / to - 0.5,
  corners: (i, from, to) => (to === 1 ? 0 : (i * (from - 1)) / (to - 1)),
  origin: (i, from, to) => (i * from) / to,
};

const nearest = (x: Tensor, { axis, from, to, align }: Places): Tensor => {
  const middle = middles[align];
  const later = align === 'origin' ? 0 : 0.5;
  const places = Int32Array.from({ length: to }, (_, i) => Math.min(Math.floor(middle(i, from, to) + later), from - 1));
  return taken(x, places, axis);
};

/** x₀ + (x₁ - x₀)·w as (1 - w)·x₀ + w·x₁; what has no weight has no say, not even if it is infinite. */
const linear = (x: Tensor, { axis, from, to, align }: Places): Tensor => {
  const middle = Array.from({ length: to }, (_, i) => Math.min(Math.max(middles[align](i, from, to), 0), from - 1));
  const before = Int32Array.from(middle, Math.floor);
  const after = before.map((place) => Math.min(place + 1, from - 1));
  const weights = (some: readonly number[]): Tensor =>
    constant({
      shape: x.shape.map((_, index) => (index === axis ? to : 1)).slice(axis),
      data: Float64Array.from(some),
    });
  const part = (places: Int32Array, some: readonly number[]): Tensor =>
    scale(weights(some), taken(x, places, axis)) as Tensor;
  const share = middle.map((place, i) => place - before[i]!);
  return add(
    part(
      before,
      share.map((each) => 1 - each),
    ),
    part(after, share),
  ) as Tensor;
};

const taken = (x: Tensor, places: Int32Array, axis: number): Tensor =>
  gather(x, constant({ shape: [places.length], data: places }, 'int') as Tensor<Shape, 'int'>, axis) as Tensor;
