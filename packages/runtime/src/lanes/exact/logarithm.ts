import type { Code } from '../../wasm/code.ts';
import {
  biasedExponent,
  exactProduct,
  exactSum,
  ln2High,
  ln2Low,
  type Pair,
  polynomial,
  splitAtPowerOfTwo,
} from './double.ts';
import { exp } from './exponential.ts';
import type { Doubles } from '../lanes.ts';

// The same steps as @adjoint/graph's logarithm.ts, in the same order; of branches, all are computed and one is chosen.

/** The natural logarithm: −∞ at 0, NaN below. */
export const log = (on: Doubles, x: Code): Code => {
  const [f, k] = splitAtPowerOfTwo(on, x);
  return withLimits(on, x, logOf(on, f, k));
};

/** log(1 + x), exact for small x. */
export const log1p = (on: Doubles, x: Code): Code => {
  const { add, sub, div, less, lessEqual, equal, select, constant, masks } = on;
  const isSmall = masks.and(less(constant(-0.2928), x), less(x, 0.4142));
  const u = add(x, 1);
  const [f, k] = splitAtPowerOfTwo(on, u);
  const correction = div(select(lessEqual(constant(1), x), sub(1, sub(u, x)), sub(x, sub(u, 1))), u);
  const y = logOf(on, select(isSmall, x, f), select(isSmall, 0, k), select(isSmall, 0, correction));
  return select(
    equal(x, 0),
    x,
    select(lessEqual(x, -1), select(equal(x, -1), -Infinity, Number.NaN), finite(on, x, y)),
  );
};

/** The logarithm to base 2, exact at powers of 2: −∞ at 0, NaN below. */
export const log2 = (on: Doubles, x: Code): Code => {
  const { add, mul, constant } = on;
  const [f, k] = splitAtPowerOfTwo(on, x);
  const [high, low] = logPairOf(on, f);
  const [scaled, error] = exactProduct(on, high, constant(Math.LOG2E));
  const [sum, rest] = exactSum(on, k, scaled);
  const corrections = add(mul(low, Math.LOG2E), mul(high, 2.0355273740931033e-17));
  return withLimits(on, x, add(sum, add(rest, add(error, corrections))));
};

/** The logarithm to base 10, exact at powers of 10: −∞ at 0, NaN below. */
export const log10 = (on: Doubles, x: Code): Code => {
  const { add, sub, mul, constant } = on;
  const [f, k] = splitAtPowerOfTwo(on, x);
  const [high, low] = logPairOf(on, f);
  const [scaled, error] = exactProduct(on, high, constant(Math.LOG10E));
  const [whole, wholeError] = exactProduct(on, k, constant(0.3010299956639812));
  const [sum, rest] = exactSum(on, whole, scaled);
  const corrections = sub(add(mul(low, Math.LOG10E), mul(high, 1.098319650216765e-17)), mul(k, 2.8037281277851704e-18));
  return withLimits(on, x, add(sum, add(rest, add(error, add(wholeError, corrections)))));
};

/** log(1 + e^x), a smooth max(0, x). */
export const softplus = (on: Doubles, x: Code): Code => {
  const isPositive = on.less(on.constant(0), x);
  const y = log1p(on, exp(on, on.select(isPositive, on.neg(x), x)));
  return on.select(isPositive, on.add(x, y), y);
};

/** log x and what its rounding left out, together correct to about 2^-65 of it, for positive finite x. */
export const logPair = (on: Doubles, x: Code): Pair => {
  const [f, k] = splitAtPowerOfTwo(on, x);
  const [high, low] = logPairOf(on, f);
  const [sum, rest] = exactSum(on, on.mul(k, ln2High), high);
  return normalized(on, sum, on.add(rest, on.add(on.mul(k, ln2Low), low)));
};

/** The exponent of a number that is not negative, as a real number: -1023 below the normal ones. */
export const exponentOf = (on: Doubles, x: Code): Code => on.sub(biasedExponent(on, on.bits.of(x)), 1023);

/** A logarithm of x where x is positive and finite, else its limits. */
const withLimits = (on: Doubles, x: Code, y: Code): Code =>
  on.select(on.lessEqual(x, 0), on.select(on.equal(x, 0), -Infinity, Number.NaN), finite(on, x, y));

/** y where x is finite, else x. */
const finite = ({ less, select }: Doubles, x: Code, y: Code): Code => select(less(x, Infinity), y, x);

/** log(2^k · (1 + f)) plus a correction, for 1 + f between √½ and √2. */
const logOf = (on: Doubles, f: Code, k: Code, correction: Code | number = 0): Code => {
  const { add, sub, mul, div } = on;
  const s = div(f, add(f, 2));
  const z = mul(s, s);
  const w = mul(z, z);
  const even = mul(w, polynomial(on, w, evens));
  const odd = mul(z, polynomial(on, w, odds));
  const half = mul(mul(f, 0.5), f);
  const rest = add(mul(k, ln2Low), correction);
  return sub(mul(k, ln2High), sub(sub(half, add(mul(s, add(add(half, even), odd)), rest)), f));
};

/** log(1 + f) as a pair: 2s + 2s·t·(1/3 + t·(1/5 + t·Q(t))) with s = f / (2 + f) and t = s², the leading terms as pairs. */
const logPairOf = (on: Doubles, f: Code): Pair => {
  const { add, sub, mul, div, constant } = on;
  const [d, dLow] = exactSum(on, constant(2), f);
  const s = div(f, d);
  const [sd, sdLow] = exactProduct(on, s, d);
  const sLow = div(sub(sub(sub(f, sd), sdLow), mul(s, dLow)), d);
  const [t, tError] = exactProduct(on, s, s);
  const tLow = add(tError, mul(mul(s, 2), sLow));
  const [w, wError] = exactSum(
    on,
    constant(0.3333333333333333),
    mul(t, add(mul(t, polynomial(on, t, artanhTail)), 0.2)),
  );
  const wLow = add(wError, 1.850371707708594e-17);
  const [u, uError] = exactProduct(on, t, w);
  const uLow = add(uError, add(mul(t, wLow), mul(tLow, w)));
  const [v, vError] = exactProduct(on, s, u);
  const [high, low] = exactSum(on, s, v);
  const tail = add(add(vError, add(mul(s, uLow), mul(sLow, u))), sLow);
  return normalized(on, mul(high, 2), mul(add(low, tail), 2));
};

const normalized = ({ add, sub }: Doubles, high: Code, low: Code): Pair => {
  const sum = add(high, low);
  return [sum, sub(low, sub(sum, high))];
};

// artanh s = s + s·z·(odds(z²) + z·evens(z²)) halved, z = s²
const evens = [0.3999999999940942, 0.22222198432149784, 0.15313837699209373];
const odds = [0.6666666666666735, 0.2857142874366239, 0.1818357216161805, 0.14798198605116586];

/** (artanh(√t)/√t − 1 − t/3 − t²/5) / t³ */
const artanhTail = [
  0.14285714285714285, 0.11111111111111475, 0.09090909090649807, 0.07692307762593617, 0.06666657323528341,
  0.05883025836252584, 0.052364291315644615, 0.05308766382752498,
];
