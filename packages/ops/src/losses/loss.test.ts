import {
  attempt,
  constant,
  evaluate,
  gradient,
  input,
  parameter,
  print,
  type Shape,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, type Stored, valueOf } from '../../test/fixture.ts';
import { accuracy, crossEntropy, hinge, oneHot, oneVsAll, structuredHinge, sum, toInt } from '../index.ts';

interface Case {
  readonly scores: Stored;
  readonly labels: Stored;
  readonly hinge: Stored;
  readonly squared: Stored;
  readonly wide: Stored;
  readonly crossEntropy: Stored;
  readonly accuracy: Stored;
}

describe('losses and accuracy agree with loops in NumPy and mpmath', () => {
  test.each(fixture<Case>('losses').map((stored) => [`[${stored.scores.shape}]`, stored] as const))(
    'for scores %s',
    (_, stored) => {
      const scores = input('scores', stored.scores.shape as Shape);
      const labels = input('labels', stored.labels.shape as Shape, 'int');
      const outputs = {
        hinge: hinge(scores, labels),
        squared: hinge(scores, labels, { squared: true }),
        wide: hinge(scores, labels, { delta: 2.5 }),
        crossEntropy: crossEntropy(scores, labels),
        accuracy: accuracy(scores, labels),
      };
      const values = evaluate(outputs, { scores: valueOf(stored.scores), labels: valueOf(stored.labels) });
      expectClose(values.hinge, valueOf(stored.hinge));
      expectClose(values.squared, valueOf(stored.squared));
      expectClose(values.wide, valueOf(stored.wide));
      expectClose(values.crossEntropy, valueOf(stored.crossEntropy), 1e-14);
      expectClose(values.accuracy, valueOf(stored.accuracy));
    },
  );
});

describe.each(['hinge', 'crossEntropy', 'accuracy'] as const)('%s refuses, under its own name,', (name) => {
  const op = { hinge, crossEntropy, accuracy }[name] as typeof accuracy;
  const rule = 'labels must have the shape of the scores without the last axis';

  test.each<readonly [string, Shape, Shape, string]>([
    ['another number of labels', ['batch', 3], [5], `${rule}, got [batch, 3] and [5]`],
    ['one label for several samples', [4, 3], [1], `${rule}, got [4, 3] and [1]`],
    ['labels with an axis too many', [4, 3], [4, 1], `${rule}, got [4, 3] and [4, 1]`],
    ['labels with an axis too few', [4, 3], [], `${rule}, got [4, 3] and []`],
    ['scores without an axis of classes', [], [], 'scores must have an axis of classes, got [] and []'],
  ])('%s', (_, from, to, text) => {
    expect(attempt(() => op(input('scores', from), input('labels', to, 'int')))).toMatchObject({
      left: { _tag: 'ShapeMismatch', operation: name, message: `${name}: ${text}` },
    });
  });

  test('real labels', () => {
    const message = `${name}: scores must be real and labels int, got real and real`;
    expect(attempt(() => op(input('scores', [4, 3] as Shape), input('labels', [4] as Shape) as never))).toMatchObject({
      left: { _tag: 'KindMismatch', operation: name, message },
    });
  });

  test('what is no tensor', () => {
    const message = `${name}: scores and labels must be tensors, got 3`;
    expect(attempt(() => op(3 as never, 1 as never))).toMatchObject({ left: { _tag: 'InvalidArgument', message } });
  });

  test('a label outside the classes, with its position', () => {
    const wrong = op(
      constant([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      constant([0, 3], 'int'),
    );
    const message = `${name}: index must be from 0 to 2, got 3 at [1]`;
    expect(attempt(() => evaluate(wrong))).toMatchObject({ left: { _tag: 'IndexOutOfRange', message } });
  });
});

interface Weighted {
  readonly scores: Stored;
  readonly targets: Stored;
  readonly kind: 'int' | 'real';
  readonly labelSmoothing: number;
  readonly classWeights?: Stored;
  readonly y: Stored;
  readonly byScores: Stored;
  readonly byTargets?: Stored;
}

describe('crossEntropy and its derivatives agree with PyTorch', () => {
  const titled = fixture<Weighted>('cross-entropy').map((stored) => {
    const { scores, kind, labelSmoothing, classWeights } = stored;
    const weighing = classWeights === undefined ? 'plain' : 'weighted';
    return [`[${scores.shape}], ${kind} targets, smoothing ${labelSmoothing}, ${weighing}`, stored] as const;
  });
  test.each(titled)('for scores %s', (_, stored) => {
    const scores = parameter('scores', stored.scores.shape as Shape);
    const targets = parameter('targets', stored.targets.shape as Shape);
    const { labelSmoothing, classWeights } = stored;
    const losses = crossEntropy(scores, stored.kind === 'int' ? toInt(targets) : targets, {
      labelSmoothing,
      ...(classWeights === undefined ? {} : { classWeights: constant(valueOf(classWeights)) }),
    });
    const [byScores, byTargets] = gradient(sum(losses), [scores, targets], { unused: 'zeros' });
    const bindings = { scores: valueOf(stored.scores), targets: valueOf(stored.targets) };
    const values = evaluate({ losses, byScores, byTargets }, bindings);
    expectNear(values.losses, valueOf(stored.y));
    expectNear(values.byScores, valueOf(stored.byScores));
    if (stored.byTargets !== undefined) expectNear(values.byTargets, valueOf(stored.byTargets));
  });

  const expectNear = (actual: Value, expected: Value): void => {
    expect(actual.shape).toEqual(expected.shape);
    expected.data.forEach((want, i) => {
      expect(Math.abs(actual.data[i]! - want)).toBeLessThan(1e-14 * Math.max(1, Math.abs(want)));
    });
  };
});

describe('crossEntropy against a distribution', () => {
  const scores = parameter('scores', ['n', 'classes']);
  const labels = input('labels', ['n'], 'int');
  const options = { labelSmoothing: 0.1, classWeights: input('weights', ['classes']) };
  const losses = {
    plain: [crossEntropy(scores, labels), crossEntropy(scores, oneHot(labels, 'classes'))],
    smooth: [crossEntropy(scores, labels, options), crossEntropy(scores, oneHot(labels, 'classes'), options)],
  } as const;
  const bindings = { scores: [[1, -2, 0.5], [30, 4, -700]], labels: [1, 2], weights: [0.5, 2, 3] }; // prettier-ignore

  test.each(['plain', 'smooth'] as const)('that is one-hot is that against labels (%s)', (which) => {
    const [byLabels, byOneHot] = losses[which];
    expectClose(evaluate(byOneHot, bindings), evaluate(byLabels, bindings), 1e-15);
    const [slope] = gradient(sum(byLabels), [scores]);
    const [same] = gradient(sum(byOneHot), [scores]);
    expectClose(evaluate(same, bindings), evaluate(slope, bindings), 1e-15);
  });

  const certain = parameter('scores', [3]);

  test('a class without probability adds nothing, though its logarithm is −∞, and its derivative is that', () => {
    const targets = parameter('targets', [3]);
    const loss = crossEntropy(certain, targets);
    const [slope] = gradient(loss, [targets]);
    const values = evaluate({ loss, slope }, { scores: [0, -Infinity, -1], targets: [1, 0, 0] });
    expect(values.loss.data[0]).toBeCloseTo(Math.log1p(Math.exp(-1)), 14);
    expect(values.slope.data[0]).toBeCloseTo(Math.log1p(Math.exp(-1)), 14);
    expect(values.slope.data[1]).toBe(Infinity);
    expect(evaluate(loss, { scores: [0, -Infinity, -1], targets: [0.5, 0.5, 0] }).data[0]).toBe(Infinity);
  });

  test('nor does a class of weight 0, whose derivatives are 0', () => {
    const weights = { classWeights: constant([1, 0, 1]) };
    const scores = parameter('scores', [3]);
    const targets = parameter('targets', [3]);
    const loss = crossEntropy(scores, targets, weights);
    const [byScores, byTargets] = gradient(loss, [scores, targets]);
    const at = { scores: [0, -Infinity, 0], targets: [0.5, 0.5, 0] };
    const values = evaluate({ loss, byScores, byTargets }, at);
    expect(values.loss.data[0]).toBeCloseTo(0.5 * Math.LN2, 15);
    expect(values.byTargets.data[1]! + 0).toBe(0);
    expect([...values.byScores.data]).toEqual([-0.25, 0, 0.25]);
  });

  test('NaN among the scores is not hidden', () => {
    const loss = crossEntropy(constant([NaN, 1]), constant([0, 0]));
    expect(evaluate(loss).data[0]).toBeNaN();
  });

  test('labels without options read one score a sample', () => {
    expect(print(crossEntropy(scores, labels))).not.toContain('oneHot');
  });
});

describe('crossEntropy refuses', () => {
  const s = input('scores', ['n', 3] as Shape);
  const y = input('labels', ['n'] as Shape, 'int');
  test.each<readonly [string, unknown, unknown, string]>([
    [
      'a distribution over other classes',
      input('t', ['n', 4]),
      {},
      'a distribution must have the shape of the scores, got [n, 3] and [n, 4]',
    ],
    [
      'truth values',
      input('t', ['n', 3], 'bool'),
      {},
      'scores must be real, and targets int labels or a real distribution, got real and bool',
    ],
    ['weights of other classes', y, { classWeights: input('w', [4]) }, 'classWeights must have shape [3], got [4]'],
    ['weights that are integers', y, { classWeights: input('w', [3], 'int') }, 'classWeights must be real, got int'],
    ['weights that are no tensor', y, { classWeights: [1, 2, 3] }, 'classWeights must be a tensor, got [1, 2, 3]'],
    [
      'smoothing of 1',
      y,
      { labelSmoothing: 1 },
      'labelSmoothing must be a number from 0 up to but not including 1, got 1',
    ],
    [
      'smoothing by NaN',
      y,
      { labelSmoothing: NaN },
      'labelSmoothing must be a number from 0 up to but not including 1, got NaN',
    ],
    ['an unknown option', y, { smoothing: 0.1 }, "options must be among labelSmoothing, classWeights, got 'smoothing'"],
    ['null for options', y, null, 'options must be an object, got null'],
  ])('%s', (_, targets, options, text) => {
    expect(attempt(() => crossEntropy(s, targets as never, options as never))).toMatchObject({
      left: { operation: 'crossEntropy', message: `crossEntropy: ${text}` },
    });
  });

  test.each([
    ['smoothing', { labelSmoothing: 0.1 }],
    ['weights', { classWeights: constant([1, 2, 3]) }],
  ] as const)('a label outside the classes with %s', (_, options) => {
    const wrong = crossEntropy(constant([[1, 2, 3], [4, 5, 6]]), constant([0, 3], 'int'), options); // prettier-ignore
    const message = 'crossEntropy: index must be from 0 to 2, got 3 at [1]';
    expect(attempt(() => evaluate(wrong))).toMatchObject({ left: { _tag: 'IndexOutOfRange', message } });
  });
});

describe('structuredHinge and oneVsAll', () => {
  const scores = constant([
    [3.2, 5.1, -1.7],
    [1.3, 4.9, 2],
    [2.2, 2.5, -3.1],
  ]);
  const labels = constant([0, 1, 2], 'int');
  const rounded = (losses: Tensor) => [...evaluate(losses).data].map((loss) => Number(loss.toFixed(12)));

  test('the structured loss is the worst violation alone', () => {
    expect(rounded(structuredHinge(scores, labels))).toEqual([2.9, 0, 6.6]);
    expect(rounded(structuredHinge(scores, labels, { delta: 5 }))).toEqual([6.9, 2.1, 10.6]);
  });

  test('one-versus-all asks every class for its sign and a margin of 1', () => {
    expect(rounded(oneVsAll(scores, labels))).toEqual([6.1, 5.3, 10.8]);
    expect(rounded(oneVsAll(scores, labels, { squared: true }))).toEqual([37.21, 14.29, 39.3]);
  });

  test.each([
    ['structuredHinge', structuredHinge],
    ['oneVsAll', oneVsAll],
  ] as const)('%s refuses a label outside the classes in its own name', (name, loss) => {
    const op = loss as typeof oneVsAll;
    expect(attempt(() => evaluate(op(scores, constant([0, 3, 1], 'int'))))).toMatchObject({
      left: { _tag: 'IndexOutOfRange', operation: name, index: 3, position: [1] },
    });
  });
});
