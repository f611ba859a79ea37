import type { Code } from '../../wasm/code.ts';
import { anchor, polynomial } from '../exact/double.ts';
import type { Doubles } from '../lanes.ts';

// Elementary functions of float32 numbers, computed on float64 lanes with just the terms that a float32 result needs:
// off by 2^-28 or so of the result before it is rounded to float32, so by little more than half a unit in the last place.
// The polynomials interpolate at Chebyshev nodes (mpmath, 40 digits).

/** e to the power x. */
export const exp = (on: Doubles, x: Code): Code => {
  const { bits } = on;
  const { turns, rest } = reduce(on, inRange(on, x));
  const y = on.add(expm1Near0(on, rest), 1);
  return bits.toReal(bits.add(bits.of(y), bits.shiftLeft(turns, 52)));
};

/** x where e^x is in the range of float32 numbers, and else a number whose power is as far beyond it. */
const inRange = ({ atMost, atLeast }: Doubles, x: Code): Code => atLeast(atMost(x, 300), -300);

/** How many times ln 2, in the last bits, and what remains. */
const reduce = ({ add, sub, mul, bits }: Doubles, x: Code) => {
  const anchored = add(mul(x, Math.LOG2E), anchor);
  return { turns: bits.of(anchored), rest: sub(x, mul(sub(anchored, anchor), Math.LN2)) };
};

const expm1Near0 = (on: Doubles, r: Code): Code => on.add(r, on.mul(on.mul(r, r), polynomial(on, r, beyondLinear)));

/** (e^r − 1 − r) / r² for |r| up to ½·ln 2 */
const beyondLinear = [
  0.500000001346581, 0.16666666681623232, 0.041666464925285904, 0.0083333109254809, 0.0013933649996309251,
  0.00019890990824673654,
];
