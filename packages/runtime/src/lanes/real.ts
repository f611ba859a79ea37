import { type Code, select } from '../wasm/code.ts';
import { f32, f32x4, f64, f64x2, i32, i32x4, i64, i64x2, i8x16, v128 } from '../wasm/instruction.ts';
import type { Bits, Doubles, Operand, Reals } from './lanes.ts';
import { mask, mask2, mask4 } from './mask.ts';
import { extremes, selectLanes } from './vector.ts';

type Plain = typeof f32 | typeof f64 | typeof f32x4 | typeof f64x2;

/** What the four have in common: an instruction for each. */
const arithmetic = (plain: Plain, constant: (value: number) => Code) => {
  const binary =
    (instruction: (a: Code, b: Code) => Code) =>
    (a: Operand, b: Operand): Code =>
      instruction(lift(a), lift(b));
  const lift = (operand: Operand): Code => (typeof operand === 'number' ? constant(operand) : operand);
  return {
    constant,
    add: binary(plain.add),
    sub: binary(plain.sub),
    mul: binary(plain.mul),
    div: binary(plain.div),
    neg: (a: Code): Code => plain.neg(a),
    abs: (a: Code): Code => plain.abs(a),
    sqrt: (a: Code): Code => plain.sqrt(a),
    floor: (a: Code): Code => plain.floor(a),
    ceil: (a: Code): Code => plain.ceil(a),
    trunc: (a: Code): Code => plain.trunc(a),
    round: (a: Code): Code => plain.nearest(a),
    maximum: binary(plain.max),
    minimum: binary(plain.min),
    equal: binary(plain.eq),
    less: binary(plain.lt),
    lessEqual: binary(plain.le),
    binary,
    lift,
  };
};

/** The magnitude below 2^32 of what whole turns of 2^32 leave of an integer; its sign is the integer's. */
const wrapped = ({ trunc, sub, mul, abs }: Pick<Reals, 'trunc' | 'sub' | 'mul' | 'abs'>, a: Code): Code => {
  const whole = trunc(a);
  return abs(sub(whole, mul(trunc(mul(whole, 2 ** -32)), 2 ** 32)));
};

const ofFloat64 = arithmetic(f64, f64.const);

/** One float64 number. */
export const float64: Doubles = {
  ...ofFloat64,
  precision: 'float64',
  count: 1,
  bytes: 8,
  type: 'f64',
  masks: mask,
  splat: (element) => element,
  load: f64.load,
  store: f64.store,
  select: (condition, a, b) => select(ofFloat64.lift(a), ofFloat64.lift(b), condition),
  canonical: (a) => float64.select(float64.equal(a, a), a, Number.NaN),
  ofIntegers: f64.convert_i32_s,
  toIntegers: (a) => {
    const magnitude = i32.trunc_sat_f64_u(wrapped(ofFloat64, a));
    return select(i32.sub(i32.const(0), magnitude), magnitude, f64.lt(a, f64.const(0)));
  },
  get doubles() {
    return float64;
  },
  widen: (value) => [value],
  narrow: ([value]) => value!,
  larger: f64.max,
  smaller: f64.min,
  withSign: ofFloat64.binary(f64.copysign),
  atMost: ofFloat64.binary((a, b) => select(b, a, f64.lt(b, a))),
  atLeast: ofFloat64.binary((a, b) => select(b, a, f64.lt(a, b))),
  extract: (value) => value,
  gather: ([value]) => value!,
  bits: {
    of: i64.reinterpret_f64,
    toReal: f64.reinterpret_i64,
    constant: i64.const,
    add: i64.add,
    sub: i64.sub,
    and: i64.and,
    or: i64.or,
    xor: i64.xor,
    shiftLeft: (a, count) => i64.shl(a, i64.const(BigInt(count))),
    shiftRight: (a, count) => i64.shr_u(a, i64.const(BigInt(count))),
  },
};

/** The bits of vectors are the vectors themselves. */
const bitsOfVector = (integers: typeof i32x4 | typeof i64x2, everywhere: (value: bigint) => ArrayBufferView): Bits => ({
  of: (value) => value,
  toReal: (bits) => bits,
  constant: (value) => v128.const(everywhere(value)),
  add: integers.add,
  sub: integers.sub,
  and: v128.and,
  or: v128.or,
  xor: v128.xor,
  shiftLeft: (a, count) => integers.shl(a, i32.const(count)),
  shiftRight: (a, count) => integers.shr_u(a, i32.const(count)),
});

const ofFloat64x2 = arithmetic(f64x2, (value) => v128.const(Float64Array.of(value, value)));

/** Two float64 numbers. */
export const float64x2: Doubles = {
  ...ofFloat64x2,
  precision: 'float64',
  count: 2,
  bytes: 8,
  type: 'v128',
  masks: mask2,
  splat: f64x2.splat,
  load: v128.load,
  store: v128.store,
  select: (condition, a, b) => selectLanes(condition, ofFloat64x2.lift(a), ofFloat64x2.lift(b)),
  canonical: (a) => float64x2.select(float64x2.equal(a, a), a, Number.NaN),
  ofIntegers: f64x2.convert_low_i32x4_s,
  toIntegers: (a) => {
    const magnitude = i32x4.trunc_sat_f64x2_u_zero(wrapped(ofFloat64x2, a));
    const isNegative = f64x2.lt(a, ofFloat64x2.constant(0));
    return v128.bitselect(i32x4.neg(magnitude), magnitude, lowWords(isNegative));
  },
  get doubles() {
    return float64x2;
  },
  widen: (value) => [value],
  narrow: ([value]) => value!,
  ...extremes(f64x2, ofFloat64x2),
  withSign: ofFloat64x2.binary((a, b) => v128.bitselect(b, a, ofFloat64x2.constant(-0))),
  atMost: ofFloat64x2.binary(f64x2.pmin),
  atLeast: ofFloat64x2.binary(f64x2.pmax),
  extract: f64x2.extract_lane,
  gather: ([low, high]) => joined(f64x2.splat(low!), f64x2.splat(high!)),
  bits: bitsOfVector(i64x2, (value) => BigInt64Array.of(value, value)),
};

const ofFloat32 = arithmetic(f32, f32.const);

/** One float32 number. */
export const float32: Reals = {
  ...ofFloat32,
  precision: 'float32',
  count: 1,
  bytes: 4,
  type: 'f32',
  masks: mask,
  splat: (element) => element,
  load: f32.load,
  store: f32.store,
  select: (condition, a, b) => select(ofFloat32.lift(a), ofFloat32.lift(b), condition),
  canonical: (a) => float32.select(float32.equal(a, a), a, Number.NaN),
  ofIntegers: f32.convert_i32_s,
  toIntegers: (a) => float64.toIntegers(f64.promote_f32(a)),
  larger: f32.max,
  smaller: f32.min,
  withSign: ofFloat32.binary(f32.copysign),
  atMost: ofFloat32.binary((a, b) => select(b, a, f32.lt(b, a))),
  atLeast: ofFloat32.binary((a, b) => select(b, a, f32.lt(a, b))),
  bits: {
    of: i32.reinterpret_f32,
    toReal: f32.reinterpret_i32,
    constant: (value) => i32.const(Number(BigInt.asIntN(32, value))),
    add: i32.add,
    sub: i32.sub,
    and: i32.and,
    or: i32.or,
    xor: i32.xor,
    shiftLeft: (a, count) => i32.shl(a, i32.const(count)),
    shiftRight: (a, count) => i32.shr_u(a, i32.const(count)),
  },
  doubles: float64,
  widen: (value) => [f64.promote_f32(value)],
  narrow: ([value]) => f32.demote_f64(value!),
};

const ofFloat32x4 = arithmetic(f32x4, (value) => v128.const(Float32Array.of(value, value, value, value)));

/** Four float32 numbers. */
export const float32x4: Reals = {
  ...ofFloat32x4,
  precision: 'float32',
  count: 4,
  bytes: 4,
  type: 'v128',
  masks: mask4,
  splat: f32x4.splat,
  load: v128.load,
  store: v128.store,
  select: (condition, a, b) => selectLanes(condition, ofFloat32x4.lift(a), ofFloat32x4.lift(b)),
  canonical: (a) => float32x4.select(float32x4.equal(a, a), a, Number.NaN),
  ofIntegers: f32x4.convert_i32x4_s,
  toIntegers: (a) => {
    const magnitude = i32x4.trunc_sat_f32x4_u(wrapped(ofFloat32x4, a));
    return v128.bitselect(i32x4.neg(magnitude), magnitude, f32x4.lt(a, ofFloat32x4.constant(0)));
  },
  ...extremes(f32x4, ofFloat32x4),
  withSign: ofFloat32x4.binary((a, b) => v128.bitselect(b, a, ofFloat32x4.constant(-0))),
  atMost: ofFloat32x4.binary(f32x4.pmin),
  atLeast: ofFloat32x4.binary(f32x4.pmax),
  bits: bitsOfVector(i32x4, (value) =>
    Int32Array.from([value, value, value, value], (each) => Number(BigInt.asIntN(32, each))),
  ),
  doubles: float64x2,
  widen: (value) => [f64x2.promote_low_f32x4(value), f64x2.promote_low_f32x4(upperHalf(value))],
  narrow: ([low, high]) => joined(f32x4.demote_f64x2_zero(low!), f32x4.demote_f64x2_zero(high!)),
};

const upperHalf = (a: Code): Code => i8x16.shuffle(a, a, [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]);

/** The lower halves of two vectors. */
const joined = (low: Code, high: Code): Code =>
  i8x16.shuffle(low, high, [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]);

/** Masks of 64 bits as masks of 32 in the two lower lanes. */
const lowWords = (a: Code): Code => i8x16.shuffle(a, a, [0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11]);
