import { type Code, select } from '../wasm/code.ts';
import { f64, f64x2, i32, i32x4, i64, i64x2, i8x16, v128 } from '../wasm/instruction.ts';
import type { Integers, Operand } from './lanes.ts';
import { mask, mask2, mask4 } from './mask.ts';

type Two = (a: Code, b: Code) => Code;

const lifting =
  (constant: (value: number) => Code) =>
  (instruction: Two) =>
  (a: Operand, b: Operand): Code =>
    instruction(liftBy(constant, a), liftBy(constant, b));

const liftBy = (constant: (value: number) => Code, operand: Operand): Code =>
  typeof operand === 'number' ? constant(operand) : operand;

/** a − ⌊a/b⌋·b: the quotient of integers of 32 bits is never rounded to an integer that it is not. */
const remainder = ({ sub, mul, floor, div }: typeof f64 | typeof f64x2, a: Code, b: Code): Code =>
  sub(a, mul(floor(div(a, b)), b));

/** Those of the two lower lanes, and 0 where b is 0. */
const remainders = (a: Code, b: Code): Code =>
  i32x4.trunc_sat_f64x2_s_zero(remainder(f64x2, f64x2.convert_low_i32x4_s(a), f64x2.convert_low_i32x4_s(b)));

const upperHalf = (a: Code): Code => i8x16.shuffle(a, a, [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]);
const lowerHalves = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];

const one = lifting(i32.const);

/** One integer of 32 bits. */
export const int32: Integers = {
  count: 1,
  bytes: 4,
  type: 'i32',
  masks: mask,
  constant: i32.const,
  splat: (element) => element,
  load: i32.load,
  store: i32.store,
  add: one(i32.add),
  sub: one(i32.sub),
  mul: one(i32.mul),
  neg: (a) => i32.sub(i32.const(0), a),
  abs: (a) => select(i32.sub(i32.const(0), a), a, i32.lt_s(a, i32.const(0))),
  mod: one((a, b) => i32.trunc_sat_f64_s(remainder(f64, f64.convert_i32_s(a), f64.convert_i32_s(b)))),
  maximum: one((a, b) => select(a, b, i32.gt_s(a, b))),
  minimum: one((a, b) => select(a, b, i32.lt_s(a, b))),
  equal: one(i32.eq),
  less: one(i32.lt_s),
  lessEqual: one(i32.le_s),
  select: (condition, a, b) => select(liftBy(i32.const, a), liftBy(i32.const, b), condition),
};

const vectorOf = (value: number): Code => v128.const(Int32Array.of(value, value, value, value));
const several = lifting(vectorOf);

/** Four integers of 32 bits. */
export const int32x4: Integers = {
  count: 4,
  bytes: 4,
  type: 'v128',
  masks: mask4,
  constant: vectorOf,
  splat: i32x4.splat,
  load: v128.load,
  store: v128.store,
  add: several(i32x4.add),
  sub: several(i32x4.sub),
  mul: several(i32x4.mul),
  neg: (a) => i32x4.neg(a),
  abs: (a) => i32x4.abs(a),
  mod: several((a, b) => i8x16.shuffle(remainders(a, b), remainders(upperHalf(a), upperHalf(b)), lowerHalves)),
  maximum: several(i32x4.max_s),
  minimum: several(i32x4.min_s),
  equal: several(i32x4.eq),
  less: several(i32x4.lt_s),
  lessEqual: several(i32x4.le_s),
  select: (condition, a, b) => v128.bitselect(liftBy(vectorOf, a), liftBy(vectorOf, b), condition),
};

/** Comparisons of the two lower lanes, with masks of 64 bits. */
const comparing = (instruction: Two): ((a: Operand, b: Operand) => Code) =>
  several((a, b) => i64x2.extend_low_i32x4_s(instruction(a, b)));

/** Two integers of 32 bits, in the lower half of a vector; they go with masks of 64 bits. */
export const int32x2: Integers = {
  ...int32x4,
  count: 2,
  masks: mask2,
  load: v128.load64_zero,
  mod: several((a, b) => remainders(a, b)),
  store: (address, value, offset) => i64.store(address, i64x2.extract_lane(value, 0), offset),
  equal: comparing(i32x4.eq),
  less: comparing(i32x4.lt_s),
  lessEqual: comparing(i32x4.le_s),
  select: (condition, a, b) =>
    v128.bitselect(
      liftBy(vectorOf, a),
      liftBy(vectorOf, b),
      i8x16.shuffle(condition, condition, [0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11]),
    ),
};
