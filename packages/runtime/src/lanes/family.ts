import type { Precision } from '@adjoint/graph';
import { int32, int32x2, int32x4 } from './integer.ts';
import type { Integers, Reals } from './lanes.ts';
import type { Masks } from './mask.ts';
import { float32, float32x4, float64, float64x2 } from './real.ts';

/** Lanes of every kind that go together, of as many elements each. */
export interface LaneFamily {
  readonly count: 1 | 2 | 4;
  readonly real: Reals;
  readonly int: Integers;
  readonly bool: Masks;
}

/** One element at a time. */
export const single: Readonly<Record<Precision, LaneFamily>> = {
  float32: { count: 1, real: float32, int: int32, bool: int32.masks },
  float64: { count: 1, real: float64, int: int32, bool: int32.masks },
};

/** As many elements side by side as a vector of 128 bits holds. */
export const sideBySide: Readonly<Record<Precision, LaneFamily>> = {
  float32: { count: 4, real: float32x4, int: int32x4, bool: int32x4.masks },
  float64: { count: 2, real: float64x2, int: int32x2, bool: int32x2.masks },
};
