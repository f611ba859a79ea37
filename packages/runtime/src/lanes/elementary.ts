import type { Instruction } from '@adjoint/graph';
import { type Code, get } from '../wasm/code.ts';
import { type Function, functionOf } from '../wasm/module.ts';
import * as brief from './brief/index.ts';
import * as exact from './exact/index.ts';
import type { Doubles, Reals } from './lanes.ts';
import * as narrow from './narrow/index.ts';
import { float64 as doubles } from './real.ts';
import { shared } from './sharing.ts';

/** How an elementary function is computed. */
export type Elementary = Plain | Guarded;

/** A function that is computed in one way for all its arguments. */
export interface Plain {
  readonly arity: 1 | 2;
  /** As exact as a float64 result can be: the same bits as @adjoint/graph's function. */
  readonly float64: On<Doubles>;
  /** As exact as a float32 result needs, on float32 lanes. */
  readonly float32: On<Reals>;
  readonly rare?: undefined;
}

/** A function some arguments of which take a way of their own. */
interface Guarded {
  readonly arity: 1 | 2;
  readonly float64: On<Doubles>;
  /** As exact as a float32 result needs, on float64 lanes. */
  readonly float32: On<Doubles>;
  /** The function that computes those float64 numbers for which a mask is true, one at a time. */
  readonly rare: { readonly applies: On<Doubles>; readonly alone: Dependent };
}

type On<L> = (on: L, ...x: Code[]) => Code;

/** A function that calls others, which get their indices when they are included in its module. */
type Dependent = (include: (other: Function) => number) => Function;

type Unary<L> = (on: L, x: Code) => Code;
type Binary<L> = (on: L, a: Code, b: Code) => Code;

const unary = (float64: Unary<Doubles>, float32: Unary<Reals>): Plain => ({
  arity: 1,
  float64: (on, x) => float64(on, x!),
  float32: (on, x) => float32(on, x!),
});

const binary = (float64: Binary<Doubles>, float32: Binary<Reals>): Plain => ({
  arity: 2,
  float64: (on, a, b) => float64(on, a!, b!),
  float32: (on, a, b) => float32(on, a!, b!),
});

/** A function of float64 lanes for the float32 lanes whose halves, or whose one number, these hold. */
const widened =
  (compute: (on: Doubles, ...x: [Code, Code]) => Code) =>
  ({ widen, narrow, doubles }: Reals, ...x: readonly Code[]): Code => {
    const wide = x.map(widen);
    return narrow(wide[0]!.map((_, part) => compute(doubles, ...(wide.map((parts) => parts[part]!) as [Code, Code]))));
  };

const ofAngle = (
  float64: Unary<Doubles>,
  float32: Unary<Doubles>,
  at: (on: Doubles, turns: exact.QuarterTurns) => Code,
): Guarded => ({
  arity: 1,
  float64: (on, x) => float64(on, x!),
  float32: (on, x) => float32(on, x!),
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

const modulo: On<Doubles> = (on, a, b) => exact.mod(on, a!, b!);

/** The elementary functions by their instructions. */
export const elementaries = {
  exp: unary(exact.exp, narrow.exp),
  expm1: unary(exact.expm1, narrow.expm1),
  log: unary(exact.log, narrow.log),
  log1p: unary(exact.log1p, narrow.log1p),
  log2: unary(exact.log2, narrow.log2),
  log10: unary(exact.log10, narrow.log10),
  sigmoid: unary(exact.sigmoid, narrow.sigmoid),
  softplus: unary(exact.softplus, narrow.softplus),
  pow: binary(exact.pow, widened(brief.pow)),
  hypot: binary(exact.hypot, widened(brief.hypot)),
  sin: ofAngle(exact.sin, brief.sin, exact.sineAt),
  cos: ofAngle(exact.cos, brief.cos, exact.cosineAt),
  tan: ofAngle(exact.tan, brief.tan, exact.tangentAt),
  asin: unary(exact.asin, widened(brief.asin)),
  acos: unary(exact.acos, widened(brief.acos)),
  atan: unary(exact.atan, widened(brief.atan)),
  atan2: binary(exact.atan2, widened(brief.atan2)),
  sinh: unary(exact.sinh, narrow.sinh),
  cosh: unary(exact.cosh, narrow.cosh),
  tanh: unary(exact.tanh, narrow.tanh),
  asinh: unary(exact.asinh, widened(brief.asinh)),
  acosh: unary(exact.acosh, widened(brief.acosh)),
  atanh: unary(exact.atanh, widened(brief.atanh)),
  erf: unary(exact.erf, widened(brief.erf)),
  erfc: unary(exact.erfc, widened(brief.erfc)),
  mod: {
    arity: 2,
    float64: modulo,
    float32: modulo,
    rare: {
      applies: (on: Doubles, a?: Code, b?: Code) => exact.isHugeQuotient(on, a!, b!),
      alone: () => exact.modByHalving,
    },
  },
} satisfies Partial<Readonly<Record<Instruction, Elementary>>>;

/** The instructions that are elementary functions. */
export type ElementaryName = keyof typeof elementaries;
