import type { Code } from '../../wasm/code.ts';
import { exactSum, ln2High, ln2Low, polynomial, powerOfTwo, timesPowerOfTwo } from './double.ts';
import type { Doubles } from '../lanes.ts';

// The same steps as @adjoint/graph's exponential.ts, in the same order; of branches, all are computed and one is chosen.

/** e to the power x. */
export const exp = (on: Doubles, x: Code): Code => {
  const { constant, equal, less, select } = on;
  const largest = 709.782712893384;
  const beyond = select(less(constant(largest), x), Infinity, select(equal(x, largest), 1.7976931348622732e308, x));
  const y = select(less(x, -745.1332191019412), 0, expOfSum(on, x));
  return select(less(x, largest), y, beyond);
};

/** e^x − 1, exact for small x. */
export const expm1 = (on: Doubles, x: Code): Code => on.select(on.less(x, 40), expm1Below40(on, x), exp(on, x));

/** e^x − 1 for x below 40, and NaN for NaN; a little less exact beyond. */
export const expm1Below40 = (on: Doubles, x: Code): Code => {
  const { add, sub, mul, less, select } = on;
  const k = multiplesOfLn2(on, x);
  const high = sub(x, mul(k, ln2High));
  const low = mul(k, ln2Low);
  const r = sub(high, low);
  // e^r − 1 = r + r²/2 + r³·P(r); times 2^k, with 1 − 2^-k beside it
  const beyondLinear = mul(mul(r, r), add(mul(r, polynomial(on, r, cubic)), 0.5));
  const [sum, error] = exactSum(on, sub(1, powerOfTwo(on, on.neg(k))), high);
  const y = mul(add(sum, add(error, sub(beyondLinear, low))), powerOfTwo(on, k));
  return select(less(on.abs(x), 5.551115123125783e-17), x, select(less(x, -40), -1, y));
};

/** 1 / (1 + e^−x), the logistic function. */
export const sigmoid = (on: Doubles, x: Code): Code => {
  const { add, sub, mul, div, less, select } = on;
  const e = exp(on, on.neg(on.abs(x)));
  const sum = add(e, 1);
  const error = sub(e, sub(sum, 1));
  const y = div(select(less(x, 0), e, 1), sum);
  return sub(y, div(mul(y, error), sum));
};

/** e^(x + low) · 2^k for a correction far below x, where e^x · 2^k is at least 0 and at most a little beyond the range. */
export const expOfSum = (on: Doubles, x: Code, low?: Code, k?: Code): Code => {
  const { add, sub, mul, div } = on;
  const n = multiplesOfLn2(on, x);
  const high = sub(x, mul(n, ln2High));
  const whole = mul(n, ln2Low);
  const rest = low === undefined ? whole : sub(whole, low);
  const r = sub(high, rest);
  const t = mul(r, r);
  const c = sub(r, mul(t, polynomial(on, t, fifths)));
  const y = sub(1, sub(sub(rest, div(mul(r, c), sub(2, c))), high));
  return timesPowerOfTwo(on, y, k === undefined ? n : add(n, k));
};

const multiplesOfLn2 = ({ add, div, floor }: Doubles, x: Code): Code => floor(add(div(x, Math.LN2), 0.5));

/** r − r·(e^r − 1)·2 / (e^r + 1) over r², in t = r² */
const fifths = [
  0.16666666666666602, -0.0027777777777015593, 6.613756321437934e-5, -1.6533902205465252e-6, 4.1381367970572385e-8,
];

/** (e^r − 1 − r − r²/2) / r³ */
const cubic = [
  0.16666666666666669, 0.041666666666666664, 0.008333333333330055, 0.0013888888888886548, 0.00019841269863088255,
  2.4801587317169235e-5, 2.7557268406190795e-6, 2.7557282931125736e-7, 2.51004110820149e-8, 2.091125490208877e-9,
];
