import {
  type AnyTensor,
  broadcastShapes,
  defineOp,
  invalidArgument,
  offsetsOf,
  outcome,
  refuse,
  repeatedStrides,
  s,
  scale,
  shapeMismatch,
  type Shape,
  stopGradient,
  sumTo,
  type Tensor,
} from '@adjoint/graph';
import {
  accuracy,
  argmax,
  binary,
  concat,
  cos,
  cosineSimilarity,
  crossEntropy,
  div,
  equal,
  exp,
  floor,
  gather,
  log,
  logSumExp,
  matmul,
  max,
  maximum,
  mul,
  sin,
  softmax,
  softplus,
  split,
  square,
  sqrt,
  sub,
  sum,
  unary,
  where,
} from '@adjoint/ops';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { at, bools, checkOp, ints, type OpReport, reals, type Sample, sample } from './index.ts';

const x = reals([3, 4]);
const failedChecks = ({ checks }: OpReport): readonly string[] => [
  ...new Set(checks.filter(({ verdict }) => verdict === 'failed').map(({ check }) => check)),
];
const passedOn = ({ checks }: OpReport, check: string): readonly string[] =>
  checks.filter((one) => one.check === check && one.verdict === 'passed').map(({ variation }) => variation);

describe('a correct operation passes:', () => {
  const rows: readonly (readonly [string, (...operands: never[]) => unknown, readonly Sample[]])[] = [
    [
      'softplus',
      softplus,
      [
        sample([x], (x) => softplus(x), {
          value: (x) => x.map((row) => row.map((e) => Math.log(1 + Math.exp(e)))),
          shape: [3, 4],
          symbolic: true,
        }),
      ],
    ],
    [
      'mul',
      mul,
      [
        sample([x, reals([4])], (a, b) => mul(a, b), {
          value: (a, b) => a.map((row) => row.map((e, j) => e * b[j]!)),
          shape: [3, 4],
        }),
        sample([x, x], (a, b) => mul(a, b), { shape: [3, 4] }),
      ],
    ],
    ['div', div, [sample([reals([3], { from: 0 }), reals([3], { from: 1, to: 2 })], (a, b) => div(a, b))]],
    [
      'matmul',
      matmul,
      [
        sample([x, reals([4, 2])], (a, b) => matmul(a, b), { shape: [3, 2], symbolic: true }),
        sample([reals([4]), reals([4])], (a, b) => matmul(a, b), {
          value: (a, b) => a.reduce((sum, e, i) => sum + e * b[i]!, 0),
          shape: [],
        }),
      ],
    ],
    [
      'max',
      max,
      [
        sample([x], (x) => max(x, 1), { value: (x) => x.map((row) => Math.max(...row)), shape: [3] }),
        sample([x], (x) => max(x)),
      ],
    ],
    ['maximum', maximum, [sample([x, x], (a, b) => maximum(a, b))]],
    ['logSumExp', logSumExp, [sample([x], (x) => logSumExp(x, 0), { shape: [4] })]],
    [
      'where',
      where,
      [
        sample([bools([true, false, true]), reals([3]), reals([3])], (mask, a, b) => where(mask, a, b), {
          value: (mask, a, b) => mask.map((e, i) => (e ? a[i]! : b[i]!)),
          shape: [3],
        }),
      ],
    ],
    [
      'gather',
      gather,
      [
        sample([reals([3, 2]), ints([0, 2, 2, 1])], (x, indices) => gather(x, indices, 0), {
          value: (x, indices) => indices.map((index) => x[index]!),
          shape: [4, 2],
        }),
      ],
    ],
    ['concat', concat, [sample([x, reals([3, 2])], (a, b) => concat([a, b], 1), { shape: [3, 6] })]],
    [
      'split',
      split,
      [
        sample([reals([4, 2])], (x) => split(x, [1, 3], 0), {
          value: (x) => [x.slice(0, 1), x.slice(1)],
          shape: [[1, 2], [3, 2]], // prettier-ignore
        }),
      ],
    ],
    ['softmax', softmax, [sample([x], (x) => softmax(x), { shape: [3, 4] }), sample([x], (x) => softmax(x, 0))]],
    [
      'crossEntropy',
      crossEntropy,
      [sample([x, ints([0, 3, 1])], (x, labels) => crossEntropy(x, labels), { shape: [3] })],
    ],
    ['sqrt', sqrt, [sample([at([0.25, 1, 4])], (x) => sqrt(x), { value: () => [0.5, 1, 2] })]],
    ['floor', floor, [sample([x], (x) => floor(x), { value: (x) => x.map((row) => row.map(Math.floor)) })]],
    ['argmax', argmax, [sample([at([[1, 3], [5, 2]])], (x) => argmax(x, 1), { value: () => [1, 0], shape: [2] })]], // prettier-ignore
    [
      'a slope that cancels but for rounding', // the cosine of a vector with itself is 1
      cosineSimilarity,
      [sample([reals([5]), reals([5])], (a, b) => cosineSimilarity(a, b))],
    ],
    ['a composition', (): void => {}, [sample([x], (x) => sum(mul(exp(x), sin(x)), 1), { shape: [3] })]],
  ];
  test.each(rows)('%s', (name, op, samples) => {
    const report = checkOp(op, samples, { name });
    expect(report.text).toMatch(new RegExp(`^${name}: passed`));
    expect(report.ok).toBe(true);
  });

  property.prop([fc.integer()], { numRuns: 10 })('whatever the seed', (seed) => {
    const samples = [sample([x, x], (a, b) => maximum(softmax(a), mul(a, b)))];
    for (const op of [maximum, softmax, mul]) expect(checkOp(op, samples, { seed }).text).toMatch(/: passed/);
  });
});

describe('the variations', () => {
  test('of a broadcasting operation are all run', () => {
    const report = checkOp(mul, [sample([x, x], (a, b) => mul(a, b))]);
    expect(passedOn(report, 'build')).toEqual([
      'ordinary',
      'scalar',
      'empty',
      'empty',
      'broadcast',
      'tied',
      'repeated',
    ]);
    expect(passedOn(report, 'gradient')).toEqual(['ordinary', 'scalar', 'broadcast', 'tied', 'repeated']);
    expect(passedOn(report, 'hostile points')).toEqual(['ordinary']);
  });

  test('that an operation refuses do not count', () => {
    const report = checkOp(matmul, [sample([x, reals([4, 2])], (a, b) => matmul(a, b))]);
    const refused = report.checks.filter(({ check, verdict }) => check === 'build' && verdict === 'not applicable');
    expect(refused.map(({ variation }) => variation)).toEqual(['scalar', 'broadcast']);
    expect(report.ok).toBe(true);
  });

  test('of a composition that has no derivative are checked without one', () => {
    const report = checkOp(accuracy, [
      sample([at([[1, 3]]), ints([1])], (x, labels) => accuracy(x, labels), { value: () => 1 }),
    ]);
    expect(report.text).toMatch(/passed/);
    const op = defineOp('planted', <S extends Shape>(x: Tensor<S>) => outcome<S>(x.shape), {
      scalar: (x) => s.mul(x, x),
    });
    const value = (x: readonly number[]): readonly number[] => x.map((e) => e * e);
    const without = checkOp(op, [sample([reals([3])], (x) => op(x), { value })]);
    expect(without.text).toMatch(/passed/);
    expect(without.checks.find(({ check }) => check === 'gradient')?.detail).toBe('the operation has no derivative');
  });

  test('leave explicit operands alone and stay inside the interval', () => {
    const seen: number[] = [];
    const value = (x: readonly number[], fixed: readonly number[]): readonly number[] => {
      seen.push(...x);
      expect(fixed).toEqual([5, 6]);
      return x.map((e, i) => e * fixed[i]!);
    };
    const report = checkOp(mul, [sample([reals([2], { from: 2, to: 3 }), at([5, 6])], (a, b) => mul(a, b), { value })]);
    expect(report.text).toMatch(/passed/);
    expect(passedOn(report, 'value')).toEqual(['ordinary', 'tied']);
    expect(seen.every((e) => e > 2 && e < 3)).toBe(true);
  });
});

const elementwise = (derivative: (at: { readonly g: Tensor; readonly x: Tensor; readonly y: Tensor }) => AnyTensor) =>
  unary('planted', s.exp, derivative);
const onVector = (op: (x: Tensor<[3]>) => AnyTensor): readonly Sample[] => [sample([reals([3])], (x) => op(x))];

describe('a planted fault is caught and named:', () => {
  test.each([
    ['the sign', elementwise(({ g, y }) => scale(g, mul(-1, y))), 'gradient', 'have the wrong sign'],
    ['a factor of 1.001', elementwise(({ g, y }) => scale(g, mul(1.001, y))), 'gradient', 'are 1.00100 times'],
    ['zero', elementwise(({ g, y }) => scale(g, mul(0, y))), 'gradient', 'are zero'],
    ['the cotangent ignored', elementwise(({ y }) => y), 'zero cotangent', 'of a zero cotangent is'],
    ['a derivative that is not linear', elementwise(({ g, y }) => scale(mul(g, g), y)), 'forward', 'cotangent'],
    [
      'the second derivative alone',
      elementwise(({ g, y }) => scale(g, stopGradient(y))),
      'second derivative',
      'wrong by x0',
    ],
    ['infinity that leaks', elementwise(({ g, y }) => mul(g, y)), 'hostile points', 'where x0 is Infinity'],
  ])('%s', (_, op, check, detail) => {
    const report = checkOp(op, onVector(op));
    expect(report.ok).toBe(false);
    expect(failedChecks(report)).toContain(check);
    expect(report.text).toContain(detail);
  });

  const shapeOf = (x: Tensor) => outcome<Shape>([...x.shape]);

  test('the sum over broadcast axes missing', () => {
    const faulty = defineOp('planted', (a: Tensor, _: Tensor) => shapeOf(a), {
      kernel: ({ inputs: [a, b], outputs: [y] }) => {
        y.data.forEach((_, i) => (y.data[i] = a.data[i]! * b.data[i % b.data.length]!));
      },
      derivative: [({ g, x: [, b] }) => scale(g, b), ({ g, x: [a] }) => scale(g, a)],
    });
    const op = faulty as unknown as (a: Tensor<[3, 4]>, b: Tensor<[4]>) => Tensor;
    const report = checkOp(op, [sample([x, reals([4])], (a, b) => op(a, b))]);
    expect(report.text).toMatch(
      /sample 0, ordinary, gradient: planted: the derivative by input 1 must have that input's shape/,
    );
  });

  test('the same where only a variation broadcasts', () => {
    const op = defineOp(
      'planted',
      (a: Tensor, b: Tensor) => {
        const shape = broadcastShapes(a.shape, b.shape);
        return shape === undefined
          ? refuse(shapeMismatch('planted', 'must fit', a.shape, b.shape))
          : outcome<Shape>([...shape]);
      },
      {
        kernel: ({ inputs: [a, b], outputs: [y] }) => {
          const [fromA, fromB] = [a, b].map(({ shape }) => offsetsOf(y.shape, repeatedStrides(shape, y.shape)));
          y.data.forEach((_, i) => (y.data[i] = a.data[fromA![i]!]! * b.data[fromB![i]!]!));
        },
        derivative: [({ g, x: [, b] }) => mul(g, b), ({ g, x: [a] }) => mul(g, a)],
      },
    ) as unknown as (a: Tensor<[3, 4]>, b: Tensor<[3, 4]>) => Tensor;
    const report = checkOp(op, [sample([x, x], (a, b) => op(a, b))]);
    const wrong = report.checks.filter(({ verdict }) => verdict === 'failed');
    expect(new Set(wrong.map(({ variation }) => variation))).toEqual(new Set(['broadcast']));
    expect(failedChecks(report)).toContain('gradient');
  });

  test('the first row instead of the sum', () => {
    const faulty = defineOp('planted', (a: Tensor) => outcome<Shape>([a.shape[0]!, 3]), {
      kernel: ({ inputs: [a], outputs: [y] }) => {
        y.data.forEach((_, i) => (y.data[i] = a.data[Math.floor(i / 3)]!));
      },
      derivative: [({ g, x: [a] }) => sumTo(scale(g, 0.5), [a.shape[0]!, 1] as Shape)],
    });
    const op = faulty as unknown as (a: Tensor<[2, 1]>) => Tensor;
    expect(failedChecks(checkOp(op, [sample([reals([2, 1])], (a) => op(a))]))).toContain('gradient');
  });

  test('one operand of two', () => {
    const op = binary('planted', s.mul, ({ g, b }) => scale(g, b), ({ g, b }) => scale(g, b)); // prettier-ignore
    const report = checkOp(op, [sample([x, x], (a, b) => op(a, b))]);
    expect(failedChecks(report)).toContain('gradient');
    expect(report.text).toMatch(/ordinary, gradient: wrong by x1\[\d, \d\]: got -?\d/);
    expect(report.text).not.toMatch(/ordinary, gradient: wrong by x0/);
  });

  test('a tie that is counted twice', () => {
    const op = binary(
      'planted',
      s.maximum,
      ({ g, a, y }) => where(equal(a, y), g, 0),
      ({ g, b, y }) => where(equal(b, y), g, 0),
    );
    const report = checkOp(op, [sample([x, x], (a, b) => op(a, b))]);
    const wrong = report.checks.filter(({ verdict }) => verdict === 'failed');
    expect(new Set(wrong.map(({ variation }) => variation))).toEqual(new Set(['repeated']));
  });

  test('the value', () => {
    const report = checkOp(sin, [
      sample([reals([2, 2])], (x) => sin(x), { value: (x) => x.map((row) => row.map(Math.cos)) }),
    ]);
    expect(failedChecks(report)).toEqual(['value']);
    expect(report.text).toMatch(/sample 0, ordinary, value: output\[0, 0\]: got -?\d\.\d+, expected -?\d/);
  });

  test('a shape that is not the one of the formula', () => {
    const report = checkOp(sum, [sample([x], (x) => sum(x, 0), { value: (x) => x.map((row) => row[0]!) })]);
    expect(report.text).toContain('value: output: got shape [4], expected [3]');
  });

  test('a shape that is not the one stated', () => {
    const report = checkOp(sum, [sample([x], (x): AnyTensor => sum(x, 0), { shape: [3] })]);
    expect(report.text).toContain('shape: the rule gives [4], the sample states [3]');
  });

  test('an operation that is not used', () => {
    const report = checkOp(sin, [sample([x], (x) => cos(x))]);
    expect(report.ok).toBe(false);
    expect(report.text).toContain('build: the graph does not use the operation');
  });

  test('a kernel that changes its input', () => {
    const op = defineOp('planted', <S extends Shape>(x: Tensor<S>) => outcome<S>(x.shape), {
      kernel: ({ inputs: [x], outputs: [y] }) => {
        y.data.set(x.data);
        x.data.fill(0);
      },
      derivative: [({ g }) => g],
    });
    const report = checkOp(op, onVector(op));
    expect(failedChecks(report)).toContain('deterministic');
    expect(report.text).toContain('the operand x0 was changed');
  });

  test('a kernel that gives other numbers every time', () => {
    let calls = 0;
    const op = defineOp('planted', <S extends Shape>(x: Tensor<S>) => outcome<S>(x.shape), {
      kernel: ({ inputs: [x], outputs: [y] }) => y.data.set(x.data.map((e) => e + 1e-9 * calls++)),
      derivative: [({ g }) => g],
    });
    const report = checkOp(op, onVector(op));
    expect(failedChecks(report)).toContain('deterministic');
    expect(report.text).toContain('two evaluations gave different elements of output');
    expect(failedChecks(checkOp(op, onVector(op), { allow: ['deterministic'] }))).not.toContain('deterministic');
  });

  test('a derivative of another shape', () => {
    const op = elementwise(({ g }) => sumTo(g, []));
    expect(checkOp(op, onVector(op)).text).toContain("the derivative by input 0 must have that input's shape");
  });

  test('a rule that throws', () => {
    const op = elementwise(() => {
      throw new TypeError('planted');
    });
    expect(checkOp(op, onVector(op)).text).toContain('gradient: planted');
  });

  test('a build that throws', () => {
    const thrown = (): Tensor => {
      throw new TypeError('planted');
    };
    expect(checkOp(sin, [sample([x], thrown)]).text).toContain('sample 0, ordinary, build: planted');
  });

  test('a derivative with the sizes of one sample written into it', () => {
    const op = defineOp('planted', <S extends Shape>(x: Tensor<S>) => outcome<S>(x.shape), {
      scalar: (x) => s.mul(x, x),
      derivative: [({ g, x: [x] }) => (typeof x.shape[0] === 'string' ? g : scale(g, mul(2, x)))],
    });
    expect(failedChecks(checkOp(op, onVector(op)))).toEqual(['symbolic gradient']);
  });

  test('names that are refused where they are required', () => {
    const op = defineOp(
      'planted',
      <S extends Shape>(x: Tensor<S>) =>
        x.shape.every((dim) => typeof dim === 'number')
          ? outcome<S>(x.shape)
          : refuse(invalidArgument('planted', 'sizes must be known', x.shape)),
      { scalar: (x) => x, derivative: [({ g }) => g] },
    );
    expect(failedChecks(checkOp(op, onVector(op)))).toEqual([]);
    expect(failedChecks(checkOp(op, [sample([x], (x) => op(x), { symbolic: true })]))).toEqual(['symbolic']);
  });

  test('a kernel that rounds to float32 where it must not', () => {
    const op = defineOp('planted', <S extends Shape>(x: Tensor<S>) => outcome<S>(x.shape), {
      kernel: ({ inputs: [x], outputs: [y] }) =>
        y.data.set(x.data.map((e) => (x.data instanceof Float32Array ? 1.01 * e : e))),
      derivative: [({ g }) => g],
    });
    expect(failedChecks(checkOp(op, onVector(op)))).toEqual(['float32']);
  });
});

describe('a check that compared nothing fails', () => {
  test.each([
    ['no samples', checkOp(sin, []), 'nothing was compared'],
    ['no number is finite', checkOp(log, [sample([at([-1, -2])], (x) => log(x))]), 'nothing was compared'],
    [
      'the gradient never',
      checkOp(log, [sample([at([-1])], (x) => log(x), { value: () => [Number.NaN] })]),
      'no gradient was compared',
    ],
    ['integers without a formula', checkOp(argmax, [sample([x], (x) => argmax(x, 1))]), 'nothing was compared'],
  ])('%s', (_, { ok, text }, reason) => {
    expect(ok).toBe(false);
    expect(text.split('\n')[0]).toContain(reason);
  });
});

test('the text fits on a screen, however much is wrong', () => {
  const op = elementwise(({ y }) => y);
  const report = checkOp(op, Array.from({ length: 20 }, () => onVector(op)).flat());
  expect(report.text.split('\n').length).toBeLessThanOrEqual(24);
  expect(report.text).toMatch(/^planted: failed, \d+ of \d+ checks\n {2}sample 0, ordinary, /);
});

test('one seed gives one report', () => {
  const samples = [sample([x, x], (a, b) => sub(square(a), exp(b)))];
  expect(checkOp(sub, samples, { seed: 3 })).toEqual(checkOp(sub, samples, { seed: 3 }));
});
