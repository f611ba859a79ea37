import { elementary as reference, type Instruction } from '@adjoint/graph';
import type { Code } from '../wasm/code.ts';
import type { ImportedFunction } from '../wasm/module.ts';
import * as brief from './brief.ts';
import { erf, erfc } from './error-function.ts';
import { exp, expm1, sigmoid } from './exponential.ts';
import { acosh, asinh, atanh, cosh, sinh, tanh } from './hyperbolic.ts';
import { acos, asin, atan, atan2 } from './inverse-trigonometric.ts';
import type { Doubles } from './lanes.ts';
import { log, log10, log1p, log2, softplus } from './logarithm.ts';
import { hypot, pow } from './power.ts';
import { isHugeQuotient, mod, modByDivision } from './remainder.ts';
import { cos, isHugeAngle, sin, tan } from './trigonometric.ts';

/** How an elementary function is computed on float64 lanes. */
export interface Elementary {
  readonly arity: 1 | 2;
  /** As exact as a float64 result can be: the same bits as @adjoint/graph's function. */
  readonly float64: Computed;
  /** As exact as a float32 result needs. */
  readonly float32: Computed;
  /** The function from outside that computes the elements for which a mask is true. */
  readonly rare?: { readonly name: ForeignName; readonly applies: Computed };
}

type Computed = (on: Doubles, ...x: Code[]) => Code;
type ForeignName = keyof typeof foreign;

/** The functions that compiled code calls for rare arguments: a module's imports, by their names in `env`. */
export const foreign = { sin: reference.sin, cos: reference.cos, tan: reference.tan, mod: modByDivision };

/** Those functions as imports. */
export const foreignImports: readonly ImportedFunction[] = Object.values(foreign).map((compute, index) => ({
  name: Object.keys(foreign)[index]!,
  parameters: Array.from({ length: compute.length }, () => 'f64' as const),
  results: ['f64'],
}));

const unary = (
  float64: (on: Doubles, x: Code) => Code,
  float32: (on: Doubles, x: Code) => Code = float64,
): Elementary => ({
  arity: 1,
  float64: (on, x) => float64(on, x!),
  float32: (on, x) => float32(on, x!),
});

const binary = (
  float64: (on: Doubles, a: Code, b: Code) => Code,
  float32: (on: Doubles, a: Code, b: Code) => Code = float64,
): Elementary => ({
  arity: 2,
  float64: (on, a, b) => float64(on, a!, b!),
  float32: (on, a, b) => float32(on, a!, b!),
});

const ofAngle = (
  name: 'sin' | 'cos' | 'tan',
  float64: (on: Doubles, x: Code) => Code,
  float32: (on: Doubles, x: Code) => Code,
): Elementary => ({
  ...unary(float64, float32),
  rare: { name, applies: (on, x) => isHugeAngle(on, x!) },
});

/** The elementary functions by their instructions. */
export const elementaries = {
  exp: unary(exp, brief.exp),
  expm1: unary(expm1, brief.expm1),
  log: unary(log, brief.log),
  log1p: unary(log1p, brief.log1p),
  log2: unary(log2, brief.log2),
  log10: unary(log10, brief.log10),
  sigmoid: unary(sigmoid, brief.sigmoid),
  softplus: unary(softplus, brief.softplus),
  pow: binary(pow, brief.pow),
  hypot: binary(hypot),
  sin: ofAngle('sin', sin, brief.sin),
  cos: ofAngle('cos', cos, brief.cos),
  tan: ofAngle('tan', tan, brief.tan),
  asin: unary(asin),
  acos: unary(acos),
  atan: unary(atan),
  atan2: binary(atan2),
  sinh: unary(sinh, brief.sinh),
  cosh: unary(cosh, brief.cosh),
  tanh: unary(tanh, brief.tanh),
  asinh: unary(asinh),
  acosh: unary(acosh),
  atanh: unary(atanh),
  erf: unary(erf),
  erfc: unary(erfc),
  mod: { ...binary(mod), rare: { name: 'mod', applies: (on, a, b) => isHugeQuotient(on, a!, b!) } },
} as const satisfies Partial<Readonly<Record<Instruction, Elementary>>>;

/** The instructions that are elementary functions. */
export type ElementaryName = keyof typeof elementaries;
