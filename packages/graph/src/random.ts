import { log } from './elementary.ts';

/**
 * Where random numbers come from: a 32-bit integer. The numbers of a key depend on the key and on their position alone,
 * never on what was drawn before, and are the same on every platform.
 */
export type Key = number;

/** A key of its own for a part of the work, from a key and the names and numbers that address the part. */
export const deriveKey = (key: Key, ...path: readonly (string | number)[]): Key =>
  path.reduce((from: Key, step) => {
    if (typeof step === 'number') return threefry(from, 1, step | 0, Math.floor(step / 2 ** 32) | 0)[0];
    return [...step].reduce((hash, letter) => threefry(hash, 2, letter.codePointAt(0)!, step.length)[0], from);
  }, key | 0);

/** `count` numbers drawn evenly from 0 up to but not including 1, with 53 random bits each. */
export const uniforms = (key: Key, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, position) => {
    const [high, low] = threefry(key | 0, 0, position, 0);
    return ((high >>> 5) * 67108864 + (low >>> 6)) / 9007199254740992;
  });

/** `count` numbers drawn from the standard normal distribution. */
export const normals = (key: Key, count: number): Float64Array =>
  uniforms(key, count).map((uniform) => normalQuantile(uniform + 2 ** -54)); // never 0 and never 1

/** The numbers 0 to `count - 1` in random order. */
export const permutation = (key: Key, count: number): Int32Array => {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  uniforms(key, count).forEach((uniform, drawn) => {
    const last = count - 1 - drawn;
    const chosen = Math.floor(uniform * (last + 1));
    [order[last], order[chosen]] = [order[chosen]!, order[last]!];
  });
  return order;
};

/** The point below which a standard normal number falls with the given probability. Method: Wichura 1988, algorithm AS 241. */
export const normalQuantile = (probability: number): number => {
  const q = probability - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(central, r)) / polynomial(centralBelow, r);
  }
  const r = Math.sqrt(-log(q < 0 ? probability : 1 - probability));
  const magnitude =
    r <= 5
      ? polynomial(middle, r - 1.6) / polynomial(middleBelow, r - 1.6)
      : polynomial(tail, r - 5) / polynomial(tailBelow, r - 5);
  return q < 0 ? -magnitude : magnitude;
};

/** Two random words from a key of two and a counter of two. Method: Salmon et al. 2011, Threefry-2x32 with 20 rounds. */
export const threefry = (key0: number, key1: number, counter0: number, counter1: number): readonly [number, number] => {
  const keys = [key0, key1, 0x1bd11bda ^ key0 ^ key1];
  let a = (counter0 + key0) | 0;
  let b = (counter1 + key1) | 0;
  for (let round = 0; round < 20; round++) {
    const turn = rotations[round % 8]!;
    a = (a + b) | 0;
    b = ((b << turn) | (b >>> (32 - turn))) ^ a;
    if (round % 4 === 3) {
      const step = (round + 1) / 4;
      a = (a + keys[step % 3]!) | 0;
      b = (b + keys[(step + 1) % 3]! + step) | 0;
    }
  }
  return [a, b];
};

const rotations = [13, 15, 26, 6, 17, 29, 16, 24];

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, c) => sum * x + c, 0);

const central = [
  3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
  67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
];
const centralBelow = [
  1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867, 39307.89580009271061,
  28729.085735721942674, 5226.495278852854561,
];
const middle = [
  1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504, 1.27045825245236838258,
  0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
];
const middleBelow = [
  1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
  0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
];
const tail = [
  6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123, 0.026532189526576123093,
  0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
];
const tailBelow = [
  1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
  1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
];
