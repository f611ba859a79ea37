import { call, type Code, get, select } from '../../wasm/code.ts';
import { f64, i32 } from '../../wasm/instruction.ts';
import { type Function, functionOf } from '../../wasm/module.ts';
import type { Doubles } from '../lanes.ts';
import { exactProduct, exactSum, type Pair, powerOfTwo } from './double.ts';
import { exponentOf } from './logarithm.ts';
import { quadrantOf, type QuarterTurns } from './trigonometric.ts';

/**
 * Takes quarter turns off an angle from 10^6, one at a time on float64 lanes of one element, given the index of the
 * function `digitOfTwoOverPi`. The same steps as @adjoint/graph's angle.ts.
 *
 * Method: Payne and Hanek (1983). Long multiplication of x by 2/π in digits of 24 bits; digits of weight 2^24 and above
 * are whole turns and are never computed.
 */
export const quarterTurnsFrom1e6 = (on: Doubles, x: Code, digitOfTwoOverPi: number): QuarterTurns => {
  const { add, sub, mul, neg, floor, less, lessEqual, select, constant } = on;
  const magnitude = on.abs(x);
  const places = floor(on.div(exponentOf(on, magnitude), 24));
  const factors = Array.from({ length: 10 }, (_, index) =>
    call('f64', digitOfTwoOverPi, i32.trunc_sat_f64_s(add(places, index - 4))),
  );
  const product: Code[] = Array.from({ length: 7 }, () => constant(0)); // product[p] has weight 2^(-24p)
  let rest = mul(magnitude, powerOfTwo(on, mul(places, -24))); // below 2^24
  for (let j = 0; j < 4; j++) {
    const digit = floor(rest);
    rest = mul(sub(rest, digit), base);
    for (let p = 0; p < 7; p++) product[p] = add(product[p]!, mul(digit, factors[3 - j + p]!));
  }
  for (let p = 6; p > 0; p--) {
    const carry = floor(mul(product[p]!, 1 / base));
    product[p] = sub(product[p]!, mul(carry, base));
    product[p - 1] = add(product[p - 1]!, carry);
  }
  const isAboveHalf = lessEqual(constant(base / 2), product[1]!);
  const [high, low] = anglesOf(
    on,
    product.map((digit) => select(isAboveHalf, sub(base - 1, digit), digit)),
  );
  const isNegative = less(x, 0);
  const count = add(product[0]!, select(isAboveHalf, 1, 0));
  const turned = (a: Code): Code => {
    const above = select(isAboveHalf, neg(a), a);
    return select(isNegative, neg(above), above);
  };
  return { ...quadrantOf(on, select(isNegative, neg(count), count)), angle: [turned(high), turned(low)] };
};

/** π/2 times the fraction that six digits spell. */
const anglesOf = (on: Doubles, digits: readonly Code[]): Pair => {
  const { add, mul, constant } = on;
  const part = (at: number, scale: number): Code => mul(add(mul(digits[at]!, base), digits[at + 1]!), scale);
  const [a, aLow] = exactSum(on, part(1, 2 ** -48), part(3, 2 ** -96));
  const [b, bLow] = exactSum(on, a, add(aLow, part(5, 2 ** -144)));
  const [high, error] = exactProduct(on, b, constant(1.5707963267948966));
  return exactSum(on, high, add(error, add(mul(bLow, 1.5707963267948966), mul(b, 6.123233995736766e-17))));
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

/** The digit of 2/π at a place after the point, and 0 before it. */
export const digitOfTwoOverPi: Function = functionOf(['i32'], ['f64'], (_, place) => [
  twoOverPi.reduce(
    (rest: Code, digit, index) => select(f64.const(digit), rest, i32.eq(get(place), i32.const(index))),
    f64.const(0),
  ),
]);
