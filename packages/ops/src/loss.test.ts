import { attempt, constant, evaluate, input, type Shape } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, type Stored, valueOf } from '../test/fixture.ts';
import { accuracy, crossEntropy, hinge } from './index.ts';

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
