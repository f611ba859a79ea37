/**
 * How an operation that is not elementwise makes its output, and so how it treats each axis: what compilers read in place of
 * the kernel. An operation without one is computed by its kernel.
 */
export type Lowering =
  /** The elements of the input in their order, in another shape. */
  | Readonly<{ type: 'view' }>
  /** Every element is one of the first input, found by one place for each of its axes, none of which is empty where another input chooses. */
  | Readonly<{ type: 'move'; places: readonly Place[] }>
  /**
   * The elements of the first inputs go where one place for each axis of the output says, in terms of the axes of their own input; all others
   * are `fill`, if there are any. Where several may go to one place, what is there is added up, and `fill` with it.
   */
  | Readonly<{ type: 'put'; places: readonly (readonly Place[])[]; fill?: number; adds?: boolean }>
  /** One element for each line of the input along some axes, its elements joined; the other axes keep their order. */
  | Readonly<{ type: 'reduce'; monoid: Monoid; axes: readonly number[] }>
  /** Σ over k of a[..., m, k] · b[..., k, n], where the axes in front are equal. */
  | Readonly<{ type: 'contract' }>;

/** An index along an axis. */
export type Place = Stepped | Chosen;

/** `start` plus `step` times the index along an axis of the output (of the input, where that is put somewhere), or just `start`. */
export interface Stepped {
  readonly axis: number | undefined;
  readonly start: number;
  readonly step: number;
  /** Steps along other axes that are added, as windows take them: one from window to window, one within a window. */
  readonly further?: readonly Step[];
}

/** `step` times the index along an axis. */
export interface Step {
  readonly axis: number;
  readonly step: number;
}

/** All steps of a place. */
export const stepsOf = ({ axis, step, further = [] }: Stepped): readonly Step[] =>
  axis === undefined ? further : [{ axis, step }, ...further];

/** An element of another input, which holds integers. Those that are no index of the axis are for the expansion's `valid` to find. */
export interface Chosen {
  /** The number of that input. */
  readonly by: number;
  /** One place for each of its axes. */
  readonly at: readonly Stepped[];
}

/** What joins elements, two at a time in any order. */
export type Monoid = 'add' | 'mul' | 'maximum' | 'minimum' | 'and' | 'or';
