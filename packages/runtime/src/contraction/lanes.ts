import { type Code, code, type ValueType } from '../wasm/code.ts';
import { f32, f32x4, f64, f64x2, i32, i32x4, i8x16, v128 } from '../wasm/instruction.ts';

/** Reads from memory at an address plus an offset in bytes, which may be negative. */
type Read = (address: Code, offset?: number) => Code;

/** What a vector holds of one precision: how many numbers, and how to compute with them. */
export interface Lanes {
  readonly type: ValueType;
  /** Bytes of a number. */
  readonly size: number;
  /** Numbers in a vector. */
  readonly count: number;
  readonly number: (value: number) => Code;
  readonly addNumbers: (a: Code, b: Code) => Code;
  readonly mulNumbers: (a: Code, b: Code) => Code;
  readonly storeNumber: (address: Code, value: Code, offset?: number) => Code;
  readonly add: (a: Code, b: Code) => Code;
  readonly mul: (a: Code, b: Code) => Code;
  /** sum + a·b. */
  readonly multiplyAdd: (a: Code, b: Code, sum: Code) => Code;
  readonly store: (address: Code, value: Code, offset?: number) => Code;
  readonly extract: (vector: Code, index: number) => Code;
  /** One number in all lanes. */
  readonly splat: Read;
  /** Operands as they lie in memory, by what an element is. */
  readonly reads: Readonly<Record<ElementType, Reads>>;
  /** The columns of the square whose rows are the vectors, given ways to have these again and again. */
  readonly transpose: (rows: readonly Code[]) => readonly Code[];
}

/** What an operand consists of: numbers of the precision, or bytes from 0 to 255 that are read as numbers. */
export type ElementType = 'number' | 'byte';

/** How the elements of an operand become numbers. */
interface Reads {
  /** Bytes of an element. */
  readonly size: number;
  readonly one: Read;
  /** As many neighbours as a vector has lanes; nothing beyond them is touched. */
  readonly vector: Read;
}

/** A vector of zeros. */
export const zeros = v128.const(new Uint8Array(16));

/** Any read or write with negative offsets allowed. */
const anywhere =
  (read: Read): Read =>
  (address, offset = 0) =>
    offset < 0 ? read(i32.add(address, i32.const(offset))) : read(address, offset);
const storeAnywhere =
  (store: (address: Code, value: Code, offset?: number) => Code): Lanes['store'] =>
  (address, value, offset = 0) =>
    offset < 0 ? store(i32.add(address, i32.const(offset)), value) : store(address, value, offset);

/** The four lowest bytes as 32-bit integers; a number beyond 15 means a byte of zeros. */
const widen = (bytes: Code): Code =>
  i8x16.swizzle(bytes, v128.const(Uint8Array.from({ length: 16 }, (_, at) => (at % 4 === 0 ? at / 4 : 255))));
const load16: Read = (address, offset = 0) => {
  const { operands, immediates } = i32.load8_u(address, offset);
  return code('i32', [0x2f], operands, immediates);
};

const single: Lanes = {
  type: 'f32',
  size: 4,
  count: 4,
  number: f32.const,
  addNumbers: f32.add,
  mulNumbers: f32.mul,
  storeNumber: storeAnywhere(f32.store),
  add: f32x4.add,
  mul: f32x4.mul,
  multiplyAdd: (a, b, sum) => f32x4.add(sum, f32x4.mul(a, b)),
  store: storeAnywhere(v128.store),
  extract: f32x4.extract_lane,
  splat: anywhere(v128.load32_splat),
  reads: {
    number: { size: 4, one: anywhere(f32.load), vector: anywhere(v128.load) },
    byte: {
      size: 1,
      one: anywhere((address, offset) => f32.convert_i32_u(i32.load8_u(address, offset))),
      vector: anywhere((address, offset) => f32x4.convert_i32x4_u(widen(v128.load32_zero(address, offset)))),
    },
  },
  transpose: ([a, b, c, d]) => {
    const low = (x: Code, y: Code): Code => i8x16.shuffle(x, y, words(0, 4, 1, 5));
    const high = (x: Code, y: Code): Code => i8x16.shuffle(x, y, words(2, 6, 3, 7));
    const left = (x: Code, y: Code): Code => i8x16.shuffle(x, y, words(0, 1, 4, 5));
    const right = (x: Code, y: Code): Code => i8x16.shuffle(x, y, words(2, 3, 6, 7));
    return [
      left(low(a!, b!), low(c!, d!)),
      right(low(a!, b!), low(c!, d!)),
      left(high(a!, b!), high(c!, d!)),
      right(high(a!, b!), high(c!, d!)),
    ];
  },
};

const double: Lanes = {
  type: 'f64',
  size: 8,
  count: 2,
  number: f64.const,
  addNumbers: f64.add,
  mulNumbers: f64.mul,
  storeNumber: storeAnywhere(f64.store),
  add: f64x2.add,
  mul: f64x2.mul,
  multiplyAdd: (a, b, sum) => f64x2.add(sum, f64x2.mul(a, b)),
  store: storeAnywhere(v128.store),
  extract: f64x2.extract_lane,
  splat: anywhere(v128.load64_splat),
  reads: {
    number: { size: 8, one: anywhere(f64.load), vector: anywhere(v128.load) },
    byte: {
      size: 1,
      one: anywhere((address, offset) => f64.convert_i32_u(i32.load8_u(address, offset))),
      vector: anywhere((address, offset) => f64x2.convert_low_i32x4_u(widen(i32x4.splat(load16(address, offset))))),
    },
  },
  transpose: ([a, b]) => [i8x16.shuffle(a!, b!, words(0, 1, 4, 5)), i8x16.shuffle(a!, b!, words(2, 3, 6, 7))],
};

/** The lanes of each precision. */
export const lanesOf: Readonly<Record<'float32' | 'float64', Lanes>> = { float32: single, float64: double };

/** Lanes that may round a product and a sum once instead of twice, as the processor likes (WebAssembly relaxed SIMD). */
export const fusedLanesOf: typeof lanesOf = {
  float32: { ...single, multiplyAdd: f32x4.relaxed_madd },
  float64: { ...double, multiplyAdd: f64x2.relaxed_madd },
};

/** The bytes of 32-bit words by their numbers among the eight of two vectors. */
const words = (...indices: readonly number[]): readonly number[] =>
  indices.flatMap((index) => [0, 1, 2, 3].map((byte) => 4 * index + byte));
