import { deriveKey, normals, pairwiseSum, uniforms } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type AsyncDifferentiable, checkFunction, type Differentiable } from './check-function.ts';
import type { Progress } from './examine.ts';
import type { Point } from './subject.ts';

const square: Differentiable = {
  value: ({ x }) => pairwiseSum(x!.map((element) => element * element)),
  gradient: ({ x }) => ({ x: x!.map((element) => 2 * element) }),
};
const point: Point = { x: Float64Array.of(1.5, -2, 0.25) };

describe('a function of numbers', () => {
  const sines = Float64Array.of(0.3, 2);
  test.each<[string, Differentiable, Point]>([
    ['a square', square, point],
    ['a square of one entry', square, { x: Float64Array.of(3) }],
    ['a square of many entries', square, { x: normals(1, 1000) }],
    ['a square far from 0', square, { x: Float64Array.of(1e9, -2e9) }],
    ['a square close to 0', square, { x: Float64Array.of(1e-3, -2e-3) }],
    [
      'a gradient in a plain array',
      { value: ({ x }) => 3 * x![0]!, gradient: () => ({ x: [3] }) },
      { x: sines.slice(1) },
    ],
    [
      'a gradient in float32',
      { value: ({ x }) => 3 * x![0]!, gradient: () => ({ x: Float32Array.of(3) }) },
      { x: sines.slice(1) },
    ],
    [
      'a gradient by more than was asked for',
      { value: ({ x }) => 3 * x![0]!, gradient: () => ({ x: [3], other: [Math.random()] }) },
      { x: sines.slice(1) },
    ],
    [
      'a sine',
      {
        value: ({ x }) => Math.sin(x![0]!) * x![1]!,
        gradient: ({ x }) => ({ x: [Math.cos(x![0]!) * x![1]!, Math.sin(x![0]!)] }),
      },
      { x: sines },
    ],
    [
      'a fast sine, at a smaller step',
      { value: ({ x }) => Math.sin(300 * x![0]!), gradient: ({ x }) => ({ x: [300 * Math.cos(300 * x![0]!)] }) },
      { x: Float64Array.of(0.7) },
    ],
    [
      'two parameters',
      { value: ({ a, b }) => a![0]! * b![0]!, gradient: ({ a, b }) => ({ a: b!, b: a! }) },
      { a: Float64Array.of(3), b: Float64Array.of(4) },
    ],
    [
      'one parameter without entries beside another',
      { value: ({ a }) => a![0]! ** 2, gradient: ({ a }) => ({ a: [2 * a![0]!], b: [] }) },
      { a: Float64Array.of(3), b: Float64Array.of() },
    ],
    [
      'one parameter without influence beside another',
      { value: ({ a }) => a![0]! ** 2, gradient: ({ a }) => ({ a: [2 * a![0]!], b: [0] }) },
      { a: Float64Array.of(3), b: Float64Array.of(4) },
    ],
  ])('is correct: %s', (_, checked, at) => {
    expect(checkFunction(checked, at).text).toMatch(/^gradient check: correct, (.) of \1 parameters agree/);
  });

  property.prop([
    fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 20 }),
    fc.integer({ min: -100, max: 100 }),
    fc.integer(),
  ])(
    'is correct whatever the point and the scale, but where all slopes are within rounding of zero',
    (entries, exponent, seed) => {
      const scale = 2 ** exponent;
      const scaled: Differentiable = {
        value: (at) => scale * square.value(at),
        gradient: (at) => ({ x: Array.from(square.gradient(at)['x']!, (slope) => scale * slope) }),
      };
      const { verdict } = checkFunction(scaled, { x: Float64Array.from(entries) }, { seed });
      expect([
        'correct',
        ...(entries.every((entry) => Math.abs(entry) < 1e-9) ? ['vacuous', 'inconclusive'] : []),
      ]).toContain(verdict);
    },
  );

  test('is called with the point and near it, and a copy is what is moved', () => {
    const before = point['x']!.slice();
    let farthest = 0;
    const watched: Differentiable = {
      ...square,
      value: (at) => {
        farthest = Math.max(farthest, ...at['x']!.map((element, i) => Math.abs(element - before[i]!)));
        return square.value(at);
      },
    };
    const { evaluations } = checkFunction(watched, point);
    expect(farthest).toBeGreaterThan(0);
    expect(farthest).toBeLessThan(0.1);
    expect(point['x']).toEqual(before);
    expect(evaluations).toBeLessThanOrEqual(40);
  });

  test('has its evaluations counted', () => {
    let calls = 0;
    const counted: Differentiable = { ...square, value: (at) => (calls++, square.value(at)) };
    expect(checkFunction(counted, point).evaluations).toBe(calls);
  });
});

describe('what is wrong with a function is reported as just that', () => {
  let calls = 0;
  test.each<[string, Partial<Differentiable>, string, RegExp]>([
    [
      'a value that changes',
      { value: () => calls++ },
      'nondeterministic',
      /two runs at one point gave different numbers/,
    ],
    ['a gradient that changes', { gradient: () => ({ x: [calls++, 0, 0] }) }, 'nondeterministic', /two runs/],
    [
      'a gradient whose last bit changes',
      { gradient: () => ({ x: [3 + (calls++ % 2) * 2 ** -51, -4, 0.5] }) },
      'nondeterministic',
      /two runs/,
    ],
    ['a value that changes its input', { value: ({ x }) => (x![0]! += 1) }, 'failed', /changed its input x/],
    [
      'a gradient that changes its input',
      { gradient: ({ x }) => ({ x: x!.fill(0) }) },
      'failed',
      /changed its input x/,
    ],
    ['a gradient that is too short', { gradient: () => ({ x: [1, 2] }) }, 'failed', /by x must have 3 entries, got 2/],
    [
      'a gradient that is too long',
      { gradient: () => ({ x: [1, 2, 3, 4] }) },
      'failed',
      /by x must have 3 entries, got 4/,
    ],
    ['a gradient that is missing', { gradient: () => ({}) }, 'failed', /by x must have 3 entries, got none/],
    ['no gradient at all', { gradient: () => undefined as never }, 'failed', /undefined/],
    ['a value of NaN', { value: () => NaN }, 'failed', /must be finite, got NaN/],
    ['a value of infinity', { value: () => -Infinity }, 'failed', /must be finite, got -Infinity/],
    ['no value', { value: () => undefined as never }, 'failed', /must be a number, got undefined/],
    ['a gradient with NaN', { gradient: () => ({ x: [3, NaN, 0.5] }) }, 'wrong', /the gradient by x has NaN/],
    [
      'an infinite gradient',
      { gradient: () => ({ x: [3, Infinity, 0.5] }) },
      'inconclusive',
      /by x, which has infinite entries/,
    ],
    ['a value that throws', { value: () => fail('out of order') }, 'failed', /^out of order$/],
    ['a gradient that throws', { gradient: () => fail('out of order') }, 'failed', /^out of order$/],
    ['a value that throws no error', { value: () => throwText('by hand') }, 'failed', /^by hand$/],
    [
      'a value that throws away from the point',
      { value: ({ x }) => (x![0] === 1.5 ? 1 : fail('only here')) },
      'failed',
      /^only here$/,
    ],
    ['a flat function', { value: () => 5, gradient: () => ({ x: [0, 0, 0] }) }, 'vacuous', /zero to within rounding/],
  ])('%s', (_, part, verdict, reason) => {
    calls = 0;
    const report = checkFunction({ ...square, ...part }, { x: point['x']!.slice() });
    expect(report).toMatchObject({ verdict, ok: false });
    expect(report.reason).toMatch(reason);
    expect(report.text.split('\n')[0]).toBe(`gradient check: ${verdict}, ${report.reason}`);
  });

  test('an infinite gradient of one entry', () => {
    const report = checkFunction({ ...square, gradient: () => ({ x: [Infinity] }) }, { x: Float64Array.of(3) });
    expect(report).toMatchObject({ verdict: 'inconclusive', ok: false });
  });
  test('nothing to differentiate by', () => {
    expect(checkFunction(square, {})).toMatchObject({ verdict: 'failed', ok: false }); // x is missing
    const constant: Differentiable = { value: () => 1, gradient: () => ({}) };
    expect(checkFunction(constant, {})).toMatchObject({ verdict: 'vacuous', reason: 'there is nothing to compare' });
  });
  test.each([1e-1, 1e-2, 1e-3, 1e-4])(
    'noise of %d of the value is inconclusive: neither correct nor a kink',
    (size) => {
      for (let draw = 0; draw < 20; draw++) {
        const x = Float64Array.of(1.5 + draw);
        const noise = (at: Point) => uniforms(deriveKey(draw, String(at['x']![0])), 1)[0]! - 0.5;
        const noisy: Differentiable = { ...square, value: (at) => square.value(at) * (1 + size * noise(at)) };
        expect(checkFunction(noisy, { x })).toMatchObject({ verdict: 'inconclusive', ok: false });
      }
    },
  );

  property.prop([fc.anything(), fc.anything(), fc.dictionary(fc.string(), fc.anything()), fc.integer()])(
    'whatever it returns and whatever it gets, without throwing',
    (value, gradient, at, seed) => {
      const junk = { value: () => value, gradient: () => gradient } as Differentiable; // junk on purpose
      const report = checkFunction(junk, at as Point, { seed });
      expect(report.text).toMatch(new RegExp(`^gradient check: ${report.verdict}, `));
    },
  );
});

const magnitude = (slopeAtZero: number): Differentiable => ({
  value: ({ x }) => Math.abs(x![0]!),
  gradient: ({ x }) => ({ x: [x![0] === 0 ? slopeAtZero : Math.sign(x![0]!)] }),
});

describe('at a kink', () => {
  test.each([
    [0, 0, 'kink'],
    [0, 1, 'kink'],
    [0, -1, 'kink'],
    [0, 1.001, 'wrong'],
    [0, -3, 'wrong'],
    [1e-6, 0, 'correct'],
    [-1e-3, 0, 'correct'],
  ])('the magnitude at %d with slope %d there is %s', (x, slope, verdict) => {
    expect(checkFunction(magnitude(slope), { x: Float64Array.of(x) }).verdict).toBe(verdict);
  });
  property.prop([fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -30, max: 30 })])(
    'any slope between both sides is accepted, at any scale',
    (slope, exponent) => {
      const scaled: Differentiable = {
        value: ({ x }) => 10 ** exponent * Math.abs(x![0]!),
        gradient: () => ({ x: [10 ** exponent * slope] }),
      };
      expect(checkFunction(scaled, { x: Float64Array.of(0) }).verdict).toBe('kink');
    },
  );
});

test('the same seed gives the same report, another seed other directions', () => {
  const [report, again, other] = [3, 3, 4].map((seed) => checkFunction(square, point, { seed }));
  expect(again).toEqual(report);
  expect(other!.probes[0]!.analytic).not.toBe(report!.probes[0]!.analytic);
});

test('an exhaustive check probes every entry, a sample at most six slopes', () => {
  const at = { x: normals(9, 50) };
  expect(checkFunction(square, at).probes.length).toBeLessThanOrEqual(6);
  const { probes } = checkFunction(square, at, { exhaustive: true });
  expect(probes.map(({ entry }) => entry)).toEqual([undefined, undefined, ...Array(50).keys()]);
});

test('the entry with the largest slope is always probed', () => {
  const x = new Float64Array(1000).fill(0.001).fill(5, 321, 322);
  expect(checkFunction(square, { x }).probes.map(({ entry }) => entry)).toContain(321);
});

describe('an exhaustive check of a smooth function', () => {
  test.each([1, 2, 3, 10, 50])('of %d entries takes four evaluations a slope, and two more', (count) => {
    const { probes, evaluations } = checkFunction(square, { x: normals(9, count) }, { exhaustive: true });
    const directions = count > 1 ? 2 : 0;
    expect(probes).toHaveLength(count + directions);
    expect(evaluations).toBe(4 * (count + directions) + 2);
  });
});

describe('where answers come later', () => {
  const later = <A>(value: A): Promise<A> => Promise.resolve(value);
  const twice: Differentiable = { ...square, gradient: ({ x }) => ({ x: x!.map((element) => 4 * element) }) };
  test.each<[string, AsyncDifferentiable, AsyncDifferentiable]>([
    [
      'the value',
      { ...square, value: (at) => later(square.value(at)) },
      { ...twice, value: (at) => later(twice.value(at)) },
    ],
    [
      'the gradient',
      { ...square, gradient: (at) => later(square.gradient(at)) },
      { ...twice, gradient: (at) => later(twice.gradient(at)) },
    ],
    [
      'both',
      { value: async (at) => square.value(at), gradient: async (at) => square.gradient(at) },
      { value: async (at) => twice.value(at), gradient: async (at) => twice.gradient(at) },
    ],
  ])('%s: so does the report, which is the same', async (_, right, wrong) => {
    const [soon, late] = [checkFunction(square, point), checkFunction(right, point)];
    expect(late).toBeInstanceOf(Promise);
    expect(await late).toEqual(soon);
    expect(await checkFunction(wrong, point)).toEqual(checkFunction(twice, point));
    expect((await checkFunction(wrong, point)).verdict).toBe('wrong');
  });

  test.each<[string, AsyncDifferentiable, RegExp]>([
    ['a value that rejects', { ...square, value: () => Promise.reject(new Error('no value')) }, /^no value$/],
    ['a gradient that rejects', { ...square, gradient: () => Promise.reject(new Error('no slope')) }, /^no slope$/],
    ['one that rejects with a text', { ...square, value: async () => throwText('by hand') }, /^by hand$/],
    [
      'one that rejects away from the point',
      { ...square, value: async ({ x }) => (x![0] === 1.5 ? 1 : fail('only here')) },
      /^only here$/,
    ],
    [
      'one that throws after it has answered',
      { value: async (at) => square.value(at), gradient: () => fail('at once') },
      /^at once$/,
    ],
  ])('%s is a check that failed', async (_, checked, reason) => {
    const report = await checkFunction(checked, point);
    expect(report).toMatchObject({ verdict: 'failed', ok: false });
    expect(report.reason).toMatch(reason);
  });

  test('one evaluation is waited for before the next is asked for', async () => {
    let open = 0;
    const value: AsyncDifferentiable['value'] = async (at) => {
      expect(++open).toBe(1);
      await later(undefined);
      open--;
      return square.value(at);
    };
    expect((await checkFunction({ ...square, value }, point)).verdict).toBe('correct');
  });
});

describe('a point that is one array', () => {
  const flat: Differentiable<Float64Array> = {
    value: (x) => pairwiseSum(x.map((element) => element * element)),
    gradient: (x) => x.map((element) => 2 * element),
  };
  test.each<[string, ArrayLike<number>]>([
    ['plain', [1.5, -2, 0.25]],
    ['of 64 bits', Float64Array.of(1.5, -2, 0.25)],
    ['of 32 bits', Float32Array.of(1.5, -2, 0.25)],
  ])('%s: is checked as one parameter, x', (_, at) => {
    expect(checkFunction(flat, at)).toEqual(checkFunction(square, point));
  });

  test('is given as float64, and a plain gradient is taken', () => {
    const checked: Differentiable<Float64Array> = {
      value: (x) => {
        expect(x).toBeInstanceOf(Float64Array);
        return x[0]! * x[1]!;
      },
      gradient: ([a, b]) => [b!, a!],
    };
    expect(checkFunction(checked, [3, 4])).toMatchObject({ verdict: 'correct', shapes: { x: [2] } });
    expect(checkFunction({ ...checked, gradient: ([a, b]) => [a!, b!] }, [3, 4]).verdict).toBe('wrong');
  });

  test('is left as it was', () => {
    const at = [3, 4];
    checkFunction({ value: (x) => (x[0] = 5), gradient: (x) => x }, at);
    expect(at).toEqual([3, 4]);
  });

  test('may be answered later', async () => {
    const slow: AsyncDifferentiable<Float64Array> = {
      value: async (x) => flat.value(x),
      gradient: async (x) => flat.gradient(x),
    };
    expect(await checkFunction(slow, [1.5, -2, 0.25])).toEqual(checkFunction(square, point));
  });
});

describe('progress', () => {
  const progressOf = (checked: Differentiable, at: Point, exhaustive = false): readonly Progress[] => {
    const told: Progress[] = [];
    checkFunction(checked, at, { exhaustive, onProgress: (progress) => told.push(progress) });
    return told;
  };
  const sum: Differentiable = {
    value: (at) => Object.values(at).reduce((total, x) => total + pairwiseSum(x.map((e) => e * e)), 0),
    gradient: (at) => Object.fromEntries(Object.entries(at).map(([name, x]) => [name, x.map((e) => 2 * e)])),
  };
  const tied: Differentiable = {
    value: ({ a, b }) => Math.max(...a!) + b![0]! ** 2,
    gradient: ({ a, b }) => ({ a: a!.map(() => 1 / a!.length), b: [2 * b![0]!] }),
  };
  const noisy: Differentiable = {
    value: ({ a, b }) => 1e-3 * uniforms(deriveKey(1, String([...a!, ...b!])), 1)[0]!,
    gradient: ({ a, b }) => ({ a: a!, b: b! }),
  };

  test('is told of every slope, and ends at the total', () => {
    for (const exhaustive of [false, true]) {
      const told = progressOf(sum, { a: normals(1, 20), b: normals(2, 3) }, exhaustive);
      const [{ total }] = told as [Progress];
      expect(total).toBe(exhaustive ? 22 + 5 : 6 + 5);
      expect(told).toEqual(Array.from({ length: total }, (_, i) => ({ done: i + 1, total })));
    }
  });

  test.each([
    ['a tie, which takes a slope more', tied],
    ['noise, which takes too many looks', noisy],
  ])('grows and ends at the total at %s', (_, checked) => {
    const told = progressOf(checked, { b: Float64Array.of(3), a: new Float64Array(20).fill(1) });
    const [{ total }] = told as [Progress];
    expect(told.at(-1)).toEqual({ done: total, total });
    expect(told.map(({ done }) => done)).toEqual([...new Set(told.map(({ done }) => done))].toSorted((a, b) => a - b));
  });
});

test('a loss whose squares overflow or vanish is judged as any other', () => {
  for (const exponent of [-900, -600, 0, 600, 900])
    for (const [factor, verdict] of [
      [1, 'correct'],
      [1.001, 'wrong'],
      [-1, 'wrong'],
    ] as const) {
      const scaled: Differentiable = {
        value: (at) => 2 ** exponent * square.value(at),
        gradient: ({ x }) => ({ x: x!.map((element) => factor * 2 ** exponent * 2 * element) }),
      };
      expect([exponent, factor, checkFunction(scaled, point).verdict]).toEqual([exponent, factor, verdict]);
    }
});

describe('at the edge of a domain', () => {
  test('a root at 0 has no slope that differences could confirm', () => {
    for (const slope of [60, 100, 234]) {
      const root: Differentiable = { value: ({ x }) => Math.sqrt(x![0]!), gradient: () => ({ x: [slope] }) };
      expect(checkFunction(root, { x: Float64Array.of(0) }).ok).toBe(false);
    }
  });

  test('the slope of the one side is compared, and the report says so', () => {
    const root: Differentiable = { value: ({ x }) => Math.sqrt(x![0]!) ** 2, gradient: () => ({ x: [1] }) };
    const report = checkFunction(root, { x: Float64Array.of(0) });
    expect(report.text).toMatch(/^gradient check: correct.*\n.*\n.* correct, one-sided\n/);
    expect(checkFunction({ ...root, gradient: () => ({ x: [1.01] }) }, { x: Float64Array.of(0) }).verdict).toBe(
      'wrong',
    );
  });
});

const fail = (message: string): never => {
  throw new Error(message);
};

const throwText = (text: unknown): never => {
  throw text;
};

describe('what seems to be wrong is said', () => {
  const x = Float64Array.of(1.5, -2, 0.25, 3);
  const claims = (change: (slope: Float64Array) => ArrayLike<number>): Differentiable => ({
    value: square.value,
    gradient: (at) => ({ x: change(Float64Array.from(square.gradient(at)['x']!)) }),
  });
  test.each<[string, (slope: Float64Array) => ArrayLike<number>]>([
    ['has the wrong sign', (slope) => slope.map((entry) => -entry)],
    ['is 3 times what it should be', (slope) => slope.map((entry) => 3 * entry)],
    ['is 4 times too large: 1/4 is missing', (slope) => slope.map((entry) => 4 * entry)],
    ['is zero', (slope) => slope.fill(0)],
    ['is shifted by one', (slope) => slope.map((_, i) => slope[(i + 1) % slope.length]!)],
    ['is off at one entry of 4', (slope) => slope.with(2, 1.1 * slope[2]!)],
  ])('%s', (text, change) => {
    const report = checkFunction(claims(change), { x });
    expect(report.faults['x']?.text).toBe(text);
    expect(report.text).toContain(`  likely: the gradient by x ${text}\n`);
  });
  test('nothing is where the gradient is right', () => {
    expect(checkFunction(square, { x }).faults).toEqual({});
  });
});
