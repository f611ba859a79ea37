import { type Code, code, unsigned, type ValueType } from '../wasm/code.ts';
import { i16x8, i32, i32x4, i64x2, i8x16, v128 } from '../wasm/instruction.ts';

/** Truth values side by side: 0 or 1 for one element; all bits of a lane for several. In memory each is a byte of 0 or 1. */
export interface Masks {
  readonly type: ValueType;
  readonly constant: (value: boolean) => Code;
  readonly and: (a: Code, b: Code) => Code;
  readonly or: (a: Code, b: Code) => Code;
  readonly not: (a: Code) => Code;
  /** Whether any is true, as 0 or 1. */
  readonly any: (a: Code) => Code;
  /** The same truth value, 0 or 1, in every lane. */
  readonly splat: (element: Code) => Code;
  readonly load: (address: Code, offset?: number) => Code;
  readonly store: (address: Code, mask: Code, offset?: number) => Code;
}

/** The truth value of one element. */
export const mask: Masks = {
  type: 'i32',
  constant: (value) => i32.const(value ? 1 : 0),
  and: i32.and,
  or: i32.or,
  not: i32.eqz,
  any: (a) => a,
  splat: (element) => element,
  load: (address, offset) => i32.load8_u(address, offset),
  store: (address, a, offset) => i32.store8(address, a, offset),
};

const ofVector = {
  type: 'v128',
  constant: (value) => v128.const(new Uint8Array(16).fill(value ? 0xff : 0)),
  and: v128.and,
  or: v128.or,
  not: v128.not,
  any: v128.any_true,
} as const satisfies Partial<Masks>;

/** The truth values of four elements, 32 bits each. */
export const mask4: Masks = {
  ...ofVector,
  splat: (element) => i32x4.neg(i32x4.splat(element)),
  load: (address, offset) =>
    i32x4.neg(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(address, offset)))),
  store: (address, a, offset) => i32.store(address, bytesAt(a, [0, 4, 8, 12], 0x01010101), offset),
};

/** The truth values of two elements, 64 bits each. */
export const mask2: Masks = {
  ...ofVector,
  splat: (element) => i64x2.neg(i64x2.extend_low_i32x4_u(i32x4.splat(element))),
  load: (address, offset) =>
    i64x2.neg(
      i64x2.extend_low_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(loadTwoBytes(address, offset)))),
    ),
  store: (address, a, offset) => storeTwoBytes(address, bytesAt(a, [0, 8], 0x0101), offset),
};

/** Bytes of a vector by their numbers as the bytes of one integer, of which some bits remain. */
const bytesAt = (vector: Code, places: readonly number[], remaining: number): Code => {
  const lanes = Array.from({ length: 16 }, (_, index) => places[index] ?? 0);
  return i32.and(i32x4.extract_lane(i8x16.shuffle(vector, vector, lanes), 0), i32.const(remaining));
};

// v128.load16_splat and i32.store16
const loadTwoBytes = (address: Code, offset = 0): Code =>
  code('v128', [0xfd, 0x08], [address], [0, ...unsigned(offset)]);
const storeTwoBytes = (address: Code, value: Code, offset = 0): Code =>
  code('void', [0x3b], [address, value], [0, ...unsigned(offset)]);
