import { exactProduct, exactSum, exponentOf, type Pair, powerOfTwo } from './float64.ts';

/** How many quarter turns (0 to 3, whole turns left out) and what remains, at most π/4, as a pair. */
export type ReducedAngle = readonly [quadrant: number, high: number, low: number];

/** Takes quarter turns off an angle in radians; NaN remains of one that is not finite. */
export const reduceAngle = (x: number): ReducedAngle => {
  if (!(Math.abs(x) < Infinity)) return [0, Number.NaN, Number.NaN];
  if (Math.abs(x) < 1e6) return byParts(x);
  const [quadrant, high, low] = byDigits(Math.abs(x));
  return x < 0 ? [(4 - quadrant) % 4, -high, -low] : [quadrant, high, low];
};

// Method: Cody and Waite (1980). π/2 in parts of 33 bits, whose products with a count below 2^20 are exact.
const byParts = (x: number): ReducedAngle => {
  const count = Math.floor(x * 0.6366197723675814 + 0.5);
  const [a, aLow] = exactSum(x - count * 1.5707963267341256, -count * 6.077100506303966e-11);
  const [b, bLow] = exactSum(a, -count * 2.0222662487111665e-21);
  const [high, low] = exactSum(b, bLow + (aLow - count * 8.4784276603689e-32));
  return [count & 3, high, low];
};

// Method: Payne and Hanek (1983). Long multiplication of x by 2/π in digits of 24 bits; digits of weight 2^24 and above
// are whole turns and are never computed. What is dropped below is no more than 2^-117 of a quarter turn, and no float64
// number comes nearer than 2^-61 to a multiple of π/2.
const byDigits = (x: number): ReducedAngle => {
  const places = Math.floor(exponentOf(x) / 24);
  let rest = x * powerOfTwo(-24 * places); // below 2^24
  const digits = Array.from({ length: 4 }, () => {
    const digit = Math.floor(rest);
    rest = (rest - digit) * base;
    return digit;
  });
  // product[p] has weight 2^(-24p)
  const product = Array.from({ length: 7 }, (_, p) =>
    digits.reduce((sum, digit, j) => sum + digit * (twoOverPi[places - j + p - 1] ?? 0), 0),
  );
  for (let p = 6; p > 0; p--) {
    const carry = Math.floor(product[p]! / base);
    product[p]! -= carry * base;
    product[p - 1]! += carry;
  }
  const isAboveHalf = product[1]! >= base / 2;
  const fraction = isAboveHalf ? product.map((digit) => base - 1 - digit) : product;
  const [high, low] = quarterTurns(fraction);
  const quadrant = (product[0]! + (isAboveHalf ? 1 : 0)) % 4;
  return isAboveHalf ? [quadrant, -high, -low] : [quadrant, high, low];
};

/** π/2 times the fraction that six digits spell. */
const quarterTurns = (digits: readonly number[]): Pair => {
  const [a, aLow] = exactSum(
    (digits[1]! * base + digits[2]!) * powerOfTwo(-48),
    (digits[3]! * base + digits[4]!) * powerOfTwo(-96),
  );
  const [b, bLow] = exactSum(a, aLow + (digits[5]! * base + digits[6]!) * powerOfTwo(-144));
  const [high, error] = exactProduct(b, 1.5707963267948966);
  return exactSum(high, error + (bLow * 1.5707963267948966 + b * 6.123233995736766e-17));
};

const base = 16777216; // 2^24

/** The digits of 2/π after the point, 24 bits each. */
const twoOverPi = [
  0xa2f983, 0x6e4e44, 0x1529fc, 0x2757d1, 0xf534dd, 0xc0db62, 0x95993c, 0x439041, 0xfe5163, 0xabdebb, 0xc561b7,
  0x246e3a, 0x424dd2, 0xe00649, 0x2eea09, 0xd1921c, 0xfe1deb, 0x1cb129, 0xa73ee8, 0x8235f5, 0x2ebb44, 0x84e99c,
  0x7026b4, 0x5f7e41, 0x3991d6, 0x398353, 0x39f49c, 0x845f8b, 0xbdf928, 0x3b1ff8, 0x97ffde, 0x5980f, 0xef2f11, 0x8b5a0a,
  0x6d1f6d, 0x367ecf, 0x27cb09, 0xb74f46, 0x3f669e, 0x5fea2d, 0x7527ba, 0xc7ebe5, 0xf17b3d, 0x739f7, 0x8a5292, 0xea6bfb,
  0x5fb11f, 0x8d5d08, 0x560330, 0x46fc7b,
];
