import type { Instruction } from '@adjoint/graph';
import { type Code, get } from '../wasm/code.ts';
import { type Function, functionOf } from '../wasm/module.ts';
import * as brief from './brief/index.ts';
import * as exact from './exact/index.ts';
import type { Doubles } from './lanes.ts';
import { float64 as doubles } from './real.ts';
import { shared } from './sharing.ts';

/** How an elementary function is computed on float64 lanes. */
export interface Elementary {
  readonly arity: 1 | 2;
  /** As exact as a float64 result can be: the same bits as @adjoint/graph's function. */
  readonly float64: Computed;
  /** As exact as a float32 result needs. */
  readonly float32: Computed;
  /** The function that computes those float64 numbers for which a mask is true, one at a time. */
  readonly rare?: { readonly applies: Computed; readonly alone: Dependent };
}

type Computed = (on: Doubles, ...x: Code[]) => Code;

/** A function that calls others, which get their indices when they are included in its module. */
type Dependent = (include: (other: Function) => number) => Function;

const unary = (float64: (on: Doubles, x: Code) => Code, float32: (on: Doubles, x: Code) => Code): Elementary => ({
  arity: 1,
  float64: (on, x) => float64(on, x!),
  float32: (on, x) => float32(on, x!),
});

const binary = (
  float64: (on: Doubles, a: Code, b: Code) => Code,
  float32: (on: Doubles, a: Code, b: Code) => Code,
): Elementary => ({
  arity: 2,
  float64: (on, a, b) => float64(on, a!, b!),
  float32: (on, a, b) => float32(on, a!, b!),
});

const ofAngle = (
  float64: (on: Doubles, x: Code) => Code,
  float32: (on: Doubles, x: Code) => Code,
  at: (on: Doubles, turns: exact.QuarterTurns) => Code,
): Elementary => ({
  ...unary(float64, float32),
  rare: {
    applies: (on, x) => exact.isHugeAngle(on, x!),
    alone: (include) => {
      const digits = include(exact.digitOfTwoOverPi);
      return functionOf(['f64'], ['f64'], (variable, x) =>
        shared([at(doubles, exact.quarterTurnsFrom1e6(doubles, get(x), digits))], variable),
      );
    },
  },
});

/** The elementary functions by their instructions. */
export const elementaries = {
  exp: unary(exact.exp, brief.exp),
  expm1: unary(exact.expm1, brief.expm1),
  log: unary(exact.log, brief.log),
  log1p: unary(exact.log1p, brief.log1p),
  log2: unary(exact.log2, brief.log2),
  log10: unary(exact.log10, brief.log10),
  sigmoid: unary(exact.sigmoid, brief.sigmoid),
  softplus: unary(exact.softplus, brief.softplus),
  pow: binary(exact.pow, brief.pow),
  hypot: binary(exact.hypot, brief.hypot),
  sin: ofAngle(exact.sin, brief.sin, exact.sineAt),
  cos: ofAngle(exact.cos, brief.cos, exact.cosineAt),
  tan: ofAngle(exact.tan, brief.tan, exact.tangentAt),
  asin: unary(exact.asin, brief.asin),
  acos: unary(exact.acos, brief.acos),
  atan: unary(exact.atan, brief.atan),
  atan2: binary(exact.atan2, brief.atan2),
  sinh: unary(exact.sinh, brief.sinh),
  cosh: unary(exact.cosh, brief.cosh),
  tanh: unary(exact.tanh, brief.tanh),
  asinh: unary(exact.asinh, brief.asinh),
  acosh: unary(exact.acosh, brief.acosh),
  atanh: unary(exact.atanh, brief.atanh),
  erf: unary(exact.erf, brief.erf),
  erfc: unary(exact.erfc, brief.erfc),
  mod: {
    ...binary(exact.mod, exact.mod),
    rare: { applies: (on, a, b) => exact.isHugeQuotient(on, a!, b!), alone: () => exact.modByHalving },
  },
} as const satisfies Partial<Readonly<Record<Instruction, Elementary>>>;

/** The instructions that are elementary functions. */
export type ElementaryName = keyof typeof elementaries;
