import type { Code } from '../../wasm/code.ts';
import { exactProduct, isNumber } from './double.ts';
import type { Doubles } from '../lanes.ts';

/** What is left of a after whole multiples of b, of b's sign. */
export const mod = (on: Doubles, a: Code, b: Code): Code => {
  const { add, sub, less, equal, select, abs, neg, masks, constant } = on;
  const { and, or, not } = masks;
  const count = on.trunc(on.div(a, b));
  const [product, error] = exactProduct(on, count, b);
  const rest = sub(sub(a, product), error);
  // the quotient may have been rounded up to an integer
  const isBelow = and(less(constant(0), a), less(rest, 0));
  const isAbove = and(less(a, 0), less(constant(0), rest));
  const step = select(isBelow, abs(b), select(isAbove, neg(abs(b)), 0));
  const signedAsA = add(rest, step);
  const hasOtherSign = or(and(less(signedAsA, 0), less(constant(0), b)), and(less(constant(0), signedAsA), less(b, 0)));
  const result = select(hasOtherSign, add(signedAsA, b), signedAsA);
  const zero = select(less(b, 0), -0, 0);
  return select(and(equal(signedAsA, 0), not(hasOtherSign)), zero, result);
};

/** Whether `mod` leaves numbers to `modByDivision`: a quotient from 2^52, or numbers whose products would leave the range. */
export const isHugeQuotient = (on: Doubles, a: Code, b: Code): Code => {
  const { abs, less, div, masks, constant } = on;
  const { and, not } = masks;
  const isSmall = and(less(abs(a), 2 ** 990), less(abs(b), 2 ** 990));
  const isOrdinary = and(and(isSmall, less(constant(2 ** -900), abs(b))), less(abs(div(a, b)), 2 ** 52));
  return and(and(isNumber(on, a), isNumber(on, b)), not(isOrdinary));
};

/** What is left of a after whole multiples of b, of b's sign, by long division. */
export const modByDivision = (a: number, b: number): number => {
  const rest = a % b;
  return rest !== 0 ? (rest < 0 === b < 0 ? rest : rest + b) : b < 0 ? -0 : 0;
};
