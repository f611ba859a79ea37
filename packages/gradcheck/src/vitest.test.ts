import { defineOp, outcome, parameter, s, scale, type Shape, sumTo, type Tensor } from '@adjoint/graph';
import { abs, exp, mean, mul, square, sum } from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { assertGradients, reals, sample } from './index.ts';
import './vitest.ts';

const w = parameter('w', [3]);
const at = { w: [0.3, -1.2, 2.1] };

const slip = defineOp('slip', <S extends Shape>(x: Tensor<S>) => outcome(x.shape), {
  scalar: (x) => s.mul(x, x),
  derivative: [({ g, x: [x] }) => scale(g, x)], // half of what it should be
});

const right = {
  value: (x: Float64Array) => x[0]! ** 2 * x[1]!,
  gradient: (x: Float64Array) => [2 * x[0]! * x[1]!, x[0]! ** 2],
};
const wrong = { ...right, gradient: (x: Float64Array) => [x[0]! * x[1]!, x[0]! ** 2] };
const byName = {
  value: ({ x, y }: Readonly<Record<string, Float64Array>>) => x![0]! * y![0]! ** 2,
  gradient: ({ x, y }: Readonly<Record<string, Float64Array>>) => ({ x: [y![0]! ** 2], y: [2 * x![0]! * y![0]!] }),
};
const later = {
  value: async (x: Float64Array) => Promise.resolve(right.value(x)),
  gradient: (x: Float64Array) => right.gradient(x),
};
const laterWrong = { ...later, gradient: async (x: Float64Array) => Promise.resolve(wrong.gradient(x)) };

/** The message of what is thrown. */
const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
};

describe('toHaveCorrectGradients', () => {
  test('holds for a tensor whose gradient is right', () => {
    expect(mean(exp(w))).toHaveCorrectGradients({ at });
    expect(mul(w, w)).toHaveCorrectGradients({ at, seed: 3 });
  });

  test('fails with the report where it is wrong', () => {
    const message = messageOf(() => expect(sum(slip(w))).toHaveCorrectGradients({ at }));
    expect(message).toMatch(/^gradient check: wrong/);
    expect(message).toContain('slip');
  });

  test('checks by what it is told to', () => {
    const v = parameter('v', [3]);
    const loss = sum(mul(slip(w), v));
    const point = { ...at, v: [1, 2, 3] };
    expect(loss).toHaveCorrectGradients({ at: point, wrt: [v] });
    expect(loss).not.toHaveCorrectGradients({ at: point, wrt: [w] });
  });

  test('holds for functions, at one array or at several by name', () => {
    expect(right).toHaveCorrectGradients([3, 4]);
    expect(right).toHaveCorrectGradients(Float64Array.of(3, 4), { seed: 1 });
    expect(byName).toHaveCorrectGradients({ x: [3], y: Float32Array.of(4) });
    expect(messageOf(() => expect(wrong).toHaveCorrectGradients([3, 4]))).toMatch(/^gradient check: wrong/);
  });

  test('waits for functions that answer by promises', async () => {
    await expect(later).toHaveCorrectGradients([3, 4]);
    await expect(expect(laterWrong).toHaveCorrectGradients([3, 4])).rejects.toThrow(/^gradient check: wrong/);
    await expect(laterWrong).not.toHaveCorrectGradients([3, 4]);
    await expect(expect(later).not.toHaveCorrectGradients([3, 4])).rejects.toThrow(/^the gradients should be wrong\n/);
  });

  test('accepts a kink that is answered by a slope between both sides', () => {
    expect(sum(abs(w))).toHaveCorrectGradients({ at: { w: [0, 1, -1] } });
  });
});

describe('not.toHaveCorrectGradients', () => {
  test('holds where the gradients are wrong', () => {
    expect(sum(slip(w))).not.toHaveCorrectGradients({ at });
    expect(wrong).not.toHaveCorrectGradients([3, 4]);
  });

  test('fails where they are right, and says so above the report', () => {
    const message = messageOf(() => expect(right).not.toHaveCorrectGradients([3, 4]));
    expect(message).toMatch(/^the gradients should be wrong\n\ngradient check: correct/);
  });

  test('fails where the check cannot tell: a point that is missing shows nothing', () => {
    const message = messageOf(() => expect(sum(slip(w))).not.toHaveCorrectGradients({ at: {} }));
    expect(message).toMatch(/^the gradients should be wrong, which this check cannot show\n/);
    expect(message).toContain('w');
  });
});

describe('what has no gradients', () => {
  const gradients = 'toHaveCorrectGradients: must have a tensor, or functions { value, gradient }, got';

  test.each([[5], ['loss'], [undefined], [null], [[1, 2]], [{ value: () => 1 }], [{ value: 1, gradient: 2 }]])(
    'is refused, under not as well: %j',
    (received: unknown) => {
      const loose = received as typeof right;
      expect(messageOf(() => expect(loose).toHaveCorrectGradients([1]))).toContain(gradients);
      expect(messageOf(() => expect(loose).not.toHaveCorrectGradients([1]))).toContain(gradients);
    },
  );

  test('and so is a point that is none', () => {
    const pointless = w as unknown as typeof right;
    const due = 'the gradients of a tensor are checked at a point, { at: values by name }, got';
    expect(messageOf(() => expect(pointless).toHaveCorrectGradients([1, 2, 3]))).toContain(due);
    const options = { at } as unknown as number[];
    expect(messageOf(() => expect(right).toHaveCorrectGradients(options))).toContain(
      'functions are checked at a point, an array of numbers or several arrays by name, got',
    );
    expect(messageOf(() => expect(right).toHaveCorrectGradients(['3', '4'] as unknown as number[]))).toContain(
      'functions are checked at a point',
    );
  });
});

describe('toPassOpChecks', () => {
  const squares = [sample([reals([3])], (x) => square(x), { shape: [3] })];
  const slips = [sample([reals([3])], (x) => slip(x))];

  test('holds for an operation that passes', () => expect(square).toPassOpChecks(squares));

  test('fails with the report for one that does not', () => {
    expect(messageOf(() => expect(slip).toPassOpChecks(slips))).toMatch(/^slip: failed/);
    expect(slip).not.toPassOpChecks(slips);
  });

  test('hands options on', () => {
    const allow = ['gradient', 'second derivative', 'symbolic gradient', 'forward'] as const;
    expect(messageOf(() => expect(slip).toPassOpChecks(slips, { allow, name: 'half' }))).toMatch(/^half: failed, no/);
  });

  test('says under not why it fails', () => {
    const message = messageOf(() => expect(square).not.toPassOpChecks(squares));
    expect(message).toMatch(/^a check of the operation should fail\n\nsquare: passed/);
  });

  test('refuses what is no operation', () => {
    const loose = 5 as unknown as typeof slip;
    expect(messageOf(() => expect(loose).toPassOpChecks(slips))).toContain(
      'toPassOpChecks: must have an operation, got 5',
    );
    const none = undefined as unknown as typeof slips;
    expect(messageOf(() => expect(slip).toPassOpChecks(none))).toContain(
      'checked on samples of its use, got undefined',
    );
  });
});

describe('assertGradients', () => {
  test('returns where the gradients are right', async () => {
    assertGradients(sumTo(scale(w, w), []), { at });
    assertGradients(right, [3, 4]);
    assertGradients(byName, { x: [3], y: [4] });
    await assertGradients(later, [3, 4]);
  });

  test('throws the report where they are wrong', async () => {
    expect(() => assertGradients(sum(slip(w)), { at })).toThrow(/^gradient check: wrong/);
    expect(() => assertGradients(wrong, [3, 4], { exhaustive: true })).toThrow(/^gradient check: wrong/);
    await expect(assertGradients(laterWrong, [3, 4])).rejects.toThrow(/^gradient check: wrong/);
  });

  test('refuses what has none', () => {
    expect(() => assertGradients(5 as unknown as typeof right, [1])).toThrow('assertGradients: must have a tensor, or');
  });
});
