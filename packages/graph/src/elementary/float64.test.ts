import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { exactProduct, exactSum, exponentOf, powerOfTwo, timesPowerOfTwo, withSign } from './float64.ts';

const whole = fc.maxSafeInteger();

test.prop([whole, whole])('exactSum and exactProduct leave nothing out', (a, b) => {
  const [sum, sumError] = exactSum(a, b);
  expect(BigInt(sum) + BigInt(sumError)).toBe(BigInt(a) + BigInt(b));
  const [product, productError] = exactProduct(a, b);
  expect(BigInt(product) + BigInt(productError)).toBe(BigInt(a) * BigInt(b));
});

test('timesPowerOfTwo reaches both ends of the range', () => {
  expect(timesPowerOfTwo(1, -1074)).toBe(Number.MIN_VALUE);
  expect(timesPowerOfTwo(1.5, -1074)).toBe(2 * Number.MIN_VALUE);
  expect(timesPowerOfTwo(2 - 2 ** -52, 1023)).toBe(Number.MAX_VALUE);
  expect(timesPowerOfTwo(1, 1024)).toBe(Infinity);
});

test('exponentOf undoes powerOfTwo', () => {
  for (let k = -1022; k < 1024; k++) expect(exponentOf(-powerOfTwo(k))).toBe(k);
});

test('withSign tells zeros apart', () => {
  expect([withSign(1, -0), withSign(1, 0), withSign(0, -2)]).toEqual([-1, 1, -0]);
});
