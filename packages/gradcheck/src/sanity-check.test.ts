import { add, type AnyTensor, customGradient, input, normals, parameter, type Tensor, uniforms } from '@adjoint/graph';
import { crossEntropy, hinge, l2, matmul, mean, mul, neg } from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { sanityCheck, type SanityCheckOptions, type SanityFinding } from './sanity-check.ts';

const features = 64;
const classes = 10;

const images = input('images', ['batch', features]);
const labels = input('labels', ['batch'], 'int');
const W = parameter('W', [features, classes]);
const b = parameter('b', [classes]);
const scores = add(matmul(images, W), b);

/** Samples like standardized digits: each class has a mean of its own. */
const samplesOf = (count: number, key: number) => {
  const means = normals(1, classes * features);
  const noise = normals(key, count * features);
  const of = Array.from(uniforms(key, count), (draw) => Math.floor(classes * draw));
  const data = noise.map((draw, i) => (means[of[Math.floor(i / features)]! * features + (i % features)]! + draw) / 1.5);
  return { images: { shape: [count, features], data }, labels: of };
};

const weights = (std: number) => ({
  W: { shape: [features, classes], data: normals(4, features * classes).map((draw) => std * draw) },
  b: new Float64Array(classes),
});

const entropy = mean(crossEntropy(scores, labels));
const margins = mean(hinge(scores, labels));
const base = {
  at: { ...samplesOf(200, 2), ...weights(0.1) },
  tiny: weights(1e-4),
  few: samplesOf(20, 3),
};
type Model = SanityCheckOptions & { readonly dataLoss: Tensor<[]> };

const softmaxModel: Model = {
  ...base,
  dataLoss: entropy,
  loss: add(entropy, mul(1e-3, l2(W))),
  expected: Math.log(classes),
  learningRate: 5e-3,
};
const hingeModel: Model = {
  ...base,
  dataLoss: margins,
  loss: add(margins, mul(1e-3, l2(W))),
  expected: classes - 1,
  learningRate: 5e-4,
};
const models: readonly [string, Model][] = [
  ['softmax', softmaxModel],
  ['hinge', hingeModel],
];

const checked = (options: SanityCheckOptions, check: SanityFinding['check']): SanityFinding =>
  sanityCheck(options).findings.find((finding) => finding.check === check)!;

/** A loss with a gradient of another sign. */
const turned = (loss: Tensor<[]>, factor: number): Tensor<[]> => {
  return add(
    mul(factor, loss),
    customGradient(mul(1 - factor, loss), [W], ({ x: [w] }) => [mul(0, w!)]),
  );
};

describe.each(models)('a %s model', (_, model) => {
  test('that is right passes all four checks', () => {
    const report = sanityCheck(model);
    expect(report.text).toMatch(/^sanity check: 4 passed, 0 failed, 0 not applicable\n/);
    expect(report.ok).toBe(true);
    expect(report.findings.map(({ verdict }) => verdict)).toEqual(['passed', 'passed', 'passed', 'passed']);
  });

  test.each<[string, SanityFinding['check'], Partial<SanityCheckOptions>, RegExp]>([
    ['with large weights', 'small weights', { tiny: weights(1) }, /the weights are not small/],
    [
      'that adds up the loss of all samples',
      'small weights',
      { dataLoss: mul(200, model.dataLoss) },
      /is not the mean/,
    ],
    ['with a sign error', 'small weights', { dataLoss: neg(model.dataLoss) }, /has the wrong sign/],
    [
      'with a negative penalty',
      'regularization',
      { loss: add(model.dataLoss, mul(-1e-3, l2(W))) },
      /the penalty has the wrong sign/,
    ],
    ['without a penalty', 'regularization', { loss: model.dataLoss }, /does not reach the loss/],
    ['with a sign error', 'few samples', { dataLoss: neg(model.dataLoss) }, /has the wrong sign/],
    ['whose gradient points up', 'few samples', { dataLoss: turned(model.dataLoss, -1) }, /the gradient is wrong/],
    [
      'for images that are all the same',
      'few samples',
      { few: { ...base.few, images: { shape: [20, features], data: new Float64Array(20 * features).fill(0.1) } } },
      /too little capacity/,
    ],
    ['with a learning rate of 1000', 'update size', { learningRate: 1e3 }, /the learning rate is too large/],
    ['with a learning rate of 1e-12', 'update size', { learningRate: 1e-12 }, /the learning rate is too small/],
  ])('%s fails the check of %s', (_, check, broken, cause) => {
    const finding = checked({ ...model, ...broken }, check);
    expect(finding).toMatchObject({ check, verdict: 'failed' });
    expect(finding.detail).toMatch(cause);
    expect(sanityCheck({ ...model, ...broken }).ok).toBe(false);
  });
});

describe('a finding', () => {
  test('has numbers', () => {
    const { findings } = sanityCheck(softmaxModel);
    expect(findings.map(({ measured }) => Object.keys(measured))).toEqual([
      ['loss', 'expected'],
      ['without', 'with'],
      ['start', 'end', 'steps'],
      ['W'], // b starts at 0
    ]);
    expect(findings.every(({ measured }) => Object.values(measured).every(Number.isFinite))).toBe(true);
  });
  test('is a line of the text', () => {
    const { text, findings } = sanityCheck({ ...softmaxModel, tiny: weights(1) });
    const lines = text.split('\n');
    expect(lines.length).toBe(5);
    expect(lines[0]).toBe('sanity check: 3 passed, 1 failed, 0 not applicable');
    expect(lines[1]).toMatch(
      /^ {2}small weights {3}failed {10}the data loss is [\d.]+, chance gives 2\.303 \(± 1 %\): the weights are not small/,
    );
    findings.forEach(({ detail }, i) => expect(lines[i + 1]!.endsWith(detail)).toBe(true));
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(180);
  });
  test('does not apply where it is not told what it needs', () => {
    const report = sanityCheck({ dataLoss: entropy, at: base.at });
    expect(report.text).toMatch(/^sanity check: 0 passed, 0 failed, 4 not applicable\n/);
    expect(report.ok).toBe(false);
    expect(sanityCheck({ dataLoss: entropy, at: base.at, learningRate: 5e-3 }).ok).toBe(true);
  });
  test('does not apply to updates of weights that are all 0', () => {
    const at = { ...base.at, ...weights(0) };
    expect(checked({ ...softmaxModel, at }, 'update size')).toMatchObject({ verdict: 'not applicable' });
  });
  test('fails where nothing is to be fitted', () => {
    const dataLoss = mul(0, entropy);
    expect(checked({ ...softmaxModel, dataLoss }, 'few samples')).toMatchObject({
      verdict: 'failed',
      detail: expect.stringContaining('nothing to fit'),
    });
  });
  test('fails, and says why, where it cannot be made', () => {
    const report = sanityCheck({ ...softmaxModel, at: {}, tiny: {} });
    expect(report.findings.map(({ verdict }) => verdict)).toEqual(['failed', 'failed', 'failed', 'failed']);
    expect(report.findings[0]!.detail).toMatch(/must be bound/);
    const vector = crossEntropy(scores, labels) as AnyTensor as Tensor; // no scalar
    const { findings } = sanityCheck({ ...softmaxModel, dataLoss: vector } as SanityCheckOptions);
    expect(findings[2]).toMatchObject({ verdict: 'failed', detail: expect.stringContaining('must be a scalar') });
  });
});
