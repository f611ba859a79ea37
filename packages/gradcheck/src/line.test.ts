import { describe, expect, test } from 'vitest';
import { answer } from './asking.ts';
import { type Line, look, type Sampled, type Seen } from './line.ts';

type Sides = (t: number) => readonly number[];

const lineOf = (valueAt: (t: number) => number, branches?: Sides): Line =>
  function* (t) {
    yield () => undefined;
    return { value: valueAt(t), branches: branches?.(t) };
  };

const h = 2 ** -10;

const lookAt = (valueAt: (t: number) => number, branches?: Sides, step = h): Seen => {
  const line = lineOf(valueAt, branches);
  const center = answer(line(0)) as Sampled; // asked at once, answered at once
  return answer(look(line, center, step)) as Seen;
};

const seenAs = <T extends Seen['type']>(seen: Seen, type: T): Extract<Seen, { type: T }> => {
  expect(seen.type).toBe(type);
  return seen as Extract<Seen, { type: T }>;
};

const smooth: readonly (readonly [string, (t: number) => number, number])[] = [
  ['a line', (t) => 3 * t - 7, 3],
  ['a square', (t) => (t + 1.5) ** 2, 3],
  ['a cube', (t) => (t - 0.5) ** 3, 0.75],
  ['a sine', (t) => Math.sin(0.7 + t), Math.cos(0.7)],
  ['an exponential', (t) => Math.exp(2 * t - 1), 2 * Math.exp(-1)],
  ['a logarithm', (t) => Math.log(2 + t), 0.5],
  ['a root', (t) => Math.sqrt(3 + t), 0.5 / Math.sqrt(3)],
  ['a sigmoid', (t) => 1 / (1 + Math.exp(-t)), 0.25],
  ['a quotient', (t) => 1 / (1.25 + t), -0.64],
];

describe('a smooth function', () => {
  test.each(smooth)('%s: its slope is right to 11 digits', (_, valueAt, slope) => {
    const { value } = seenAs(lookAt(valueAt), 'smooth');
    expect(Math.abs(value / slope - 1)).toBeLessThan(1e-11);
  });

  const steps = [2, 1, 2 ** -4, 2 ** -8, 2 ** -12, 2 ** -16].map((factor) => h * factor);
  test.each(smooth)('%s: the true error is within four of the errors it tells, at any step', (_, valueAt, slope) => {
    for (const step of steps) {
      const { value, error } = seenAs(lookAt(valueAt, undefined, step), 'smooth');
      expect(Math.abs(value - slope)).toBeLessThanOrEqual(4 * error);
    }
  });

  test('the error grows with roundoff where the step is small, and with the next terms where it is large', () => {
    const [large, right, small] = [2 ** -3, h, 2 ** -30].map((step) =>
      seenAs(
        lookAt((t) => Math.exp(t), undefined, step),
        'smooth',
      ),
    );
    expect(large!.error).toBeGreaterThan(100 * right!.error);
    expect(small!.error).toBeGreaterThan(10 * right!.error);
    expect(large!.roundoff).toBeLessThan(0.01 * large!.error);
    expect(small!.roundoff).toBeGreaterThan(0.1 * small!.error);
  });

  test('a flat one has slope 0, and an error of no more than roundoff', () => {
    expect(lookAt(() => 5)).toMatchObject({ type: 'smooth', value: 0, noise: 0, error: (8 * Number.EPSILON * 5) / h });
    expect(lookAt(() => 0)).toMatchObject({ type: 'smooth', value: 0, noise: 0, error: 0 });
  });

  test('a sharp bend that is smooth is no kink at a step below its width', () => {
    const bend = (t: number): number => Math.sqrt(t * t + 1e-8);
    expect(lookAt(bend).type).toBe('kink'); // 10 times narrower than the step
    expect(seenAs(lookAt(bend, undefined, 1e-6), 'smooth').value).toBeCloseTo(0, 6);
  });
});

describe('noise', () => {
  const rounded = (t: number): number => Math.round(1e9 * Math.sin(t)) / 1e9;
  const starts = Array.from({ length: 100 }, (_, i) => 0.1 + i / 61);
  const seen = starts.map((start) =>
    seenAs(
      lookAt((t) => rounded(start + t)),
      'smooth',
    ),
  );

  test('of values rounded to 1e-9 shows in the error, a thousand times above roundoff', () => {
    const errors = seen.map(({ error }) => error).toSorted((a, b) => a - b);
    expect(errors[50]!).toBeGreaterThan((0.25 * 1e-9) / h);
    for (const { roundoff } of seen) expect(roundoff).toBeLessThan(1e-3 * errors[50]!);
  });

  test('is told apart from the error of the step', () => {
    const noises = seen.map(({ noise }) => noise).toSorted((a, b) => a - b);
    expect(noises[50]!).toBeGreaterThan((0.25 * 1e-9) / h);
    expect(seenAs(lookAt(Math.exp), 'smooth').noise).toBeLessThan(1e-9);
  });

  test('leaves the true error within four of the errors told, but for few accidents', () => {
    const outside = seen.filter(({ value, error }, i) => Math.abs(value - Math.cos(starts[i]!)) > 4 * error);
    expect(outside.length).toBeLessThanOrEqual(15);
  });

  test('is no kink', () => {
    expect(new Set(seen.map(({ type }) => type))).toEqual(new Set(['smooth']));
  });
});

/** A function with slopes `left` and `right` on the two sides of a place. */
const bent =
  (left: number, right: number, place = 0) =>
  (t: number): number =>
    1 + (t < place ? left : right) * (t - place);
const sidesOf =
  (...places: readonly number[]): Sides =>
  (t) =>
    places.map((place) => Math.sign(t - place));

describe('a kink at the point', () => {
  test.each([
    [0, 1],
    [-1, 1],
    [1, 0],
    [2, 2.5],
    [-1e6, 1e6],
  ])('shows slopes %d and %d', (left, right) => {
    for (const step of [h, 2 ** -20]) {
      const seen = seenAs(lookAt(bent(left, right), undefined, step), 'kink');
      expect(Math.abs(seen.left.value - left)).toBeLessThanOrEqual(4 * seen.left.error);
      expect(Math.abs(seen.right.value - right)).toBeLessThanOrEqual(4 * seen.right.error);
      expect(Math.max(seen.left.error, seen.right.error)).toBeLessThan(1e-3 * (right - left) ** 2);
    }
  });

  test('shows the slopes at the point where the sides are curved', () => {
    const seen = seenAs(
      lookAt((t) => (t < 0 ? Math.sin(t) : Math.exp(3 * t) - 1)),
      'kink',
    );
    expect(Math.abs(seen.left.value - 1)).toBeLessThan(1e-5);
    expect(Math.abs(seen.right.value - 3)).toBeLessThan(1e-4);
  });

  test('is here where branches say so, and else perhaps beside', () => {
    expect(lookAt(bent(0, 1), sidesOf(0))).toMatchObject({ type: 'kink', isHere: true });
    expect(lookAt(bent(0, 1))).toMatchObject({ type: 'kink', isHere: false });
    expect(lookAt(bent(0, 1, h / 8), sidesOf(h / 8))).toMatchObject({ type: 'kink', isHere: false });
  });
});

describe('a kink nearby', () => {
  test.each([0.01, -0.01, 0.15, -0.15].map((part) => part * h))('at %d is seen between the two halves', (place) => {
    expect(lookAt(bent(0, 1, place)).type).toBe('kink');
  });

  test.each([0.3, -0.3, 0.45, -0.45].map((part) => part * h))('at %d, nearer to h/2, is seen in the error', (place) => {
    const { value, error } = seenAs(lookAt(bent(0, 1, place)), 'smooth');
    expect(Math.abs(value - (place > 0 ? 0 : 1))).toBeLessThanOrEqual(4 * error);
    expect(error).toBeGreaterThan(1e-2);
  });

  test.each([0.55, -0.55, 0.75, -0.75, 0.95, -0.95].map((part) => part * h))(
    'at %d is crossed with branches, and without them in the error',
    (place) => {
      const slope = place > 0 ? 0 : 1;
      expect(lookAt(bent(0, 1, place), sidesOf(place))).toEqual({ type: 'crossed', step: h });
      const { value, error } = seenAs(lookAt(bent(0, 1, place)), 'smooth');
      expect(Math.abs(value - slope)).toBeLessThanOrEqual(4 * error);
      expect(error).toBeGreaterThan(1e-3);
    },
  );

  test('is crossed with branches however small it is', () => {
    expect(lookAt(bent(1, 1 + 1e-12, 0.75 * h), sidesOf(0.75 * h)).type).toBe('crossed');
  });

  test('farther away than the step is not seen', () => {
    for (const place of [1.5 * h, -1.5 * h]) {
      const { value } = seenAs(lookAt(bent(0, 1, place), sidesOf(place)), 'smooth');
      expect(value).toBe(place > 0 ? 0 : 1);
    }
  });

  test('one on each side is crossed where either is between h/2 and h', () => {
    expect(lookAt(() => 1, sidesOf(0.75 * h, -0.2 * h)).type).toBe('crossed');
    expect(lookAt(() => 1, sidesOf(0.2 * h, -0.75 * h)).type).toBe('crossed');
  });

  test('branches of another number are other branches, and NaN is the branch that NaN is', () => {
    expect(lookAt(Math.exp, (t) => (t > 0.75 * h ? [1, 2] : [1])).type).toBe('crossed');
    expect(lookAt(Math.exp, () => [NaN]).type).toBe('smooth');
  });
});

describe('the edge of a domain', () => {
  test('has the slope of the side that is inside', () => {
    const above = seenAs(
      lookAt((t) => (t < 0 ? NaN : 3 * t)),
      'edge',
    );
    expect(above.side!.value).toBeCloseTo(3, 9);
    const below = seenAs(
      lookAt((t) => (t > 0 ? Infinity : Math.exp(2 * t))),
      'edge',
    );
    expect(Math.abs(below.side!.value - 2)).toBeLessThanOrEqual(4 * below.side!.error);
    expect(below.side!.error).toBeLessThan(1e-2);
  });

  test('of a power at 0 is on the left, and of its mirror image on the right', () => {
    expect(seenAs(lookAt((t) => Math.sqrt(t) ** 3), 'edge').side!.value).toBeCloseTo(0, 1); // prettier-ignore
    expect(seenAs(lookAt((t) => Math.sqrt(-t) ** 3), 'edge').side!.value).toBeCloseTo(0, 1); // prettier-ignore
  });

  test('of a root at 0 has a slope that grows without end as the step shrinks', () => {
    const [wide, narrow] = [h, h / 2 ** 16].map((step) => seenAs(lookAt(Math.sqrt, undefined, step), 'edge'));
    expect(narrow!.side!.value).toBeGreaterThan(100 * wide!.side!.value);
  });

  test('of a logarithm is met where the step reaches past it, and not by a smaller one', () => {
    const nearZero = (t: number): number => Math.log(h / 4 + t);
    expect(lookAt(nearZero).type).toBe('edge');
    expect(seenAs(lookAt(nearZero, undefined, h / 2 ** 14), 'smooth').value).toBeCloseTo(4 / h, 3);
  });

  test('on both sides leaves nothing to tell the slope from', () => {
    expect(seenAs(lookAt((t) => (t === 0 ? 1 : NaN)), 'edge').side).toBeUndefined(); // prettier-ignore
  });
});

test('a look takes four values beside the one at the point, at ±h and ±h/2', () => {
  const places: number[] = [];
  const line: Line = function* (t) {
    places.push(t);
    yield () => undefined;
    return { value: Math.exp(t), branches: undefined };
  };
  answer(look(line, { value: 1, branches: undefined }, h));
  expect(places.toSorted((a, b) => a - b)).toEqual([-h, -h / 2, h / 2, h]);
});

test('slopes and errors scale with the function, by powers of two exactly', () => {
  for (const scale of [2 ** -300, 2 ** 300])
    for (const [, valueAt] of smooth) {
      const [one, other] = [lookAt(valueAt), lookAt((t) => scale * valueAt(t))].map((seen) => seenAs(seen, 'smooth'));
      expect([other!.value, other!.error]).toEqual([scale * one!.value, scale * one!.error]);
    }
});
