import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Dim } from './dim.ts';
import { addDims, divideDims, isDim, multiplyDims, namesIn, resolveDim, solveDim } from './polynomial.ts';

interface Term {
  readonly count: number;
  readonly names: readonly string[];
}

const dimOf = (terms: readonly Term[]): Dim =>
  addDims(...terms.map(({ count, names }) => multiplyDims(count, ...names)));

const termsOf = (names: readonly string[], degree: number) =>
  fc.array(
    fc.record({
      count: fc.integer({ min: 0, max: 5 }),
      names: fc.array(fc.constantFrom(...names), { maxLength: degree }),
    }),
    { maxLength: 4 },
  );

const dims = termsOf(['batch', 'n', 'größe', '_k2'], 3).map(dimOf);
const sizes = fc.record({ batch: fc.nat(9), n: fc.nat(9), größe: fc.nat(9), _k2: fc.nat(9) });

describe('addDims and multiplyDims', () => {
  test.each<readonly [Dim, Dim]>([
    [addDims(), 0],
    [addDims(3, 4), 7],
    [addDims('n', 0), 'n'],
    [addDims('n', 'n'), '2*n'],
    [addDims(1, 'batch'), 'batch + 1'],
    [addDims('n', 'batch'), 'batch + n'],
    [addDims(1, multiplyDims(784, 'batch')), '784*batch + 1'],
    [multiplyDims(), 1],
    [multiplyDims(3, 4), 12],
    [multiplyDims('n', 1), 'n'],
    [multiplyDims('n', 0), 0],
    [multiplyDims('n', 'batch', 'n'), 'batch*n*n'],
    [multiplyDims('batch', 784), '784*batch'],
    [multiplyDims(addDims('n', 1), addDims('n', 1)), '2*n + n*n + 1'],
  ])('%s is written %s', (dim, text) => {
    expect(dim).toBe(text);
  });

  test.prop([dims, dims, sizes])('agree with the arithmetic of sizes', (a, b, at) => {
    expect(resolveDim(addDims(a, b), at)).toBe(resolveDim(a, at)! + resolveDim(b, at)!);
    expect(resolveDim(multiplyDims(a, b), at)).toBe(resolveDim(a, at)! * resolveDim(b, at)!);
  });

  test.prop([dims, dims])('commute', (a, b) => {
    expect(addDims(a, b)).toBe(addDims(b, a));
    expect(multiplyDims(a, b)).toBe(multiplyDims(b, a));
  });

  test.prop([dims, dims, dims])('associate and distribute', (a, b, c) => {
    expect(addDims(addDims(a, b), c)).toBe(addDims(a, addDims(b, c)));
    expect(addDims(addDims(a, b), c)).toBe(addDims(a, b, c));
    expect(multiplyDims(multiplyDims(a, b), c)).toBe(multiplyDims(a, multiplyDims(b, c)));
    expect(multiplyDims(multiplyDims(a, b), c)).toBe(multiplyDims(a, b, c));
    expect(multiplyDims(a, addDims(b, c))).toBe(addDims(multiplyDims(a, b), multiplyDims(a, c)));
  });

  test.prop([dims])('have 0 and 1 as their neutral elements', (a) => {
    expect(addDims(a, 0)).toBe(a);
    expect(multiplyDims(a, 1)).toBe(a);
    expect(multiplyDims(a, 0)).toBe(0);
  });

  // At n = 64 and batch = 64³ every monomial up to degree 2 has digits of its own, so one value tells all coefficients.
  const small = termsOf(['batch', 'n'], 2);
  const telling = { n: 64, batch: 64 ** 3 };
  test.prop([small, small, fc.boolean()])('are equal exactly if the polynomials are equal', (a, other, shuffled) => {
    const b = shuffled ? a.toReversed().map(({ count, names }) => ({ count, names: names.toReversed() })) : other;
    expect(dimOf(a) === dimOf(b)).toBe(resolveDim(dimOf(a), telling) === resolveDim(dimOf(b), telling));
  });
});

describe('divideDims', () => {
  const divisors = fc
    .record({ count: fc.integer({ min: 1, max: 9 }), names: fc.array(fc.constantFrom('batch', 'n'), { maxLength: 3 }) })
    .map(({ count, names }) => multiplyDims(count, ...names));

  test.prop([dims, divisors])('undoes multiplyDims', (quotient, divisor) => {
    expect(divideDims(multiplyDims(quotient, divisor), divisor)).toBe(quotient);
  });

  test.prop([dims, dims.filter((dim) => dim !== 0)])('undoes multiplyDims by sums as well', (quotient, divisor) => {
    expect(divideDims(multiplyDims(quotient, divisor), divisor)).toBe(quotient);
  });

  test.prop([dims, dims])('gives exact quotients of sums, or nothing', (dividend, divisor) => {
    const quotient = divideDims(dividend, divisor);
    if (quotient !== undefined) {
      expect(isDim(quotient)).toBe(true);
      expect(multiplyDims(quotient, divisor)).toBe(dividend);
    }
  });

  test.prop([dims, divisors])('gives nothing but exact quotients', (dividend, divisor) => {
    const quotient = divideDims(dividend, divisor);
    if (quotient !== undefined) expect(multiplyDims(quotient, divisor)).toBe(dividend);
  });

  test.each<readonly [Dim, Dim]>([
    [7, 2],
    [7, 0],
    [0, 0],
    ['n', 0],
    ['n', 2],
    ['n', 'batch'],
    [1, 'n'],
    ['n', 'n*n'],
    ['n + 1', 'n'],
    ['4*n + 1', 2],
    ['n*n*n + 1', 'n + 1'], // n² − n + 1
    ['n', 'n + 1'],
  ])('%s / %s is not a dimension', (dividend, divisor) => {
    expect(divideDims(dividend, divisor)).toBeUndefined();
  });
});

test.each(['Infinity', 'NaN', 'e5'])('%s is a name like any other', (name) => {
  expect(addDims(name, 1)).toBe(`${name} + 1`);
  expect(multiplyDims(name, 2)).toBe(`2*${name}`);
});

describe('isDim', () => {
  test.prop([dims, dims])('accepts what addDims and multiplyDims give', (a, b) => {
    expect(isDim(a)).toBe(true);
    expect(isDim(multiplyDims(a, b))).toBe(true);
  });

  test.each([0, 1, 784, Number.MAX_SAFE_INTEGER, 'batch', 'n2', '_', 'größe', 'バッチ', 'toString', '__proto__'])(
    'accepts %s',
    (dim) => {
      expect(isDim(dim)).toBe(true);
    },
  );

  test.each([-1, 1.5, Number.NaN, Infinity, 2 ** 53, undefined, null, true, 3n, [], {}, Symbol('n')])(
    'refuses %s, which is no size',
    (dim) => {
      expect(isDim(dim)).toBe(false);
    },
  );

  test.each([
    '',
    ' ',
    '3',
    '-3',
    'a b',
    ' a',
    'a ',
    '2a',
    'a-b',
    'a.b',
    '*',
    'a*',
    '*a',
    '+',
    'a +',
    '+ a',
    '(a)',
    '🙂',
  ])('refuses "%s", which is no name', (dim) => {
    expect(isDim(dim)).toBe(false);
  });

  test.each([
    '1*a',
    '0*a',
    'a*2',
    'a+1',
    'a + 0',
    '1 + a',
    'b + a',
    'a + a',
    '2*3*a',
    '02*a',
    '2*',
    '0x10*a',
    'b*a',
    'a + -1',
    '-1*a',
    '1.5*a',

    '1e+21*a',
    '1e1*a',
  ])('refuses "%s", which is not canonical', (dim) => {
    expect(isDim(dim)).toBe(false);
  });
});

describe('namesIn and resolveDim', () => {
  test('namesIn lists each name once', () => {
    expect(namesIn(784)).toEqual([]);
    expect(namesIn('batch')).toEqual(['batch']);
    expect(namesIn('2*batch*batch + batch*n + 3')).toEqual(['batch', 'n']);
  });

  test('resolveDim has no answer while a name has no size', () => {
    expect(resolveDim('batch*n + 1', { batch: 2 })).toBeUndefined();
    expect(resolveDim('batch*n + 1', { batch: 2, n: 3 })).toBe(7);
  });

  test.each(['toString', '__proto__', 'constructor'])('%s has no size unless one is given', (name) => {
    expect(resolveDim(name, {})).toBeUndefined();
    expect(resolveDim(name, Object.fromEntries([[name, 3]]))).toBe(3);
  });
});

test('a product of many sums is refused before it grows out of hand', () => {
  const sum = addDims(...Array.from({ length: 20 }, (_, i) => `a${i}`));
  expect(() => multiplyDims(sum, sum, sum, sum)).toThrow('dimension: a product must have at most 1000 terms, got 4200');
});

describe('solveDim', () => {
  test.each<readonly [Dim, number, ReturnType<typeof solveDim>]>([
    ['n', 3, { name: 'n', size: 3 }],
    ['2*n', 6, { name: 'n', size: 3 }],
    ['2*n + 1', 1, { name: 'n', size: 0 }],
    ['2*n', 5, { name: 'n' }],
    ['n + 2', 1, { name: 'n' }],
    ['__proto__ + 1', 3, { name: '__proto__', size: 2 }],
    [3, 3, undefined],
    ['n*n', 4, undefined],
    ['m*n', 4, undefined],
    ['m + n', 4, undefined],
  ])('%s = %d', (dim, size, solution) => {
    expect(solveDim(dim, size)).toEqual(solution);
  });
});
