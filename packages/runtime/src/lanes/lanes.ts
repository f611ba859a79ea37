import type { Precision } from '@adjoint/graph';
import type { Code, ValueType } from '../wasm/code.ts';
import type { Masks } from './mask.ts';

/** Several elements side by side in one value, or a single one, and what can be computed on them. Numbers stand for themselves in every lane. */
export interface Lanes {
  /** How many elements a value holds. */
  readonly count: 1 | 2 | 4;
  /** How many bytes an element takes in memory. */
  readonly bytes: 4 | 8;
  readonly type: ValueType;
  /** What comparisons give and `select` takes. */
  readonly masks: Masks;
  readonly constant: (value: number) => Code;
  /** The same element in every lane. */
  readonly splat: (element: Code) => Code;
  readonly load: (address: Code, offset?: number) => Code;
  readonly store: (address: Code, value: Code, offset?: number) => Code;
  readonly add: Binary;
  readonly sub: Binary;
  readonly mul: Binary;
  readonly neg: Unary;
  readonly abs: Unary;
  /** NaN if either is. */
  readonly maximum: Binary;
  /** NaN if either is. */
  readonly minimum: Binary;
  readonly equal: Binary;
  readonly less: Binary;
  readonly lessEqual: Binary;
  /** The first where the mask is true, else the second. */
  readonly select: (mask: Code, a: Operand, b: Operand) => Code;
}

/** Lanes of real numbers at a precision, and of the integers that their bits spell. */
export interface Reals extends Lanes {
  readonly precision: Precision;
  readonly div: Binary;
  readonly sqrt: Unary;
  readonly floor: Unary;
  readonly ceil: Unary;
  readonly trunc: Unary;
  /** The nearest integer, the even one where two are equally near. */
  readonly round: Unary;
  /** The same, with the one NaN that all NaNs of a program's outputs are: its bits would differ between processors. */
  readonly canonical: Unary;
  /** The magnitude of one number with the sign of another. */
  readonly withSign: Binary;
  /** The lesser; the first if that is NaN. */
  readonly atMost: Binary;
  /** The greater; the first if that is NaN. */
  readonly atLeast: Binary;
  /** The maximum, where no one minds which of two zeros that differ in sign it is. */
  readonly larger: Two;
  /** The minimum, likewise. */
  readonly smaller: Two;
  readonly bits: Bits;
  /** Integers as many as there are lanes, as real numbers. */
  readonly ofIntegers: Unary;
  /** Rounded towards zero, modulo 2^32 as integers wrap; 0 for NaN and infinities. */
  readonly toIntegers: Unary;
  /** The float64 lanes in which elementary functions are computed: these themselves, or others of half as many elements. */
  readonly doubles: Doubles;
  readonly widen: (value: Code) => readonly Code[];
  readonly narrow: (parts: readonly Code[]) => Code;
}

/** Lanes of float64 numbers. */
export interface Doubles extends Reals {
  readonly extract: (value: Code, lane: number) => Code;
  /** One number for each lane, each of them given apart. */
  readonly gather: (elements: readonly Code[]) => Code;
}

/** What can be computed on the integers, as wide as the numbers, that the bits of real numbers spell. */
export interface Bits {
  readonly of: (value: Code) => Code;
  readonly toReal: (bits: Code) => Code;
  readonly constant: (value: bigint) => Code;
  readonly add: (a: Code, b: Code) => Code;
  readonly sub: (a: Code, b: Code) => Code;
  readonly and: (a: Code, b: Code) => Code;
  readonly or: (a: Code, b: Code) => Code;
  readonly xor: (a: Code, b: Code) => Code;
  readonly shiftLeft: (a: Code, count: number) => Code;
  /** Zeros come in from the left. */
  readonly shiftRight: (a: Code, count: number) => Code;
}

/** Lanes of 32-bit integers, which wrap. */
export interface Integers extends Lanes {
  /** What is left of a after whole multiples of b, of b's sign; 0 where b is 0. */
  readonly mod: Binary;
}

/** A value, or a number in every lane. */
export type Operand = Code | number;
type Unary = (a: Code) => Code;
type Binary = (a: Operand, b: Operand) => Code;
type Two = (a: Code, b: Code) => Code;
