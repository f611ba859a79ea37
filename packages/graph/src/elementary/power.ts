import { expOfSum } from './exponential.ts';
import { exactProduct, exponentOf, isNegative, powerOfTwo } from './float64.ts';
import { logPair } from './logarithm.ts';

/** x to the power y, with the special cases of C99: x**0 and 1**y are 1 even for NaN; negative x needs an integer y. */
export const pow = (x: number, y: number): number => {
  if (y === 0 || x === 1) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const magnitude = Math.abs(x);
  const isInteger = Math.floor(y) === y; // as C99 has it, also where y is infinite
  const isOdd = isInteger && Math.abs(y) < 9007199254740992 && y % 2 !== 0; // beyond 2^53 all are even
  if (magnitude === 1 && Math.abs(y) === Infinity) return 1;
  if (x < 0 && magnitude !== Infinity && !isInteger) return Number.NaN;
  const value = powOfPositive(magnitude, y);
  return isOdd && isNegative(x) ? -value : value;
};

// Method of hypot: musl's, both squares as pairs, scaled by a power of 2 where they would leave the range.

/** √(a² + b²), without overflow on the way; infinite if either is, even beside NaN (C99). */
export const hypot = (a: number, b: number): number => {
  const x = Math.max(Math.abs(a), Math.abs(b));
  const y = Math.min(Math.abs(a), Math.abs(b));
  if (Math.abs(a) === Infinity || Math.abs(b) === Infinity) return Infinity;
  if (!(y > 0)) return x + y;
  const scale = x > 1e150 ? powerOfTwo(-600) : y < 1e-130 ? powerOfTwo(600) : 1;
  if (exponentOf(x) - exponentOf(y) > 60) return x + y;
  const [xx, xxLow] = exactProduct(x * scale, x * scale);
  const [yy, yyLow] = exactProduct(y * scale, y * scale);
  return Math.sqrt(xx + (yy + (xxLow + yyLow))) / scale;
};

// Method: y·log x in doubled precision, then e to that power. Beyond 2^64 every power but that of 1 leaves the range.
const powOfPositive = (x: number, y: number): number => {
  if (x === 0 || x === Infinity) return (x === 0) === y > 0 ? 0 : Infinity;
  if (x === 1) return 1;
  if (Math.abs(y) > 18446744073709551616) return x > 1 === y > 0 ? Infinity : 0;
  const [log, logLow] = logPair(x);
  if (Math.abs(y * log) < 1e-18) return 1;
  const [power, error] = exactProduct(y, log);
  if (power > 709.79) return Infinity;
  if (power < -745.2) return 0;
  return expOfSum(power, error + y * logLow, 0);
};
