import { log } from './elementary/elementary.ts';
import { polynomial } from './elementary/float64.ts';

/**
 * Where random numbers come from: a 32-bit integer. The numbers of a key depend on the key and on their position alone,
 * never on what was drawn before, and are the same on every platform.
 */
export type Key = number;

/** A key of its own for a part of the work, from a key and the names and numbers that address the part. */
export const deriveKey = (key: Key, ...path: readonly (string | number)[]): Key =>
  path.reduce((from: Key, step) => {
    if (typeof step === 'number') return threefry(from, 1, step | 0, Math.floor(step / 4294967296) | 0)[0];
    const letters = step === '' ? [0] : Array.from(step, (letter) => letter.codePointAt(0)!);
    return letters.reduce((hash, letter) => threefry(hash, 2, letter, step.length)[0], from);
  }, key | 0);

/** `count` numbers drawn evenly from 0 up to but not including 1, with 53 random bits each. */
export const uniforms = (key: Key, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, position) => {
    const [high, low] = threefry(key | 0, 0, position, 0);
    return ((high >>> 5) * 67108864 + (low >>> 6)) / 9007199254740992;
  });

/** `count` numbers drawn from the standard normal distribution. */
export const normals = (key: Key, count: number): Float64Array =>
  uniforms(key, count).map((uniform) =>
    normalQuantile(Math.min(uniform + 5.551115123125783e-17, 1 - 1.1102230246251565e-16)),
  ); // never 0 and never 1

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
    return (q * polynomial(r, central)) / polynomial(r, centralBelow);
  }
  const r = Math.sqrt(-log(q < 0 ? probability : 1 - probability));
  const magnitude =
    r <= 5
      ? polynomial(r - 1.6, middle) / polynomial(r - 1.6, middleBelow)
      : polynomial(r - 5, tail) / polynomial(r - 5, tailBelow);
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

const central = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
];
const centralBelow = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852854,
];
const middle = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 0.0007745450142783414,
];
const middleBelow = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const tail = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
];
const tailBelow = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
  1.421511758316446e-7, 2.0442631033899397e-15,
];
