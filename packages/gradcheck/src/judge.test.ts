import { deriveKey, uniforms } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { answer } from './asking.ts';
import { type Judged, type JudgeOptions, judge } from './judge.ts';
import type { Line, Sampled } from './line.ts';

type Sides = (t: number) => readonly number[];
type Value = (t: number) => number;

const h = 2 ** -10;

interface Options extends Partial<JudgeOptions> {
  readonly branches?: Sides;
}

/** What is said of a claim about a line, and how often it took to look. */
const judgementOf = (valueAt: Value, claim: number, { branches, ...options }: Options = {}) => {
  let samples = 0;
  const line: Line = function* (t) {
    samples++;
    yield () => undefined;
    return { value: valueAt(t), branches: branches?.(t) };
  };
  const center = answer(line(0)) as Sampled; // asked at once, answered at once
  const norm = Math.abs(claim);
  const judged = answer(judge(line, center, { analytic: claim, step: h, first: 1, norm, looks: 6, ...options }));
  return { ...(judged as Judged), looks: (samples - 1) / 4 };
};

/** A function with slopes `left` and `right` on the two sides of a place. */
const bent =
  (left: number, right: number, place = 0): Value =>
  (t) =>
    1 + (t < place ? left : right) * (t - place);
const sidesOf =
  (place: number): Sides =>
  (t) => [Math.sign(t - place)];

const sine: Value = (t) => Math.sin(0.7 + t);
const cosine = Math.cos(0.7);

describe('a smooth line', () => {
  test.each<[string, Value, number, Judged['verdict']]>([
    ['the right slope', sine, cosine, 'correct'],
    ['the right slope of a line', (t) => 3 * t, 3, 'correct'],
    ['the right slope in float32', sine, Math.fround(cosine), 'correct'],
    ['a slope of 0 where the line is flat', () => 5, 0, 'correct'],
    ['a slope of 0 where it is stationary', (t) => Math.cos(t), 0, 'correct'],
    ['a factor 1.00002', sine, 1.00002 * cosine, 'wrong'],
    ['a factor 0.99998', sine, 0.99998 * cosine, 'wrong'],
    ['a factor 2', sine, 2 * cosine, 'wrong'],
    ['the wrong sign', sine, -cosine, 'wrong'],
    ['zero', sine, 0, 'wrong'],
    ['zero, of a line', (t) => 3 * t, 0, 'wrong'],
    ['a slope of 1 where the line is flat', () => 5, 1, 'wrong'],
  ])('is judged by its slope: %s', (_, valueAt, claim, verdict) => {
    expect(judgementOf(valueAt, claim, { norm: 1 })).toMatchObject({ verdict, note: undefined, analytic: claim });
  });

  test('tells what was claimed, what was measured and how far they are apart', () => {
    const { analytic, numeric, error, relativeError } = judgementOf(sine, 2 * cosine);
    expect(analytic).toBe(2 * cosine);
    expect(Math.abs(numeric - cosine)).toBeLessThanOrEqual(4 * error);
    expect(error).toBeLessThan(1e-9);
    expect(relativeError).toBeCloseTo(0.5, 10);
    expect(judgementOf(() => 5, 0).relativeError).toBe(0);
  });

  test.each([
    [300, 0, 'wrong'],
    [3000, -4, 'wrong'],
    [30_000, -8, 'wrong'],
    [1e6, -12, 'inconclusive'], // one step alone is small enough
  ])('that goes up and down %d times as fast is judged at a step at most 2^%d as large', (speed, exponent, verdict) => {
    const fast: Value = (t) => Math.sin(0.7 + speed * t);
    const right = judgementOf(fast, speed * cosine);
    expect(right.verdict).toBe('correct');
    expect(right.step).toBeLessThanOrEqual(h * 2 ** exponent);
    expect(judgementOf(fast, 1.01 * speed * cosine).verdict).toBe(verdict);
  });

  test.each([0, 1])('with an exactly zero slope takes one look, on a value of %d', (value) => {
    expect(judgementOf(() => value, 0, { norm: 0 })).toMatchObject({ verdict: 'correct', looks: 1 });
  });

  test('takes one look where the claim is right, two or more where it is wrong', () => {
    expect(judgementOf(sine, cosine).looks).toBe(1);
    expect(judgementOf(sine, -cosine).looks).toBe(2);
  });

  test('is looked at first at the step that served before', () => {
    expect(judgementOf(sine, cosine, { first: 2 ** -4 })).toMatchObject({ verdict: 'correct', step: h / 16 });
  });
});

describe('noise', () => {
  /** Another number between −size and size at every place. */
  const noisy =
    (size: number): Value =>
    (t) =>
      sine(t) + size * (2 * uniforms(deriveKey(1, String(t)), 1)[0]! - 1);
  const verdictsOf = (size: number, factor: number) =>
    new Set(
      [1, 2, 3, 4, 5].map((turn) => judgementOf((t) => noisy(size)(t + turn), factor * Math.cos(0.7 + turn)).verdict),
    );

  test.each([1, 1.0001, 1.01])('of 1e-2 to 1e-4 leaves a claim times %d inconclusive', (factor) => {
    for (const size of [1e-2, 1e-3, 1e-4]) expect(verdictsOf(size, factor)).toEqual(new Set(['inconclusive']));
  });

  test.each([1e-8, 1e-9])('of %d leaves a few digits, and the note says how many where they are few', (size) => {
    const { verdict, note } = judgementOf(noisy(size), cosine);
    expect(verdict).toBe('correct');
    expect(note).toMatch(/to [2-4] digits$/);
  });

  test.each([1e-8, 1e-9])('of %d does not hide the wrong sign', (size) => {
    expect(verdictsOf(size, -1)).toEqual(new Set(['wrong']));
  });

  test.each([1e-3, 1e-5, 1e-7, 1e-9])('of %d makes no claim wrong that is right', (size) => {
    expect(verdictsOf(size, 1)).not.toContain('wrong');
  });

  test('is evaded by a larger step', () => {
    const steps = Array.from({ length: 20 }, (_, turn) => {
      const valueAt: Value = (t) => noisy(1e-10)(t + turn / 20);
      return judgementOf(valueAt, Math.cos(0.7 + turn / 20), { first: 2 ** -8, looks: 2 }).step;
    });
    expect(Math.max(...steps)).toBe(h * 2 ** -4);
  });
});

describe('a kink at the point', () => {
  test.each([
    [0, 1, 0, 'kink'],
    [0, 1, 0.5, 'kink'],
    [0, 1, 1, 'kink'],
    [1, 0, 0.5, 'kink'],
    [-1, 1, 0, 'kink'],
    [-3, -2, -2.5, 'kink'],
    [0, 1, -0.001, 'wrong'],
    [0, 1, 1.001, 'wrong'],
    [-1, 1, 3, 'wrong'],
    [-3, -2, 0, 'wrong'],
  ])('between slopes %d and %d answers the claim of %d with %s', (left, right, claim, verdict) => {
    for (const branches of [undefined, sidesOf(0)])
      expect(judgementOf(bent(left, right), claim, { ...(branches && { branches }) })).toMatchObject({
        verdict,
        note: verdict === 'wrong' ? 'outside both one-sided slopes' : undefined,
      });
  });

  test('is told by one look with branches, and by two that agree without', () => {
    expect(judgementOf(bent(0, 1), 0.5, { branches: sidesOf(0) }).looks).toBe(1);
    expect(judgementOf(bent(0, 1), 0.5).looks).toBe(2);
  });

  test('is compared with the side that is nearer', () => {
    expect(judgementOf(bent(0, 1), 0.9).numeric).toBeCloseTo(1, 9);
    expect(judgementOf(bent(0, 1), 0.1).numeric).toBeCloseTo(0, 9);
  });
});

describe('a kink beside the point', () => {
  const places = [1e-6, 1e-5, 1e-4, 3e-4, 6e-4].flatMap((place) => [place, -place]);
  test.each(places)('at %d is avoided, with branches and without', (place) => {
    const slope = place > 0 ? 0 : 1;
    for (const options of [{ branches: sidesOf(place), norm: 1 }, { norm: 1 }]) {
      expect(judgementOf(bent(0, 1, place), slope, options).verdict).toBe('correct');
      expect(judgementOf(bent(0, 1, place), 1 - slope, options).verdict).toBe('wrong');
      expect(judgementOf(bent(0, 1, place), 0.5, options).verdict).toBe('wrong');
    }
  });

  test.each([1e-6, -1e-6])('at %d is avoided by a smaller step and named in the note', (place) => {
    const { verdict, note, step } = judgementOf(bent(1, 2, place), place > 0 ? 1 : 2);
    expect([verdict, note]).toEqual(['correct', 'kink avoided']);
    expect(step).toBeLessThan(1e-6);
  });

  test('that every step crosses leaves the claim inconclusive', () => {
    const waves: Value = (t) => Math.abs(((1e9 * Math.abs(t) + 0.3) % 2) - 1) * 1e-9;
    const count: Sides = (t) => [Math.floor(1e9 * Math.abs(t) + 0.3), Math.sign(t)];
    const { verdict, note } = judgementOf(waves, 0.3, { branches: count });
    expect([verdict, note]).toEqual(['inconclusive', 'kinks within every step']);
  });
});

describe("the edge of a function's domain", () => {
  const inside: Value = (t) => (t < 0 ? NaN : Math.exp(3 * t));
  test.each<[string, Value, number, Judged['verdict']]>([
    ['the slope of the right side', inside, 3, 'correct'],
    ['the slope of the left side', (t) => inside(-t), -3, 'correct'],
    ['twice the slope', inside, 6, 'wrong'],
    ['zero', inside, 0, 'wrong'],
    ['the wrong sign', (t) => inside(-t), 3, 'wrong'],
  ])('is judged on one side: %s', (_, valueAt, claim, verdict) => {
    expect(judgementOf(valueAt, claim)).toMatchObject({ verdict, note: 'one-sided' });
  });

  test('tells nothing where neither side is inside', () => {
    expect(judgementOf((t) => (t === 0 ? 1 : NaN), 1)).toMatchObject({ verdict: 'inconclusive', numeric: NaN });
  });

  test('tells nothing of a root at 0, whose slope no step finds', () => {
    for (const claim of [60, 100, 234]) expect(judgementOf(Math.sqrt, claim).verdict).toBe('inconclusive');
  });

  test('is not met where a smaller step stays inside', () => {
    const near: Value = (t) => Math.log(h / 100 + t);
    expect(judgementOf(near, 100 / h)).toMatchObject({ verdict: 'correct', note: undefined });
    expect(judgementOf(near, 60_412).verdict).toBe('wrong'); // 100/h is 102,400
    expect(judgementOf(near, 101 / h).verdict).toBe('wrong');
  });
});

const lines: readonly (readonly [string, Value, number])[] = [
  ['a sine', sine, cosine],
  ['a fast sine', (t) => Math.sin(0.7 + 3000 * t), 3000 * cosine],
  ['a flat line', () => 5, 0],
  ['a kink', bent(0, 1), 0.5],
  ['a kink nearby', bent(0, 1, 1e-5), 0],
  ['a root at 0', Math.sqrt, 1],
  ['noise', (t) => Math.round(1e6 * sine(t)) / 1e6, cosine],
  ['an edge', (t) => (t < 0 ? NaN : Math.exp(3 * t)), 3],
];

describe('whatever the line', () => {
  test.each(lines)('%s: a power of two before it changes nothing but the scale', (_, valueAt, slope) => {
    for (const factor of [1, 1.0005, -1]) {
      const claim = factor * slope + (factor - 1) * 1e-3;
      const { analytic, numeric, error, ...said } = judgementOf(valueAt, claim);
      for (const scale of [2 ** -300, 2 ** 300]) {
        const scaled = judgementOf((t) => scale * valueAt(t), scale * claim);
        expect(scaled).toEqual({ ...said, analytic: scale * analytic, numeric: scale * numeric, error: scale * error });
      }
    }
  });

  test.each(lines)('%s: it is never looked at more often than allowed', (_, valueAt, slope) => {
    for (const looks of [1, 2, 3, 4, 5, 6])
      for (const claim of [slope, 1.0001 * slope, -slope, slope + 1, 0])
        expect(judgementOf(valueAt, claim, { looks }).looks).toBeLessThanOrEqual(looks);
  });

  test.each(lines)('%s: no step is looked at twice', (_, valueAt, slope) => {
    const places: number[] = [];
    judgementOf((t) => (places.push(t), valueAt(t)), 1.0000003 * slope + 1e-9, { looks: 100 });
    const farthest = places.slice(1).filter((_, i) => i % 4 === 1);
    expect(new Set(farthest).size).toBe(farthest.length);
    expect(farthest.length).toBeLessThanOrEqual(6);
  });
});
