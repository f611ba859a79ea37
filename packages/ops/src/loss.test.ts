import { attempt, constant, evaluate, input, type Shape, type Tensor } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, type Stored, valueOf } from '../test/fixture.ts';
import {
  absoluteError,
  accuracy,
  binaryCrossEntropy,
  binaryHinge,
  crossEntropy,
  hinge,
  huber,
  oneVsAll,
  structuredHinge,
} from './index.ts';

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

describe('losses of pairs', () => {
  const values = (losses: Tensor) => [...evaluate(losses).data];

  test('binaryHinge is C times the violated margin', () => {
    const scores = constant([2, 0.5, -1, 0.25]);
    expect(values(binaryHinge(scores, constant([1, 1, 1, -1])))).toEqual([0, 0.5, 2, 1.25]);
    expect(values(binaryHinge(scores, constant([1, 1, 1, -1]), { C: 4 }))).toEqual([0, 2, 8, 5]);
  });

  test('binaryCrossEntropy is finite for far logits', () => {
    expect(values(binaryCrossEntropy(constant([800, -800, 0]), constant([0, 1, 0.5])))).toEqual([800, 800, Math.LN2]);
    expect(values(binaryCrossEntropy(constant([800, -800]), constant([1, 0])))).toEqual([0, 0]);
  });

  test('huber is half the square near, linear far, and turns smoothly at delta', () => {
    const a = constant([0, 0.5, 1, 3, -3]);
    expect(values(huber(a, 0))).toEqual([0, 0.125, 0.5, 2.5, 2.5]);
    expect(values(huber(a, 0, { delta: 2 }))).toEqual([0, 0.125, 0.5, 4, 4]);
    expect(values(absoluteError(a, 1))).toEqual([1, 0.5, 0, 2, 4]);
  });
});
