// The numbers and properties of CS231n (Stanford), "Loss functions and optimization", that graphs alone can show:
// https://cs231n.github.io/linear-classify/ and https://cs231n.github.io/optimization-1/.
// Where a tutorial on that lecture, or the lecture's slides, slipped, the name of the test says so.

import {
  constant,
  evaluate,
  gradient,
  input,
  type Nested,
  normals,
  parameter,
  type Tensor,
  toArray,
  toValue,
  uniforms,
  type Value,
} from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  add,
  crossEntropy,
  div,
  elasticNet,
  exp,
  hinge,
  initialize,
  l1,
  l2,
  logSumExp,
  matmul,
  maximum,
  mean,
} from './index.ts';
import { mul, neg, normal, relu, reshape, softmax, square, sub, sum, takeAlongAxis, transpose } from './index.ts';

/** Expects every number to agree with one printed with so many decimals. */
const expectPrinted = (value: Value, printed: readonly number[], decimals: number): void => {
  expect(value.data).toHaveLength(printed.length);
  printed.forEach((number, i) => expect(value.data[i]).toBeCloseTo(number, decimals));
};

const scalarOf = (tensor: Tensor<[]>, bindings: Record<string, Nested | Value> = {}): number =>
  evaluate(tensor, bindings).data[0]!;

const threeClasses = constant([
  [3.2, 5.1, -1.7],
  [1.3, 4.9, 2.0],
  [2.2, 2.5, -3.1],
]);
const theirLabels = constant([0, 1, 2], 'int');

/** Multiples of 1/64, so sums and differences are exact. */
const dyadic = fc.integer({ min: -640, max: 640 }).map((n) => n / 64);
const scoresAndLabel = fc
  .array(dyadic, { minLength: 2, maxLength: 10 })
  .chain((scores) => fc.record({ scores: fc.constant(scores), label: fc.nat(scores.length - 1) }));

describe('linear scores f(x, W) = Wx + b', () => {
  const weights = [[0.2, -0.5, 0.1, 2], [1.5, 1.3, 2.1, 0], [0, 0.25, 0.2, -0.3]]; // prettier-ignore
  const pixels = [56, 231, 24, 2];
  const biases = [1.1, 3.2, -1.2];

  test('are −96.8, 437.9 and 60.75 (the slides print 61.95 for the last, which leaves out the bias)', () => {
    const scores = add(matmul(constant(weights), constant(pixels)), constant(biases));
    expectPrinted(evaluate(scores), [-96.8, 437.9, 60.75], 10);
    expect(evaluate(matmul(constant(weights), constant(pixels))).data[2]).toBeCloseTo(61.95, 10);
  });

  test('are the same with the bias as one more column of W and one more pixel that is 1', () => {
    const extended = constant(weights.map((row, i) => [...row, biases[i]!]));
    expectPrinted(evaluate(matmul(extended, constant([...pixels, 1]))), [-96.8, 437.9, 60.75], 10);
  });
});

describe('the hinge loss', () => {
  test('with Δ = 1 is 2.9, 0 and 12.9, in the mean 5.2667', () => {
    const losses = hinge(threeClasses, theirLabels);
    expectPrinted(evaluate(losses), [2.9, 0, 12.9], 10);
    expect(scalarOf(mean(losses))).toBeCloseTo(5.2667, 4);
  });

  test('squared is 8.41, 0 and 83.25', () => {
    expectPrinted(evaluate(hinge(threeClasses, theirLabels, { squared: true })), [8.41, 0, 83.25], 2);
  });

  property.prop([scoresAndLabel, fc.integer({ min: 0, max: 256 })])(
    'summed over j = y as well is larger by exactly Δ, squared by Δ²',
    ({ scores, label }, n) => {
      const delta = n / 64;
      const s = constant(scores);
      const violations = maximum(0, add(sub(s, takeAlongAxis(s, constant([label], 'int'), 0)), delta));
      const y = constant(label, 'int');
      const extra = sub(sum(violations), hinge(s, y, { delta }));
      const extraSquared = sub(sum(square(violations)), hinge(s, y, { delta, squared: true }));
      expect(evaluate(extra).data[0]).toBe(delta);
      expect(evaluate(extraSquared).data[0]).toBe(delta * delta);
    },
  );

  test('averaged over the classes instead of summed, it and its gradient are 1/(K − 1) as large', () => {
    const s = parameter('s', [3]);
    const right = takeAlongAxis(s, constant([0], 'int'), 0);
    const wrong = takeAlongAxis(s, constant([1, 2], 'int'), 0);
    const averaged = mean(maximum(0, add(sub(wrong, right), 1)));
    const summed = hinge(s, constant(0, 'int'));
    const [byAverage] = gradient(averaged, [s]);
    const [bySum] = gradient(summed, [s]);
    const point = { s: [3.2, 5.1, 2.7] };
    expect(scalarOf(averaged, point)).toBeCloseTo(scalarOf(summed, point) / 2, 12);
    expect(toArray(evaluate(byAverage, point))).toEqual(toArray(evaluate(div(bySum, 2), point)));
  });

  test('squared prefers another of two W', () => {
    const label = constant(0, 'int');
    const one = constant([0, 2, -1]); // violations 3 and 0
    const other = constant([0, 1, 1]); // violations 2 and 2
    expect(scalarOf(sum(hinge(one, label)))).toBeLessThan(scalarOf(sum(hinge(other, label))));
    const squared = (scores: Tensor) => scalarOf(sum(hinge(scores, label, { squared: true })));
    expect(squared(one)).toBeGreaterThan(squared(other));
  });

  test.each([2, 3, 10])('at W = 0 is K − 1 for K = %i (one sentence of the tutorial says 0)', (classes) => {
    const scores = matmul(constant([[1, 2, 3], [4, 5, 6]]), constant({ shape: [3, classes], data: new Float64Array(3 * classes) })); // prettier-ignore
    expect(scalarOf(mean(hinge(scores, constant([0, 1], 'int'))))).toBe(classes - 1);
  });
});

describe.each([2, 3, 10])('at tiny weights, for K = %i,', (classes) => {
  const W = parameter('W', [20, classes], normal({ std: 1e-5 }));
  const images = constant({ shape: [50, 20], data: uniforms(1, 1000) });
  const labels = constant(
    { shape: [50], data: Float64Array.from(uniforms(2, 50), (u) => Math.floor(u * classes)) },
    'int',
  );
  const scores = matmul(images, W);

  test('the hinge loss is K − 1', () => {
    expect(scalarOf(mean(hinge(scores, labels)), initialize(W))).toBeCloseTo(classes - 1, 3);
  });

  test('the cross-entropy is ln K', () => {
    expect(scalarOf(mean(crossEntropy(scores, labels)), initialize(W))).toBeCloseTo(Math.log(classes), 3);
  });
});

property.prop([fc.integer(), fc.integer({ min: 1, max: 10 }), fc.integer({ min: 2, max: 10 })])(
  'the loop, the half-vectorized and the vectorized hinge loss agree',
  (key, samples, classes) => {
    const rows = Array.from({ length: samples }, (_, i) => [...normals(key + i, 4)]);
    const labels = Array.from(uniforms(key, samples), (u) => Math.floor(u * classes));
    const weights = Array.from({ length: 4 }, (_, i) => [...normals(key - 1 - i, classes)]);
    const W = constant(weights);

    let loop = 0;
    rows.forEach((row, i) => {
      const scores = weights[0]!.map((_, k) => row.reduce((total, x, d) => total + x * weights[d]![k]!, 0));
      scores.forEach((score, k) => {
        if (k !== labels[i]) loop += Math.max(0, score - scores[labels[i]!]! + 1);
      });
    });
    const half = rows.reduce(
      (total, row, i) => total + scalarOf(sum(hinge(matmul(constant(row), W), constant(labels[i]!, 'int')))),
      0,
    );
    const whole = scalarOf(mean(hinge(matmul(constant(rows), W), constant(labels, 'int'))));
    expect(half / samples).toBeCloseTo(whole, 12);
    expect(loop / samples).toBeCloseTo(whole, 12);
  },
);

describe('regularization', () => {
  const x = constant([1, 1, 1, 1]);
  const w1 = constant([1, 0, 0, 0]);
  const w2 = constant([0.25, 0.25, 0.25, 0.25]);

  test('tells w1 from w2, whose scores are equal: L2 is 1 against 0.25, L1 is 1 for both', () => {
    expect([w1, w2].map((w) => scalarOf(sum(matmul(w, x))))).toEqual([1, 1]);
    expect([w1, w2].map((w) => scalarOf(l2(w)))).toEqual([1, 0.25]);
    expect([w1, w2].map((w) => scalarOf(l1(w)))).toEqual([1, 1]);
  });

  test('by the elastic net Σ βw² + |w| is between the two', () => {
    expect([w1, w2].map((w) => scalarOf(elasticNet(w)))).toEqual([2, 1.25]);
    expect([w1, w2].map((w) => scalarOf(elasticNet(w, { beta: 4 })))).toEqual([5, 2]);
  });

  test('leaves biases alone', () => {
    const W = parameter('W', [2, 3]);
    const b = parameter('b', [3]);
    const data = mean(crossEntropy(add(matmul(constant([[1, 2]]), W), b), constant([0], 'int')));
    const [without] = gradient(data, [b]);
    const [within] = gradient(add(data, mul(10, l2(W))), [b]);
    const point = { W: [[1, 2, 3], [4, 5, 6]], b: [0.1, 0.2, 0.3] }; // prettier-ignore
    expect(evaluate(within, point)).toEqual(evaluate(without, point));
  });

  /** Three samples on a line, and a loss of theirs. */
  const points = constant([[1, -2], [1, 0], [1, 2]]); // prettier-ignore
  const classes = constant([0, 1, 2], 'int');
  const W = parameter('W', [2, 3]);
  const weights = fc.array(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 2 }); // prettier-ignore
  const objective = (w: Tensor<[2, 3]>, delta: number, lambda: number) =>
    add(mean(hinge(matmul(points, w), classes, { delta })), mul(lambda, l2(w)));

  property.prop([fc.double({ min: 1, max: 100, noNaN: true })])(
    'is what stops W from growing: scaled by λ > 1 it keeps a hinge loss of zero',
    (factor) => {
      const separating = constant([[0, 1, 0], [-2, 0, 2]]); // prettier-ignore
      expect(scalarOf(mean(hinge(matmul(points, separating), classes)))).toBe(0);
      expect(scalarOf(mean(hinge(matmul(points, mul(factor, separating)), classes)))).toBe(0);
    },
  );

  property.prop([weights, fc.double({ min: 0.1, max: 10, noNaN: true }), fc.double({ min: 0, max: 3, noNaN: true })])(
    'and Δ control one trade-off: the objective of Δ and λ at ΔW is Δ times that of 1 and λΔ at W',
    (w, delta, lambda) => {
      const scaled = scalarOf(objective(mul(delta, W), delta, lambda), { W: w });
      const plain = scalarOf(objective(W, 1, lambda * delta), { W: w });
      expect(Math.abs(scaled - delta * plain)).toBeLessThan(1e-12 * (1 + scaled));
    },
  );
});

describe('the binary SVM C·max(0, 1 − y wᵀx)', () => {
  const samples = [[0.5, -1.2, 2], [1.5, 0.3, -0.7], [-0.4, 0.9, 1.1], [2, -0.1, 0.6]]; // prettier-ignore
  const classes = [1, 0, 1, 0];
  const signs = constant(classes.map((label) => (label === 1 ? 1 : -1)));
  const x = constant(samples);
  const w = parameter('w', [3]);
  const w0 = parameter('w0', [3]);
  const w1 = parameter('w1', [3]);
  const binary = (vector: Tensor<[3]>) => mean(maximum(0, sub(1, mul(signs, matmul(x, vector)))));
  // no operation stacks vectors yet: columns side by side are a sum of products with unit rows
  const column = (vector: Tensor<[3]>, unit: readonly number[]) =>
    matmul(reshape(vector, [3, 1]), constant([[...unit]]));
  const twoClasses = mean(hinge(matmul(x, add(column(w0, [1, 0]), column(w1, [0, 1]))), constant(classes, 'int')));
  const vector = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 });

  property.prop([vector, vector])('has the data term of two classes with w = w1 − w0', (a, b) => {
    const values = evaluate({ binary: binary(sub(w1, w0)), twoClasses }, { w0: a, w1: b });
    expect(values.binary.data[0]).toBeCloseTo(values.twoClasses.data[0]!, 12);
  });

  property.prop([vector, fc.double({ min: 0.01, max: 10, noNaN: true })])(
    'has the same minimizers at C = 2/λ: at w1 = −w0 = w/2 the gradients are proportional, so they vanish together',
    (point, lambda) => {
      const [byW] = gradient(add(mul(2 / lambda, binary(w)), l2(w)), [w]);
      const [byW0, byW1] = gradient(add(twoClasses, mul(lambda, add(l2(w0), l2(w1)))), [w0, w1]);
      const one = evaluate(byW, { w: point });
      const bindings = { w0: point.map((entry) => -entry / 2), w1: point.map((entry) => entry / 2) };
      const two = evaluate({ byW0, byW1 }, bindings);
      one.data.forEach((slope, i) => {
        const tolerance = 1e-12 * (1 + Math.abs(slope));
        expect(Math.abs((2 / lambda) * two.byW1.data[i]! - slope)).toBeLessThan(tolerance);
        expect(Math.abs((2 / lambda) * two.byW0.data[i]! + slope)).toBeLessThan(tolerance);
      });
    },
  );

  test('is zero from y·s = 1 up, though y·s > 0 is correct already', () => {
    const score = input('score', ['n']);
    const loss = evaluate(maximum(0, sub(1, score)), { score: [-1, 0, 0.5, 1, 2] });
    expect([...loss.data]).toEqual([2, 1, 0.5, 0, 0]);
  });
});

test('once every margin is met, the hinge gradient is exactly zero and the cross-entropy still falls', () => {
  const s = parameter('s', [3]);
  const y = constant(0, 'int');
  const point = { s: [10, 1, -2] };
  const [slope] = gradient(hinge(s, y), [s]);
  expect([...evaluate(slope, point).data]).toEqual([0, 0, 0]);
  const loss = crossEntropy(s, y);
  const [descent] = gradient(loss, [s]);
  const next = evaluate(sub(s, descent), point);
  expect(scalarOf(loss, { s: next })).toBeLessThan(scalarOf(loss, point));
});

test('the larger λ, the more uniform the probabilities of a trained softmax', () => {
  const W = parameter('W', [2, 3]);
  const points = constant([[1, -2], [1, 0.1], [1, 2]]); // prettier-ignore
  const scores = matmul(points, W);
  const trainedTop = (lambda: number): number => {
    const loss = add(mean(crossEntropy(scores, constant([0, 1, 2], 'int'))), mul(lambda, l2(W)));
    const [slope] = gradient(loss, [W]);
    const next = sub(W, mul(0.4 / (1 + 2 * lambda), slope));
    let at: Value = toValue([[0, 0.01, 0], [-0.01, 0, 0.01]]); // prettier-ignore
    for (let step = 0; step < 300; step++) at = evaluate(next, { W: at });
    const shares = evaluate(softmax(scores), { W: at }).data;
    return mean3([0, 3, 6].map((start) => Math.max(...shares.subarray(start, start + 3))));
  };
  const tops = [1e-4, 1e-2, 1, 100].map(trainedTop);
  expect(tops).toEqual(tops.toSorted((a, b) => b - a));
  expect(tops[0]).toBeGreaterThan(0.9);
  expect(tops[3]).toBeLessThan(0.35);
});

const mean3 = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0) / numbers.length;

const direction = (key: number) => constant({ shape: [4, 3], data: normals(key, 12) });

describe('slices of the loss', () => {
  const x = constant({ shape: [5, 4], data: normals(3, 20) });
  const y = constant([0, 1, 2, 1, 0], 'int');
  const W = constant({ shape: [4, 3], data: normals(4, 12) });
  const a = input('a', []);
  const step = fc.double({ min: -20, max: 20, noNaN: true });

  property.prop([fc.integer(), step, step])('of linear scores obey the midpoint inequality', (key, left, right) => {
    const scores = matmul(x, add(W, mul(a, direction(key))));
    const losses = { hinge: mean(hinge(scores, y)), crossEntropy: mean(crossEntropy(scores, y)) };
    const [l, m, r] = [left, (left + right) / 2, right].map((at) => evaluate(losses, { a: at }));
    for (const name of ['hinge', 'crossEntropy'] as const)
      expect(m![name].data[0]).toBeLessThanOrEqual((l![name].data[0]! + r![name].data[0]!) / 2 + 1e-9);
  });

  test('of two layers violate it: with two hidden units exchanged the loss is the same, halfway it is larger', () => {
    const W1 = parameter('W1', [1, 2]);
    const W2 = parameter('W2', [2, 2]);
    const loss = mean(hinge(matmul(relu(matmul(constant([[1]]), W1)), W2), constant([0], 'int')));
    const ends = [
      { W1: [[1, 0]], W2: [[1, 0], [0, 0]] },
      { W1: [[0, 1]], W2: [[0, 0], [1, 0]] },
    ]; // prettier-ignore
    const middle = { W1: [[0.5, 0.5]], W2: [[0.5, 0], [0.5, 0]] }; // prettier-ignore
    expect(ends.map((end) => scalarOf(loss, end))).toEqual([0, 0]);
    expect(scalarOf(loss, middle)).toBe(0.5);
  });

  property.prop([fc.integer()])(
    'of the hinge loss of one sample are convex and piecewise linear, with at most K − 1 bends',
    (key) => {
      const scores = matmul(constant([...normals(5, 4)]), add(W, mul(a, direction(key))));
      const loss = sum(hinge(scores, constant(1, 'int')));
      const values = Array.from({ length: 101 }, (_, i) => scalarOf(loss, { a: (i - 50) / 8 }));
      const bends = values.slice(1, -1).map((value, i) => values[i]! - 2 * value + values[i + 2]!);
      expect(Math.min(...bends)).toBeGreaterThan(-1e-10);
      expect(bends.filter((bend) => bend > 1e-10).length).toBeLessThanOrEqual(2 * 2); // a bend between two points shows at both
    },
  );
});

describe('the softmax', () => {
  const cat = constant([3.2, 5.1, -1.7]);

  test('makes of [3.2, 5.1, −1.7] the numbers 24.53, 164.02, 0.1827 and the probabilities 0.1300, 0.8690, 0.0010', () => {
    const powers = evaluate(exp(cat));
    expect(powers.data[0]).toBeCloseTo(24.53, 2);
    expect(powers.data[1]).toBeCloseTo(164.02, 2);
    expect(powers.data[2]).toBeCloseTo(0.1827, 4);
    expectPrinted(evaluate(softmax(cat)), [0.13, 0.869, 0.001], 4);
  });

  test("gives the cat a loss of 2.0404 (the slides' 0.89 is a logarithm to base 10)", () => {
    const loss = scalarOf(sum(crossEntropy(cat, constant(0, 'int'))));
    expect(loss).toBeCloseTo(2.0404, 4);
    expect(loss / Math.LN10).toBeCloseTo(0.89, 2);
  });

  const far = constant([123, 456, 789]);

  test('of [123, 456, 789] is [5.8e−290, 2.4e−145, 1]', () => {
    const { data } = evaluate(softmax(far));
    expect(data[0]! / 5.8e-290).toBeCloseTo(1, 1);
    expect(data[1]! / 2.4e-145).toBeCloseTo(1, 1);
    expect(data[2]).toBe(1);
  });

  test('is NaN there when written as exp over sum, and so is its gradient', () => {
    const s = parameter('s', [3]);
    const naive = div(exp(s), sum(exp(s)));
    const naiveLoss = neg(takeAlongAxis(naive, constant([2], 'int'), 0));
    const [slope] = gradient(sum(naiveLoss), [s]);
    const [ours] = gradient(crossEntropy(s, constant(2, 'int')), [s]);
    const values = evaluate({ naive, slope, ours }, { s: [123, 456, 789] });
    expect([...values.naive.data]).toEqual([0, 0, NaN]);
    expect([...values.slope.data]).toEqual([NaN, NaN, NaN]);
    expect([...values.ours.data].every(Number.isFinite)).toBe(true);
  });

  property.prop([
    fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 10 }),
    fc.double({ min: -1000, max: 1000, noNaN: true }),
  ])('does not change when a constant is added to all scores', (scores, shift) => {
    const s = constant(scores);
    const [plain, shifted] = [evaluate(softmax(s)).data, evaluate(softmax(add(s, shift))).data];
    plain.forEach((share, i) => expect(Math.abs(shifted[i]! - share)).toBeLessThan(1e-12));
  });

  property.prop([scoresAndLabel])('has a loss of logSumExp(s) − s_y', ({ scores, label }) => {
    const s = constant(scores);
    const direct = sub(logSumExp(s), scores[label]!);
    expect(scalarOf(sum(crossEntropy(s, constant(label, 'int'))))).toBeCloseTo(scalarOf(direct), 12);
  });
});

test("SVM against softmax: scores −2.85, 0.86, 0.28, hinge 1.58, cross-entropy 1.0402 (the slides' 0.452 is to base 10)", () => {
  const W = constant([[0.01, -0.05, 0.1, 0.05], [0.7, 0.2, 0.05, 0.16], [0, -0.45, -0.2, 0.03]]); // prettier-ignore
  const scores = add(matmul(W, constant([-15, 22, -44, 56])), constant([0, 0.2, -0.3]));
  const y = constant(2, 'int');
  expectPrinted(evaluate(scores), [-2.85, 0.86, 0.28], 10);
  expect(scalarOf(sum(hinge(scores, y)))).toBeCloseTo(1.58, 10);
  expect(scalarOf(sum(crossEntropy(scores, y)))).toBeCloseTo(1.0402, 4);
  expect(scalarOf(sum(crossEntropy(scores, y))) / Math.LN10).toBeCloseTo(0.452, 3);
});

const dataOf = (key: number, count: number) => ({
  x: { shape: [count, 4], data: normals(key, 4 * count) },
  y: Array.from(uniforms(key + 1, count), (u) => Math.floor(3 * u)),
  W: { shape: [4, 3], data: normals(key + 2, 12) },
});

describe('gradients of data', () => {
  const W = parameter('W', [4, 3]);
  const x = input('x', ['batch', 4]);
  const y = input('y', ['batch'], 'int');
  const loss = mean(hinge(matmul(x, W), y));
  const [slope] = gradient(loss, [W]);

  property.prop([fc.integer(), fc.integer({ min: 1, max: 17 })])(
    'the SVM gradient is −(violated margins)·x for the right class and 1(violated)·x for the others',
    (key, count) => {
      const data = dataOf(key, count);
      const scores = evaluate(matmul(x, W), data).data;
      const expected = new Float64Array(12);
      data.y.forEach((right, i) => {
        for (let k = 0; k < 3; k++) {
          if (k === right || scores[3 * i + k]! - scores[3 * i + right]! + 1 <= 0) continue;
          for (let d = 0; d < 4; d++) {
            expected[3 * d + k]! += data.x.data[4 * i + d]! / count;
            expected[3 * d + right]! -= data.x.data[4 * i + d]! / count;
          }
        }
      });
      evaluate(slope, data).data.forEach((entry, i) => expect(entry).toBeCloseTo(expected[i]!, 12));
    },
  );

  test('every sample repeated gives the same gradient as one copy', () => {
    const data = dataOf(7, 10);
    const twice = {
      W: data.W,
      x: { shape: [20, 4], data: Float64Array.of(...data.x.data, ...data.x.data) },
      y: [...data.y, ...data.y],
    };
    const [once, repeated] = [evaluate(slope, data).data, evaluate(slope, twice).data];
    once.forEach((entry, i) => expect(repeated[i]).toBeCloseTo(entry, 14));
  });

  property.prop([fc.integer(), fc.integer({ min: 1, max: 17 }), fc.integer({ min: 1, max: 17 })])(
    'the mean of the batches’ gradients, weighted by their sizes, is the full gradient',
    (key, count, size) => {
      const data = dataOf(key, count);
      const total = new Float64Array(12);
      for (let start = 0; start < count; start += size) {
        const rows = data.y.slice(start, start + size);
        const batch = {
          W: data.W,
          x: { shape: [rows.length, 4], data: data.x.data.slice(4 * start, 4 * (start + rows.length)) },
          y: rows,
        };
        evaluate(slope, batch).data.forEach((entry, i) => (total[i]! += (entry * rows.length) / count));
      }
      evaluate(slope, data).data.forEach((entry, i) => expect(total[i]).toBeCloseTo(entry, 12));
    },
  );

  test('the error of one batch’s gradient falls as 1/√B', () => {
    const data = dataOf(11, 200);
    const full = evaluate(slope, data).data;
    const errorOf = (size: number): number => {
      const squares = Array.from({ length: 60 }, (_, draw) => {
        const rows = Array.from(uniforms(1000 * size + draw, size), (u) => Math.floor(200 * u));
        const batch = {
          W: data.W,
          x: {
            shape: [size, 4],
            data: Float64Array.from(rows.flatMap((row) => Array.from(data.x.data.slice(4 * row, 4 * row + 4)))),
          },
          y: rows.map((row) => data.y[row]!),
        };
        const squares = Array.from(evaluate(slope, batch).data, (entry, i) => (entry - full[i]!) ** 2);
        return squares.reduce((total, square) => total + square, 0);
      });
      return Math.sqrt(mean3(squares));
    };
    const [four, sixteen, sixtyFour] = [4, 16, 64].map(errorOf);
    expect(four! / sixteen!).toBeGreaterThan(1.6);
    expect(four! / sixteen!).toBeLessThan(2.5);
    expect(sixteen! / sixtyFour!).toBeGreaterThan(1.6);
    expect(sixteen! / sixtyFour!).toBeLessThan(2.5);
  });

  test('of steps 1e−10 … 1e−1 along −∇L the short ones lower the loss, then it explodes tenfold a decade', () => {
    const data = dataOf(13, 100);
    const pixels = { ...data, x: { shape: [100, 4], data: uniforms(14, 400).map((u) => 255 * u) } };
    const start = scalarOf(loss, { ...pixels, W: { shape: [4, 3], data: normals(15, 12).map((w) => 0.001 * w) } });
    const W0 = normals(15, 12).map((w) => 0.001 * w);
    const along = evaluate(slope, { ...pixels, W: { shape: [4, 3], data: W0 } }).data;
    const losses = Array.from({ length: 10 }, (_, i) =>
      scalarOf(loss, { ...pixels, W: { shape: [4, 3], data: W0.map((w, j) => w - 10 ** (i - 10) * along[j]!) } }),
    );
    for (const short of losses.slice(0, 4)) expect(short).toBeLessThan(start);
    expect(Math.abs(losses[8]! / losses[7]! - 10)).toBeLessThan(1);
    expect(Math.abs(losses[9]! / losses[8]! - 10)).toBeLessThan(1);
    expect(losses[9]).toBeGreaterThan(100 * start);
  });
});

test('W may as well be on the left, one column a sample, as the lecture writes it', () => {
  const W = constant({ shape: [3, 4], data: normals(1, 12) });
  const x = constant({ shape: [5, 4], data: normals(2, 20) });
  const columns = evaluate(transpose(matmul(W, transpose(x))));
  expect(evaluate(matmul(x, transpose(W)))).toEqual(columns);
});
