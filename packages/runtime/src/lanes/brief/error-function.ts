import type { Code } from '../../wasm/code.ts';
import { polynomial } from '../exact/double.ts';
import type { Doubles } from '../lanes.ts';
import { exp } from './exponential.ts';

/** The error function, 2/√π · ∫₀ˣ e^−t² dt. */
export const erf = (on: Doubles, x: Code): Code => {
  const { sub, less, abs, select, withSign } = on;
  const magnitude = abs(x);
  return select(less(magnitude, 1), below1(on, x), withSign(sub(1, complementOf(on, magnitude)), x));
};

/** 1 − erf x, exact where erf x nears 1. */
export const erfc = (on: Doubles, x: Code): Code => {
  const { sub, less, abs, select } = on;
  const magnitude = abs(x);
  const complement = complementOf(on, magnitude);
  const beyond = select(less(x, 0), sub(2, complement), complement);
  return select(less(magnitude, 1), sub(1, below1(on, x)), beyond);
};

const below1 = (on: Doubles, x: Code): Code => on.add(x, on.mul(x, polynomial(on, on.mul(x, x), near0)));

/** erfc x for x from 1: e^−x² (the square of a float32 number is exact) times a polynomial in (x − 3) / (x + 3). */
const complementOf = (on: Doubles, x: Code): Code => {
  const { add, sub, mul, div, neg } = on;
  const bounded = on.atMost(x, 30);
  const t = div(sub(bounded, 3), add(bounded, 3));
  return mul(exp(on, neg(mul(bounded, bounded))), polynomial(on, t, scaledComplement));
};

/** erf x / x − 1 in x², for |x| up to 1 */
const near0 = [
  0.12837916706154343, -0.3761263846802871, 0.11283782495236845, -0.026865430727670243, 0.005221031807858023,
  -0.0008484080405535107, 0.00011265959025606609, -9.667044571486996e-6,
];

/** e^x² · erfc x in (x − 3) / (x + 3), for x from 1 to 10.2 */
const scaledComplement = [
  0.17900115118580873, -0.326233560239137, 0.2456038006439294, -0.15011592245348251, 0.07166587773511773,
  -0.024392783964029666, 0.0042685906668024475, 0.0007101307556767335, -0.000593853470414662, 3.6336582656168626e-5,
  5.570657117300021e-5,
];
