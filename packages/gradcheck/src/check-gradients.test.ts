import {
  add,
  type AnyTensor,
  type Bindings,
  constant,
  defineOp,
  deriveKey,
  input,
  normals,
  outcome,
  parameter,
  type Rule,
  type Shape,
  type Tensor,
  uniforms,
  type Value,
} from '@adjoint/graph';
import {
  crossEntropy,
  exp,
  expandDims,
  hinge,
  l2,
  log,
  logSumExp,
  matmul,
  max,
  mean,
  mul,
  relu,
  reshape,
  softmax,
  square,
  sub,
  sum,
  transpose,
  where,
} from '@adjoint/ops';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { checkGradients, type CheckGradientsOptions } from './check-gradients.ts';

const samples = 7;
const features = 5;
const classes = 5;

const normalValue = (key: number, shape: readonly number[], std = 1): Value<Float64Array> => ({
  shape,
  data: normals(
    key,
    shape.reduce((count, size) => count * size, 1),
  ).map((draw) => std * draw),
});

const at = {
  X: normalValue(1, [samples, features]),
  y: {
    shape: [samples],
    data: Int32Array.from(uniforms(2, samples), (draw) => Math.floor(classes * draw)),
  },
  W: normalValue(3, [features, classes], 0.5),
  b: normalValue(4, [classes], 0.5),
} satisfies Bindings;

const X = input('X', ['batch', features]);
const y = input('y', ['batch'], 'int');
const W = parameter('W', [features, classes]);
const b = parameter('b', [classes]);

/** How a loss is made: from the weights, which a test may put behind a faulty operation. */
type Model = (W: Tensor<[5, 5]>) => Tensor<[]>;

const scoresBy = (W: Tensor<[5, 5]>) => add(matmul(X, W), b);

const smooth: Readonly<Record<string, Model>> = {
  'cross-entropy': (W) => mean(crossEntropy(scoresBy(W), y)),
  'cross-entropy with L2': (W) => add(mean(crossEntropy(scoresBy(W), y)), mul(1e-3, l2(W))),
  'mean square': (W) => mean(square(scoresBy(W))),
  'two layers': (W) => mean(square(matmul(softmax(scoresBy(W), 1), transpose(W)))),
  'log-sum-exp': (W) => sum(logSumExp(scoresBy(W), 1)),
  'a sum of exponentials': (W) => sum(exp(mul(0.5, scoresBy(W)))),
  'a logarithm': (W) => sum(log(add(square(scoresBy(W)), 1))),
};
const kinked: Readonly<Record<string, Model>> = {
  hinge: (W) => mean(hinge(scoresBy(W), y)),
  'squared hinge': (W) => mean(hinge(scoresBy(W), y, { squared: true })),
  'hinge with L2': (W) => add(mean(hinge(scoresBy(W), y)), mul(1e-3, l2(W))),
  'rectified layer': (W) => mean(square(matmul(relu(scoresBy(W)), transpose(W)))),
};
const models = Object.entries({ ...smooth, ...kinked });
const scales = [1e-6, 1, 1e6];

/** The identity with a derivative of its own. */
const identity = (derivative: Rule) =>
  defineOp('identity', (x: Tensor) => outcome<Shape>(x.shape), {
    scalar: (x) => x,
    derivative: [derivative],
  }) as unknown as <S extends Shape>(x: Tensor<S>) => Tensor<S>; // the output has the shape of the input

/** The identity whose derivative is off by entries: `source[i]` says whose cotangent entry `i` gets. */
const permuted = (source: (row: number, column: number) => number): Rule => {
  const selection = Array.from({ length: 25 }, (_, to) =>
    Array.from({ length: 25 }, (_, from) => Number(source(Math.floor(to / 5), to % 5) === from)),
  );
  return ({ g }) => reshape(matmul(constant(selection), reshape(g, [25, 1])), [5, 5]);
};

const times = (factor: number): Rule => {
  return ({ g }) => mul(g, factor);
};
const onlyEntry = (entry: number, factor: number): Rule => {
  const factors = constant({ shape: [5, 5], data: new Float64Array(25).fill(1).fill(factor, entry, entry + 1) });
  return ({ g }) => mul(g, factors);
};

const faults: Readonly<Record<string, Rule>> = {
  'the sign': times(-1),
  'a factor 2': times(2),
  'a factor 1.01': times(1.01),
  'a factor 1.0005': times(1.0005),
  'a factor 0': times(0),
  'one entry 10 % off': onlyEntry(12, 1.1),
  'the last entry 0': onlyEntry(24, 0),
  'shifted by one entry': permuted((row, column) => (5 * row + column + 1) % 25),
  transposed: permuted((row, column) => 5 * column + row),
  'the first row instead of each': permuted((_, column) => column),
  'a missing 1/N': times(samples),
  'the cotangent ignored': () => constant({ shape: [5, 5], data: new Float64Array(25).fill(1) }),
};

describe('a correct gradient', () => {
  const cases = models.flatMap(([name, model]) => scales.map((scale) => [name, scale, model] as const));
  test.each(cases)('of %s times %d is correct', (_, scale, model) => {
    const report = checkGradients(mul(scale, model(W)), { at });
    expect(report.text).toMatch(/^gradient check: correct, 2 of 2 parameters agree with centered differences\n/);
    expect(report).toMatchObject({
      verdict: 'correct',
      ok: true,
      reason: undefined,
      shapes: { W: [5, 5], b: [5] },
      seed: 0,
    });
    expect(report.evaluations).toBeLessThanOrEqual(2 * 40);
  });

  test.each(models)('of %s is correct whatever is drawn', (_, model) => {
    for (let seed = 1; seed <= 25; seed++) {
      const drawn = { ...at, W: normalValue(deriveKey(seed, 'W'), [5, 5]), b: normalValue(deriveKey(seed, 'b'), [5]) };
      expect(checkGradients(model(W), { at: drawn, seed }).text).toMatch(/^gradient check: correct/);
    }
  });

  property.prop([fc.integer(), fc.integer({ min: -12, max: 12 }), fc.integer({ min: -3, max: 3 })])(
    'is correct at any seed, scale of the loss, and scale of the weights',
    (seed, exponent, weightExponent) => {
      const loss = mul(10 ** exponent, smooth['cross-entropy with L2']!(W));
      const drawn = { ...at, W: normalValue(seed, [5, 5], 10 ** weightExponent), b: normalValue(seed + 1, [5]) };
      expect(checkGradients(loss, { at: drawn, seed }).text).toMatch(/^gradient check: correct/);
    },
  );

  test.each(models.filter(([name]) => name in smooth))('of %s needs at most 40 evaluations a tensor', (_, model) => {
    expect(checkGradients(model(W), { at }).evaluations).toBeLessThanOrEqual(2 * 40);
    expect(checkGradients(model(W), { at, wrt: [W] }).evaluations).toBeLessThanOrEqual(40);
  });

  test('is checked at a cost that does not grow with the number of entries', () => {
    const big = parameter('big', [50_000]);
    const loss = mean(square(big));
    const report = checkGradients(loss, { at: { big: normalValue(1, [50_000]) } });
    expect(report.verdict).toBe('correct');
    expect(report.evaluations).toBeLessThanOrEqual(40);
  });
});

describe('a faulty derivative', () => {
  const cases = Object.entries(faults).flatMap(([fault, rule]) => scales.map((scale) => [fault, scale, rule] as const));
  test.each(cases)('with the fault "%s" is wrong at scale %d, whatever the loss', (_, scale, rule) => {
    for (const [name, model] of models) {
      const report = checkGradients(mul(scale, model(identity(rule)(W))), { at });
      expect([name, report.verdict, report.ok], report.text).toEqual([name, 'wrong', false]);
      expect(report.text).toMatch(/^gradient check: wrong, 1 of 2 parameters agree with centered differences\n/);
      const blamed = report.probes.filter(({ verdict }) => verdict === 'wrong').map((probe) => probe.name);
      expect(new Set(blamed)).toEqual(new Set(['W']));
    }
  });

  test('of one entry among 100,000 is wrong where the entry matters', () => {
    const count = 100_000;
    const factors = constant({ shape: [count], data: new Float64Array(count).fill(1).fill(0, 777, 778) });
    const w = parameter('w', [count]);
    const loss = sum(square(identity(({ g }) => mul(g, factors))(w)));
    expect(checkGradients(loss, { at: { w: normalValue(5, [count]) } }).verdict).toBe('wrong');
  });

  test('that forgets the 1/N of a mean is wrong', () => {
    const careless = defineOp('careless', (_: Tensor) => outcome<[]>([]), {
      kernel: ({ inputs: [x], outputs: [y] }) =>
        void (y!.data[0] = [...x!.data].reduce((total, element) => total + element) / x!.data.length),
      derivative: [({ g, x: [x] }) => mul(g, add(mul(0, x), 1))],
    });
    const report = checkGradients(careless(square<Shape>(b as AnyTensor as Tensor)), { at: { b: at.b } });
    expect(report.verdict).toBe('wrong');
    for (const { analytic, numeric } of report.probes) expect(analytic / numeric).toBeCloseTo(classes, 6);
  });

  test('of a loss scaled by 1e-6 with its sign flipped is wrong', () => {
    const loss = mul(1e-6, smooth['cross-entropy']!(identity(times(-1))(W)));
    const report = checkGradients(loss, { at });
    expect(report.verdict).toBe('wrong');
    for (const { analytic, numeric } of report.probes.filter(({ name }) => name === 'W'))
      expect(analytic / numeric).toBeCloseTo(-1, 5);
  });

  test('that is not linear in the cotangent is wrong when the loss is scaled', () => {
    expect(checkGradients(mul(2, sum(square(identity(({ g }) => mul(g, g))(b)))), { at: { b: at.b } }).verdict).toBe(
      'wrong',
    );
  });

  property.prop([fc.integer(), fc.integer({ min: -6, max: 6 }), fc.double({ min: 1.0005, max: 100, noNaN: true })])(
    'off by a factor of 1.0005 or more is wrong at any seed and scale',
    (seed, exponent, factor) => {
      const loss = mul(10 ** exponent, smooth['cross-entropy with L2']!(identity(times(factor))(W)));
      expect(checkGradients(loss, { at, seed }).verdict).toBe('wrong');
    },
  );

  property.prop([fc.integer({ min: 0, max: 24 }), fc.constantFrom(0, -1, 0.9, 1.1, 2), fc.integer()])(
    'of any one entry is wrong',
    (entry, factor, seed) => {
      const loss = smooth['cross-entropy']!(identity(onlyEntry(entry, factor))(W));
      expect(checkGradients(loss, { at, seed }).verdict).toBe('wrong');
    },
  );
});

describe('the losses of the lecture, on data of the size of the digits', () => {
  const count = 50;
  const images = input('images', ['batch', 64]);
  const labels = input('labels', ['batch'], 'int');
  const weights = parameter('weights', [64, 10]);
  const bias = parameter('bias', [10]);
  const scores = add(matmul(images, weights), bias);
  const pixels = uniforms(11, count * 64).map((draw) => Math.floor(17 * draw)); // 0 to 16
  const point = {
    images: { shape: [count, 64], data: pixels.map((pixel) => (pixel - 8) / 5) },
    labels: { shape: [count], data: Int32Array.from({ length: count }, (_, i) => i % 10) },
    weights: normalValue(12, [64, 10], 0.1),
    bias: normalValue(13, [10], 0.1),
  };
  test.each([
    ['hinge', mean(hinge(scores, labels))],
    ['cross-entropy', mean(crossEntropy(scores, labels))],
  ])('%s with L2 agrees with differences to 1e-7 relative', (_, dataLoss) => {
    const report = checkGradients(add(dataLoss, mul(1e-3, l2(weights))), { at: point });
    expect(report.verdict).toBe('correct');
    for (const { relativeError } of report.probes) expect(relativeError).toBeLessThan(1e-7);
  });
});

describe('at a kink', () => {
  const x3 = parameter('x', [3]);
  const x1 = parameter('x', [1]);
  const pair = parameter('x', [2]);
  const scalar = parameter('x', []);
  test.each<[string, AnyTensor, Bindings, string]>([
    ['the maximum of a tie of two', max(x3), { x: [1, 1, 0] }, 'kink'],
    ['the maximum of a tie of all', max(x3), { x: [2, 2, 2] }, 'kink'],
    ['the maximum without a tie', max(x3), { x: [1, 2, 0] }, 'correct'],
    ['relu at 0', sum(relu(x1)), { x: [0] }, 'kink'],
    ['relu at 0 beside others', sum(relu(x3)), { x: [0, 1, -1] }, 'kink'],
    ['relu of a scalar at 0', relu(scalar), { x: 0 }, 'kink'],
    ['relu at -1e-6', sum(relu(pair)), { x: [-1e-6, 1] }, 'correct'],
    ['relu at 1e-6', sum(relu(pair)), { x: [1e-6, 1] }, 'correct'],
    ['the square of relu at 0, which is smooth', add(sum(square(relu(x1))), sum(x1)), { x: [0] }, 'correct'],
  ])('%s is accepted', (_, loss, bindings, verdict) => {
    const report = checkGradients(loss, { at: bindings });
    expect(report.text.split(',')[0]).toBe(`gradient check: ${verdict}`);
    expect(report.ok).toBe(true);
  });

  const wrongRelu = (atZero: number) =>
    defineOp('relu', <S extends Shape>(x: Tensor<S>) => outcome<S>(x.shape), {
      kernel: ({ inputs: [x], outputs: [y] }) => y!.data.set(x!.data.map((element) => Math.max(0, element))),
      derivative: [({ g, x: [x] }) => mul(g, where(isZero(x), atZero, 1))],
    });
  const isZero = defineOp('isZero', <S extends Shape>(x: Tensor<S>) => outcome<S, 'bool'>(x.shape, 'bool'), {
    kernel: ({ inputs: [x], outputs: [y] }) => y!.data.set(x!.data.map((element) => Number(element === 0))),
    derivative: [() => null],
  });
  test.each([
    [0, 'kink'],
    [0.5, 'kink'],
    [1, 'kink'],
    [-0.01, 'wrong'],
    [1.01, 'wrong'],
    [2, 'wrong'],
  ])('a slope of %d for relu at 0 is a %s', (slope, verdict) => {
    expect(checkGradients(wrongRelu(slope)(scalar), { at: { x: 0 } }).verdict).toBe(verdict);
  });
});

describe('an output that is no scalar', () => {
  test.each<[string, (W: Tensor<[5, 5]>) => AnyTensor]>([
    ['the scores', (W) => scoresBy(W)],
    ['the softmax, whose sum is flat', (W) => softmax(scoresBy(W), 1)],
    ['the loss of each sample', (W) => crossEntropy(scoresBy(W), y)],
    ['a tensor of one entry', (W) => expandDims(sum(square(W)), 0)],
  ])('is weighted at random: %s', (_, model) => {
    const wrt = { wrt: [W] };
    expect(checkGradients(model(W), { at, ...wrt }).text).toMatch(/^gradient check: correct, 1 of 1 parameters/);
    expect(checkGradients(model(identity(times(1.01))(W)), { at, ...wrt }).verdict).toBe('wrong');
  });

  test('is checked with two draws of weights, in turn', () => {
    const scores = scoresBy(W);
    const { probes, evaluations } = checkGradients(scores, { at, wrt: [W] });
    const [first, second] = probes.filter(({ entry }) => entry === undefined);
    // along one direction other weights give another slope, so a direction of each draw has been looked at
    expect(first!.analytic).not.toBe(second!.analytic);
    expect(evaluations).toBeLessThanOrEqual(40);
  });
});

describe('what is checked', () => {
  test('is every parameter if nothing is said', () => {
    expect(Object.keys(checkGradients(smooth['cross-entropy']!(W), { at }).shapes)).toEqual(['W', 'b']);
  });
  test('are the leaves asked for, inputs too', () => {
    const report = checkGradients(smooth['cross-entropy']!(W), { at, wrt: [X, b] });
    expect(report).toMatchObject({ verdict: 'correct', shapes: { X: [samples, features], b: [classes] } });
  });
  test('may have dimensions whose size is given', () => {
    const w = parameter('w', ['n']);
    expect(checkGradients(sum(square(w)), { at: { w: [1, 2] }, sizes: { n: 2 } }).verdict).toBe('correct');
  });
  test('does not change what is bound', () => {
    const copies = [at.W.data.slice(), at.b.data.slice(), at.X.data.slice()];
    checkGradients(smooth['cross-entropy']!(W), { at });
    expect([at.W.data, at.b.data, at.X.data]).toEqual(copies);
  });
  test('may be bound in float32 or in nested arrays: the check runs in float64', () => {
    const bindings = { x: Float32Array.of(0.1, 0.2) };
    const x = parameter('x', [2]);
    expect(checkGradients(sum(exp(x)), { at: bindings }).verdict).toBe('correct');
    expect(checkGradients(sum(exp(x)), { at: { x: [0.1, 0.2] } }).verdict).toBe('correct');
  });
});

describe('what cannot be checked is reported', () => {
  const w = parameter('w', [2]);
  const loss = sum(square(w));
  const noDerivative = defineOp('opaque', <S extends Shape>(x: Tensor<S>) => outcome<S>(x.shape), { scalar: (x) => x });
  test.each<[string, AnyTensor, CheckGradientsOptions, string, RegExp]>([
    ['a binding that is missing', loss, { at: {} }, 'failed', /w: must be bound, real of shape \[2\]/],
    ['a binding of another name', loss, { at: { v: [1, 2] } }, 'failed', /bound but not used: v/],
    ['a binding of another shape', loss, { at: { w: [1, 2, 3] } }, 'failed', /w: shape must be \[2\], got \[3\]/],
    ['a loss without parameters', sum(X), { at }, 'vacuous', /there is nothing to compare/],
    ['no leaves asked for', loss, { at: { w: [1, 2] }, wrt: [] }, 'vacuous', /there is nothing to compare/],
    ['a constant', constant(1), { at: {} }, 'vacuous', /there is nothing to compare/],
    ['an intermediate asked for', loss, { at, wrt: [loss] }, 'failed', /gradients are checked by leaves/],
    ['a leaf the loss does not use', loss, { at: { ...at, w: [1, 2] }, wrt: [b] }, 'failed', /must depend on .*got b/],
    ['a leaf of integers', smooth['cross-entropy']!(W), { at, wrt: [y] }, 'failed', /y of kind int/],
    ['a loss of integers', y, { at: { y: [1] } }, 'failed', /must be real/],
    ['an operation without a derivative', sum(noDerivative(w)), { at: { w: [1, 2] } }, 'failed', /got opaque/],
    ['a flat loss', sum(mul(0, w)), { at: { w: [1, 2] } }, 'vacuous', /zero to within rounding/],
    ['the sum of a softmax', sum(softmax(w)), { at: { w: [1, 2] } }, 'vacuous', /zero to within rounding/],
    ['a parameter without entries', sum(parameter('e', [0])), { at: { e: [] } }, 'vacuous', /nothing to compare/],
    ['an infinite loss', sum(log(w)), { at: { w: [0, 1] } }, 'failed', /must be finite, got -Infinity/],
    ['a loss that is NaN', sum(log(w)), { at: { w: [-1, 1] } }, 'failed', /must be finite, got NaN/],
    ['NaN in the bindings', loss, { at: { w: [NaN, 1] } }, 'failed', /must be finite, got NaN/],
  ])('%s', (_, output, options, verdict, reason) => {
    const report = checkGradients(output, options);
    expect(report).toMatchObject({ verdict, ok: false });
    expect(report.reason).toMatch(reason);
    expect(report.text).toBe(report.probes.length === 0 ? `gradient check: ${verdict}, ${report.reason}` : report.text);
    expect(report.text.startsWith(`gradient check: ${verdict}, ${report.reason}`)).toBe(true);
  });

  property.prop([
    fc.constantFrom<AnyTensor>(loss, W, X, y, smooth['two layers']!(W), sub(w, 1), constant(3), noDerivative(w)),
    fc.dictionary(
      fc.constantFrom('w', 'W', 'X', 'y', 'b', 'other', '__proto__'),
      fc.oneof(fc.anything(), fc.double(), fc.array(fc.double()), fc.constantFrom(at.W, at.b, at.X, at.y)),
    ),
    fc.option(fc.array(fc.constantFrom<AnyTensor>(w, W, X, y, b, loss, constant(1), sub(w, 1)), { maxLength: 3 }), {
      nil: undefined,
    }),
    fc.oneof(fc.integer(), fc.double()),
  ])('never by throwing, whatever comes in', (output, junk, wrt, seed) => {
    const options = { at: junk as Bindings, seed, ...(wrt === undefined ? {} : { wrt }) }; // junk on purpose
    const report = checkGradients(output, options);
    expect(report.ok).toBe(report.verdict === 'correct' || report.verdict === 'kink');
    expect(report.text).toMatch(new RegExp(`^gradient check: ${report.verdict}, `));
  });
});

describe('the seed', () => {
  const loss = smooth['cross-entropy']!(W);
  test('gives the same report every time', () => {
    expect(checkGradients(loss, { at, seed: 5 })).toEqual(checkGradients(loss, { at, seed: 5 }));
    expect(checkGradients(scoresBy(W), { at, seed: 5 })).toEqual(checkGradients(scoresBy(W), { at, seed: 5 }));
  });
  test('changes the directions', () => {
    const [one, other] = [5, 6].map((seed) => checkGradients(loss, { at, seed }).probes[0]!.analytic);
    expect(one).not.toBe(other);
  });
  test('is told in the report', () => {
    expect(checkGradients(loss, { at, seed: 5 })).toMatchObject({ seed: 5 });
  });
});

describe('an exhaustive check', () => {
  test('probes every entry of every parameter', () => {
    const { probes, verdict } = checkGradients(smooth['cross-entropy']!(W), { at, exhaustive: true });
    const entries = (name: string) => probes.filter((probe) => probe.name === name).map(({ entry }) => entry);
    expect(verdict).toBe('correct');
    expect(entries('W')).toEqual([undefined, undefined, ...Array(25).keys()]);
    expect(entries('b')).toEqual([undefined, undefined, ...Array(5).keys()]);
  });
  test('names the entry that is off', () => {
    const loss = smooth['cross-entropy']!(identity(onlyEntry(12, 1.1))(W));
    const { probes } = checkGradients(loss, { at, exhaustive: true });
    const wrong = probes.filter(({ verdict, entry }) => verdict === 'wrong' && entry !== undefined);
    expect(wrong.map(({ name, entry }) => [name, entry])).toEqual([['W', 12]]);
    expect(wrong[0]!.analytic / wrong[0]!.numeric).toBeCloseTo(1.1, 6);
  });
});
