import { type Code, branch, get, ifElse, loop, set } from '../../wasm/code.ts';
import { f64 } from '../../wasm/instruction.ts';
import { type Function, functionOf } from '../../wasm/module.ts';
import type { Doubles } from '../lanes.ts';
import { float64 } from '../real.ts';
import { exactProduct, isNumber } from './double.ts';

/** What is left of a after whole multiples of b, of b's sign. */
export const mod = (on: Doubles, a: Code, b: Code): Code => {
  const { add, sub, less, select, abs, neg, masks, constant } = on;
  const { and } = masks;
  const count = on.trunc(on.div(a, b));
  const [product, error] = exactProduct(on, count, b);
  const rest = sub(sub(a, product), error);
  // the quotient may have been rounded up to an integer
  const isBelow = and(less(constant(0), a), less(rest, 0));
  const isAbove = and(less(a, 0), less(constant(0), rest));
  return signedAs(on, b, add(rest, select(isBelow, abs(b), select(isAbove, neg(abs(b)), 0))));
};

/** What is left after whole multiples of b, in place of a remainder of either sign. */
const signedAs = ({ add, less, equal, select, constant, masks }: Doubles, b: Code, rest: Code): Code => {
  const { and, or } = masks;
  const isBelow = and(less(rest, 0), less(constant(0), b));
  const isAbove = and(less(constant(0), rest), less(b, 0));
  const y = select(or(isBelow, isAbove), add(rest, b), rest);
  return select(equal(rest, 0), select(less(b, 0), -0, 0), y);
};

/** Whether `mod` leaves numbers to `modByHalving`: a quotient from 2^52, or numbers whose products would leave the range. */
export const isHugeQuotient = (on: Doubles, a: Code, b: Code): Code => {
  const { abs, less, div, masks, constant } = on;
  const { and, not } = masks;
  const isSmall = and(less(abs(a), 2 ** 990), less(abs(b), 2 ** 990));
  const isOrdinary = and(and(isSmall, less(constant(2 ** -900), abs(b))), less(abs(div(a, b)), 2 ** 52));
  return and(and(isNumber(on, a), isNumber(on, b)), not(isOrdinary));
};

/** The same as `mod` for any two numbers, one bit of the quotient after the other. */
export const modByHalving: Function = functionOf(['f64', 'f64'], ['f64'], (variable, a, b) => {
  const [rest, multiple, magnitude] = [variable('f64'), variable('f64'), variable('f64')];
  const { abs, less, withSign, masks } = float64;
  const isOrdinary = masks.and(less(abs(get(a)), Infinity), f64.gt(get(magnitude), f64.const(0)));
  const isDoubled = f64.ge(f64.sub(get(rest), get(multiple)), get(multiple));
  return [
    set(magnitude, abs(get(b))),
    set(rest, abs(get(a))),
    set(multiple, get(magnitude)),
    ifElse(
      isOrdinary,
      [
        // up to the largest b·2^k that goes into a, and down again: every step is exact
        loop(ifElse(isDoubled, [set(multiple, f64.add(get(multiple), get(multiple))), branch(1)])),
        loop(
          ifElse(f64.ge(get(rest), get(multiple)), [set(rest, f64.sub(get(rest), get(multiple)))]),
          ifElse(f64.gt(get(multiple), get(magnitude)), [
            set(multiple, f64.mul(get(multiple), f64.const(0.5))),
            branch(1),
          ]),
        ),
      ],
      [set(rest, f64.const(Number.NaN))],
    ),
    set(rest, withSign(get(rest), get(a))),
    signedAs(float64, get(b), get(rest)),
  ];
});
