import type { Code } from '../wasm/code.ts';
import { type f32x4, type f64x2, v128 } from '../wasm/instruction.ts';
import type { Operand, Reals } from './lanes.ts';

// What vectors of real numbers do with fewer instructions where one operand is known.

type Lifted = (instruction: (a: Code, b: Code) => Code) => (a: Operand, b: Operand) => Code;

/**
 * The maximum and minimum of vectors. The instructions that mind NaN and the signs of zeros take many of the processor's; those that choose
 * the second operand if it is beyond the first take one, and are all that is needed beside a number.
 */
export const extremes = (
  { max, min, pmax, pmin, ne }: typeof f32x4 | typeof f64x2,
  { binary, constant, add }: Pick<Reals, 'constant' | 'add'> & { readonly binary: Lifted },
): Pick<Reals, 'maximum' | 'minimum' | 'larger' | 'smaller'> => {
  const isSame = (a: Code, number: number): boolean => a.immediates.join() === constant(number).immediates.join();
  const isNumber = (a: Code): boolean => isConstant(a) && !isSame(a, Number.NaN);
  const maximum = (a: Code, b: Code): Code => {
    if (isNumber(a) && !isNumber(b)) return maximum(b, a);
    if (!isNumber(b)) return max(a, b);
    return isZeros(b) ? add(pmax(a, b), 0) : pmax(a, b); // −0 + 0 = 0
  };
  const minimum = (a: Code, b: Code): Code => {
    if (isNumber(a) && !isNumber(b)) return minimum(b, a);
    return isNumber(b) && !isSame(b, -0) ? pmin(a, b) : min(a, b);
  };
  return {
    maximum: binary(maximum),
    minimum: binary(minimum),
    larger: (a, b) => v128.or(pmax(a, b), ne(b, b)), // a mask of ones is NaN, and once it is the first it stays
    smaller: (a, b) => v128.or(pmin(a, b), ne(b, b)),
  };
};

/** Lanes of one vector where the mask is true, and else of another: one instruction where one of them is a vector of zeros, three else. */
export const selectLanes = (condition: Code, a: Code, b: Code): Code => {
  if (isZeros(b)) return v128.and(condition, a);
  return isZeros(a) ? v128.andnot(b, condition) : v128.bitselect(a, b, condition);
};

const isZeros = (a: Code): boolean => isConstant(a) && a.immediates.every((byte) => byte === 0);

const isConstant = ({ opcode }: Code): boolean => opcode.join() === zeros.opcode.join();

const zeros = v128.const(new Uint8Array(16));
