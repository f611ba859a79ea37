import * as elementary from './elementary/elementary.ts';
import { nearestInteger } from './elementary/float64.ts';
import type { Kind } from './kind.ts';
import type { NumericArray } from './value.ts';

/**
 * What an elementwise operation computes from one element of each input: a small expression, from which come the
 * reference kernel and the compiled code of every backend.
 */
export type Scalar =
  | Readonly<{ type: 'literal'; value: number }>
  | Readonly<{ type: 'argument'; index: number }>
  | Readonly<{ type: 'apply'; instruction: Instruction; operands: readonly Scalar[] }>;

/** The instructions of scalar expressions; truth values are 0 and 1. */
export type Instruction = keyof typeof instructions;

const instructions = {
  add: (a: number, b: number) => a + b,
  sub: (a: number, b: number) => a - b,
  mul: (a: number, b: number) => a * b,
  div: (a: number, b: number) => a / b,
  neg: (a: number) => -a,
  abs: (a: number) => Math.abs(a),
  sign: (a: number) => Math.sign(a),
  sqrt: (a: number) => Math.sqrt(a),
  floor: (a: number) => Math.floor(a),
  ceil: (a: number) => Math.ceil(a),
  /** The nearest integer, the even one where two are equally near. */
  round: nearestInteger,
  exp: elementary.exp,
  expm1: elementary.expm1,
  log: elementary.log,
  log1p: elementary.log1p,
  log2: elementary.log2,
  log10: elementary.log10,
  pow: elementary.pow,
  hypot: elementary.hypot,
  sin: elementary.sin,
  cos: elementary.cos,
  tan: elementary.tan,
  asin: elementary.asin,
  acos: elementary.acos,
  atan: elementary.atan,
  atan2: elementary.atan2,
  sinh: elementary.sinh,
  cosh: elementary.cosh,
  tanh: elementary.tanh,
  asinh: elementary.asinh,
  acosh: elementary.acosh,
  atanh: elementary.atanh,
  erf: elementary.erf,
  erfc: elementary.erfc,
  sigmoid: elementary.sigmoid,
  softplus: elementary.softplus,
  /** What is left of a after whole multiples of b, of b's sign. */
  mod: (a: number, b: number) => {
    const rest = a % b;
    return rest !== 0 ? (rest < 0 === b < 0 ? rest : rest + b) : b < 0 ? -0 : 0;
  },
  /** NaN if either is. */
  maximum: (a: number, b: number) => Math.max(a, b),
  /** NaN if either is. */
  minimum: (a: number, b: number) => Math.min(a, b),
  equal: (a: number, b: number) => (a === b ? 1 : 0),
  less: (a: number, b: number) => (a < b ? 1 : 0),
  lessEqual: (a: number, b: number) => (a <= b ? 1 : 0),
  and: (a: number, b: number) => (a !== 0 && b !== 0 ? 1 : 0),
  or: (a: number, b: number) => (a !== 0 || b !== 0 ? 1 : 0),
  not: (a: number) => (a === 0 ? 1 : 0),
  /** The second where the first is true, else the third; the one not chosen leaks nothing. */
  select: (condition: number, a: number, b: number) => (condition === 0 ? b : a),
} satisfies Readonly<Record<string, (...operands: number[]) => number>>;

/** What instructions do on integers of 32 bits, which wrap. */
const onIntegers: typeof instructions = {
  ...instructions,
  add: (a, b) => (a + b) | 0,
  sub: (a, b) => (a - b) | 0,
  mul: Math.imul,
};

type Operands<F> = F extends (...operands: infer A) => number ? { [I in keyof A]: Scalar | number } : never;

/** One function an instruction. */
export type Scalars = { readonly [I in Instruction]: (...operands: Operands<(typeof instructions)[I]>) => Scalar };

/** Builds scalar expressions: `s.mul(2, s.exp(x))`. Numbers stand for literals. */
export const s: Scalars = Object.fromEntries(
  Object.keys(instructions).map((instruction) => [
    instruction,
    (...operands: readonly (Scalar | number)[]) => ({ type: 'apply', instruction, operands: operands.map(toScalar) }),
  ]),
) as unknown as Scalars; // built from the same table

/** The expression that a body makes of `arity` arguments. */
export const scalarExpression = (body: (...elements: Scalar[]) => Scalar, arity: number): Scalar =>
  body(...Array.from({ length: arity }, (_, index): Scalar => ({ type: 'argument', index })));

/** Computes a scalar expression from the element at one offset of each input's data. */
export type ScalarFunction = (data: readonly NumericArray[], offset: number) => number;

/** The function that a scalar expression stands for, on numbers of a kind. */
export const scalarFunction = (expression: Scalar, kind: Kind = 'real'): ScalarFunction => {
  if (expression.type === 'literal') return () => expression.value;
  if (expression.type === 'argument') return (data, offset) => data[expression.index]![offset]!;
  const compute: (a: number, b: number, c: number) => number = (kind === 'int' ? onIntegers : instructions)[
    expression.instruction
  ];
  const [a, b, c] = expression.operands.map((operand) => scalarFunction(operand, kind));
  if (b === undefined) return (data, offset) => compute(a!(data, offset), 0, 0);
  if (c === undefined) return (data, offset) => compute(a!(data, offset), b(data, offset), 0);
  return (data, offset) => compute(a!(data, offset), b(data, offset), c(data, offset));
};

const toScalar = (operand: Scalar | number): Scalar =>
  typeof operand === 'number' ? { type: 'literal', value: operand } : operand;
