import {
  add,
  type AnyTensor,
  type Bindings,
  constant,
  defineOp,
  deriveKey,
  input,
  type Node,
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
  equal,
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

  test('of one entry among 100,000 is wrong, and the entry named', () => {
    const count = 100_000;
    const factors = constant({ shape: [count], data: new Float64Array(count).fill(1).fill(0, 77_777, 77_778) });
    const w = parameter('w', [count]);
    const loss = sum(square(identity(({ g }) => mul(g, factors))(w)));
    const { verdict, probes, text } = checkGradients(loss, { at: { w: normalValue(5, [count]) } });
    expect(verdict).toBe('wrong');
    const entries = probes.filter((probe) => probe.verdict === 'wrong' && probe.entry !== undefined);
    expect(entries.map(({ entry }) => entry)).toEqual([77_777]);
    expect(text).toMatch(/^ {2}w +\[100000\] +w\[77777\] +0\.0000000 .* wrong$/m);
    expect(text).not.toContain('is 1 times what it should be');
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

describe('at a tie', () => {
  const x = parameter('x', [3]);
  const topBy = (slopes: readonly number[], branch?: (node: Node) => AnyTensor) =>
    defineOp('top', (_: Tensor) => outcome<[]>([]), {
      kernel: ({ inputs: [x], outputs: [y] }) => void (y!.data[0] = Math.max(...x!.data)),
      derivative: [({ g }) => mul(g, constant(slopes))],
      ...(branch && { branch }),
    }) as unknown as (x: AnyTensor) => Tensor<[]>; // of any shape
  const whichWins = ({ inputs: [x], outputs: [y] }: Node): AnyTensor => equal(x as Tensor, y as Tensor); // both are real
  test.each([
    [[0.5, 0.5, 0], 'kink'],
    [[1, 0, 0], 'kink'],
    [[0, 1, 0], 'kink'],
    [[0.25, 0.75, 0], 'kink'],
    [[1, 1, 0], 'wrong'],
    [[0, 0, 0], 'wrong'],
    [[0.5, 0, 0], 'wrong'],
    [[0.5, 0.5, 0.5], 'wrong'],
    [[2, -1, 0], 'wrong'],
  ])(
    'of the first two of three the gradient %j is a %s, whether the operation tells its branches or not',
    (slopes, verdict) => {
      for (const top of [topBy(slopes), topBy(slopes, whichWins)])
        for (let seed = 0; seed < 10; seed++)
          expect(checkGradients(top(x), { at: { x: [1, 1, 0] }, seed }).verdict).toBe(verdict);
    },
  );

  test('a slope at the entry that does not win is wrong where branches leave the looks to find it', () => {
    for (let seed = 0; seed < 10; seed++)
      expect(checkGradients(topBy([0, 0, 1], whichWins)(x), { at: { x: [1, 1, 0] }, seed }).verdict).toBe('wrong');
  });
});

describe('a kink beside the point', () => {
  const pair = parameter('x', [2]);
  test.each([1e-6, -1e-6, 1e-5, -1e-5])('at %d is avoided, and the report says so', (entry) => {
    const { verdict, probes } = checkGradients(sum(relu(pair)), { at: { x: [entry, 1] } });
    expect(verdict).toBe('correct');
    expect(probes.map(({ note }) => note)).toContain('kink avoided');
  });

  test('does not hide a slope that is wrong', () => {
    const faulty = relu(identity(times(2))(pair));
    expect(checkGradients(sum(faulty), { at: { x: [1e-6, 1] } }).verdict).toBe('wrong');
    expect(checkGradients(sum(mul(faulty, constant([1, 0]))), { at: { x: [1e-6, 1] } }).verdict).toBe('wrong');
  });
});

describe('a layer of rectified units whose weights are all zero', () => {
  const inner = parameter('W', [4, 5]);
  const outer = parameter('V', [5, 3]);
  const layer = matmul(input('X', ['batch', 4]), inner);
  const point = {
    X: normalValue(1, [6, 4]),
    W: { shape: [4, 5], data: new Float64Array(20) },
    V: normalValue(3, [5, 3]),
  };

  test('is accepted, since each operation by itself agrees', () => {
    const loss = sum(matmul(relu(layer), outer));
    const notes = new Set<string | undefined>();
    for (let seed = 0; seed < 10; seed++) {
      const { text, ok, verdict, probes, suspect, evaluations } = checkGradients(loss, { at: point, seed });
      expect([ok, verdict, suspect], text).toEqual([true, 'kink', undefined]);
      expect(evaluations).toBeLessThanOrEqual(2 * 40);
      for (const { note } of probes) notes.add(note);
    }
    expect(notes).toContain('each operation by itself agrees');
    expect(notes).not.toContain('outside both one-sided slopes');
  });

  test('is refused where one operation does not agree', () => {
    const faulty = sum(matmul(relu(identity(times(-1))(layer)), outer));
    expect(checkGradients(faulty, { at: point })).toMatchObject({
      verdict: 'wrong',
      ok: false,
      suspect: { operation: 'identity', input: 0, fault: { kind: 'sign' } },
    });
  });
});

describe('the suspect', () => {
  const loss = smooth['cross-entropy']!;
  test('is the operation whose derivative is wrong, and is told with its fault and its expression', () => {
    const { suspect, text } = checkGradients(loss(identity(times(-1))(W)), { at });
    expect(suspect).toEqual({
      operation: 'identity',
      expression: 'identity(W)',
      input: 0,
      fault: { kind: 'sign', text: 'has the wrong sign' },
    });
    const [headline, accused, place, heads] = text.split('\n');
    expect(headline).toMatch(/^gradient check: wrong/);
    expect(accused).toBe('  suspect: the derivative of identity by input 0 has the wrong sign');
    expect(place).toBe('           in identity(W)');
    expect(heads).toMatch(/^ {2}parameter +shape/);
  });

  test.each<[string, string, string]>([
    ['the sign', 'sign', 'has the wrong sign'],
    ['a factor 2', 'factor', 'is 2 times what it should be'],
    ['a factor 1.01', 'factor', 'is 1.01 times what it should be'],
    ['a factor 0', 'zero', 'is zero'],
    ['one entry 10 % off', 'entry', 'is off at one entry of 25'],
    ['the last entry 0', 'entry', 'is off at one entry of 25'],
    ['shifted by one entry', 'shifted', 'is shifted by one'],
    ['transposed', 'transposed', 'of shape [5, 5] is transposed'],
    ['the cotangent ignored', 'cotangent ignored', 'ignores the cotangent'],
  ])('has the fault %s', (name, kind, text) => {
    expect(checkGradients(loss(identity(faults[name]!)(W)), { at }).suspect?.fault).toEqual({ kind, text });
  });

  test('has a missing 1/N named by its count', () => {
    const { suspect } = checkGradients(loss(identity(times(5))(W)), { at });
    expect(suspect!.fault).toEqual({ kind: 'count', text: 'is 5 times too large: 1/5 is missing' });
  });

  test.each(models)('is none where all is right: %s', (_, model) => {
    const { suspect, text } = checkGradients(model(W), { at });
    expect(suspect).toBeUndefined();
    expect(text).not.toContain('suspect');
  });
});

describe('a cotangent of zero', () => {
  const ones = constant([1, 1, 1, 1, 1]);
  test('must give zero, also where the gradient of the loss itself is right', () => {
    const { verdict, reason, suspect } = checkGradients(sum(identity(() => ones)(b)), { at: { b: at.b } });
    expect(verdict).toBe('wrong');
    expect(reason).toBe('a zero cotangent must give zero, but the derivative by b does not');
    expect(suspect).toMatchObject({ operation: 'identity', fault: { kind: 'cotangent ignored' } });
  });
  test('gives zero where the derivative is linear', () => {
    expect(checkGradients(sum(identity(times(1))(b)), { at: { b: at.b } }).verdict).toBe('correct');
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
    ['no options at all', loss, undefined as never, 'failed', /w: must be bound/],
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
