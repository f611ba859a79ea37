import { code, type Code, signed, signedLong, unsigned, type ValueType } from './code.ts';

// Opcodes: WebAssembly core specification 2.0, chapter 5.4. Neighbours in the table of opcodes stand in one line.

type Names<L extends string> = L extends `${infer N} ${infer R}` ? N | Names<R> : L;
type Family<L extends string> = { readonly [N in Names<L>]: (...operands: readonly Code[]) => Code };

/** Instructions with consecutive opcodes, by their names. */
const family = <const L extends string>(
  result: ValueType,
  prefix: number | undefined,
  first: number,
  names: L,
): Family<L> =>
  Object.fromEntries(
    names.split(' ').map((name, index) => {
      const opcode = prefix === undefined ? [first + index] : [prefix, ...unsigned(first + index)];
      return [name, (...operands: readonly Code[]) => code(result, opcode, operands)];
    }),
  ) as unknown as Family<L>; // one function for each name

const plain = <const L extends string>(result: ValueType, first: number, names: L): Family<L> =>
  family(result, undefined, first, names);
const simd = <const L extends string>(first: number, names: L, result: ValueType = 'v128'): Family<L> =>
  family(result, 0xfd, first, names);

/** Reads from memory at an address plus an offset, in bytes. */
type Load = (address: Code, offset?: number) => Code;
/** Writes to memory at an address plus an offset, in bytes. */
type Store = (address: Code, value: Code, offset?: number) => Code;

// alignment is a hint that engines pass over: 0 says nothing
const load =
  (result: ValueType, ...opcode: readonly number[]): Load =>
  (address, offset = 0) =>
    code(result, opcode, [address], [0, ...unsigned(offset)]);
const store =
  (...opcode: readonly number[]): Store =>
  (address, value, offset = 0) =>
    code('void', opcode, [address, value], [0, ...unsigned(offset)]);

const comparisons = 'eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u';
const integers = 'add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr';
const floats = 'abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign';

export const i32 = {
  const: (value: number): Code => code('i32', [0x41], [], signed(value | 0)),
  load: load('i32', 0x28),
  load8_u: load('i32', 0x2d),
  store: store(0x36),
  store8: store(0x3a),
  ...plain('i32', 0x45, `eqz ${comparisons}`),
  ...plain('i32', 0x67, `clz ctz popcnt ${integers}`),
  ...plain('i32', 0xa7, 'wrap_i64'),
  ...plain('i32', 0xbc, 'reinterpret_f32'),
  ...family('i32', 0xfc, 0, 'trunc_sat_f32_s trunc_sat_f32_u trunc_sat_f64_s trunc_sat_f64_u'),
};

export const i64 = {
  const: (value: bigint): Code => code('i64', [0x42], [], signedLong(BigInt.asIntN(64, value))),
  load: load('i64', 0x29),
  store: store(0x37),
  ...plain('i32', 0x50, `eqz ${comparisons}`),
  ...plain('i64', 0x79, `clz ctz popcnt ${integers}`),
  ...plain('i64', 0xac, 'extend_i32_s extend_i32_u'),
  ...plain('i64', 0xbd, 'reinterpret_f64'),
};

export const f32 = {
  const: (value: number): Code => code('f32', [0x43], [], bytesOf(Float32Array.of(value))),
  load: load('f32', 0x2a),
  store: store(0x38),
  ...plain('i32', 0x5b, 'eq ne lt gt le ge'),
  ...plain('f32', 0x8b, floats),
  ...plain('f32', 0xb2, 'convert_i32_s convert_i32_u convert_i64_s convert_i64_u demote_f64'),
  ...plain('f32', 0xbe, 'reinterpret_i32'),
};

export const f64 = {
  const: (value: number): Code => code('f64', [0x44], [], bytesOf(Float64Array.of(value))),
  load: load('f64', 0x2b),
  store: store(0x39),
  ...plain('i32', 0x61, 'eq ne lt gt le ge'),
  ...plain('f64', 0x99, floats),
  ...plain('f64', 0xb7, 'convert_i32_s convert_i32_u convert_i64_s convert_i64_u promote_f32'),
  ...plain('f64', 0xbf, 'reinterpret_i64'),
};

export const v128 = {
  const: (bytes: ArrayBufferView): Code => code('v128', [0xfd, ...unsigned(0x0c)], [], bytesOf(bytes)),
  load: load('v128', 0xfd, ...unsigned(0x00)),
  load8_splat: load('v128', 0xfd, ...unsigned(0x07)),
  load16_splat: load('v128', 0xfd, ...unsigned(0x08)),
  load32_splat: load('v128', 0xfd, ...unsigned(0x09)),
  load64_splat: load('v128', 0xfd, ...unsigned(0x0a)),
  /** The low 32 bits from memory, zeros above. */
  load32_zero: load('v128', 0xfd, ...unsigned(0x5c)),
  load64_zero: load('v128', 0xfd, ...unsigned(0x5d)),
  store: store(0xfd, ...unsigned(0x0b)),
  ...simd(0x4d, 'not and andnot or xor bitselect'),
  ...simd(0x53, 'any_true', 'i32'),
};

export const i8x16 = {
  /** Sixteen bytes by their numbers among the 32 of both operands. */
  shuffle: (a: Code, b: Code, lanes: readonly number[]): Code => code('v128', [0xfd, ...unsigned(0x0d)], [a, b], lanes),
  ...simd(0x0e, 'swizzle splat'),
  ...simd(0x65, 'narrow_i16x8_s narrow_i16x8_u'),
};

export const i16x8 = {
  ...simd(0x85, 'narrow_i32x4_s narrow_i32x4_u'),
  ...simd(0x87, 'extend_low_i8x16_s extend_high_i8x16_s extend_low_i8x16_u extend_high_i8x16_u'),
};

const lane =
  (result: ValueType, opcode: number) =>
  (vector: Code, index: number): Code =>
    code(result, [0xfd, ...unsigned(opcode)], [vector], [index]);

export const i32x4 = {
  extract_lane: lane('i32', 0x1b),
  ...simd(0x11, 'splat'),
  ...simd(0x37, comparisons),
  ...simd(0xa0, 'abs neg'),
  ...simd(0xa3, 'all_true bitmask', 'i32'),
  ...simd(0xa7, 'extend_low_i16x8_s extend_high_i16x8_s extend_low_i16x8_u extend_high_i16x8_u'),
  ...simd(0xab, 'shl shr_s shr_u add'),
  ...simd(0xb1, 'sub'),
  ...simd(0xb5, 'mul min_s min_u max_s max_u'),
  ...simd(0xf8, 'trunc_sat_f32x4_s trunc_sat_f32x4_u'),
  ...simd(0xfc, 'trunc_sat_f64x2_s_zero trunc_sat_f64x2_u_zero'),
};

export const i64x2 = {
  extract_lane: lane('i64', 0x1d),
  ...simd(0x12, 'splat'),
  ...simd(0xc0, 'abs neg'),
  ...simd(0xc3, 'all_true bitmask', 'i32'),
  ...simd(0xc7, 'extend_low_i32x4_s extend_high_i32x4_s extend_low_i32x4_u extend_high_i32x4_u'),
  ...simd(0xcb, 'shl shr_s shr_u add'),
  ...simd(0xd1, 'sub'),
  ...simd(0xd5, 'mul eq ne lt_s gt_s le_s ge_s'),
};

export const f32x4 = {
  extract_lane: lane('f32', 0x1f),
  ...simd(0x13, 'splat'),
  ...simd(0x41, 'eq ne lt gt le ge'),
  ...simd(0x5e, 'demote_f64x2_zero'),
  ...simd(0x67, 'ceil floor trunc nearest'),
  ...simd(0xe0, 'abs neg'),
  ...simd(0xe3, 'sqrt add sub mul div min max pmin pmax'),
  ...simd(0x105, 'relaxed_madd'),
  ...simd(0xfa, 'convert_i32x4_s convert_i32x4_u'),
};

export const f64x2 = {
  extract_lane: lane('f64', 0x21),
  ...simd(0x14, 'splat'),
  ...simd(0x47, 'eq ne lt gt le ge'),
  ...simd(0x5f, 'promote_low_f32x4'),
  ...simd(0x74, 'ceil floor'),
  ...simd(0x7a, 'trunc'),
  ...simd(0x94, 'nearest'),
  ...simd(0xec, 'abs neg'),
  ...simd(0xef, 'sqrt add sub mul div min max pmin pmax'),
  ...simd(0x107, 'relaxed_madd'),
  ...simd(0xfe, 'convert_low_i32x4_s convert_low_i32x4_u'),
};

export const memory = {
  /** Copies bytes: to, from, how many; the two may overlap. */
  copy: (to: Code, from: Code, count: Code): Code => code('void', [0xfc, 0x0a], [to, from, count], [0, 0]),
  /** Fills bytes: from where, with what, how many. */
  fill: (to: Code, byte: Code, count: Code): Code => code('void', [0xfc, 0x0b], [to, byte, count], [0]),
};

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): readonly number[] => [
  ...new Uint8Array(buffer, byteOffset, byteLength),
];
