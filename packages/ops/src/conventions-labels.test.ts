import { type AnyTensor, evaluate, gradient, input, type Tensor } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { failureOf, testConventions } from '../test/convention.ts';
import { labels } from '../test/conventions/labels.ts';
import { crossEntropy, hinge, oneVsAll, accuracy, structuredHinge, sum, toReal } from './index.ts';

testConventions(labels);

const bound = (label: number) => ({ scores: [[1, 2, 3], [4, 5, 6]], labels: [0, label] }); // prettier-ignore

describe('a label that is no class', () => {
  const scores = input('scores', ['batch', 3]);
  const labels = input('labels', ['batch'], 'int');

  test.each([
    ['crossEntropy', -1, crossEntropy(scores, labels)],
    ['crossEntropy', 3, crossEntropy(scores, labels)],
    ['crossEntropy', 3, crossEntropy(scores, labels, { labelSmoothing: 0.1 })],
    ['hinge', -1, hinge(scores, labels)],
    ['hinge', 3, hinge(scores, labels)],
    ['structuredHinge', -1, structuredHinge(scores, labels)],
    ['structuredHinge', 3, structuredHinge(scores, labels)],
    ['oneVsAll', -1, oneVsAll(scores, labels)],
    ['oneVsAll', 3, oneVsAll(scores, labels)],
    ['accuracy', -1, accuracy(scores, labels)],
    ['accuracy', 3, accuracy(scores, labels)],
  ] as const)('is an error of %s that names its position and its value %i', (operation, label, loss) => {
    expect(failureOf(() => evaluate(loss, bound(label)))).toEqual({
      _tag: 'IndexOutOfRange',
      operation,
      index: label,
      size: 3,
      position: [1],
      message: `${operation}: index must be from 0 to 2, got ${label} at [1]`,
    });
  });

  const losses = Object.entries({
    crossEntropy: crossEntropy(scores, labels),
    hinge: hinge(scores, labels),
    structuredHinge: structuredHinge(scores, labels),
    oneVsAll: oneVsAll(scores, labels),
  });

  test.each(losses)('is an error of the gradient of %s too', (_, loss) => {
    const [slope] = gradient(sum(loss), [scores]);
    expect(failureOf(() => evaluate(slope, bound(7)))).toMatchObject({
      _tag: 'IndexOutOfRange',
      index: 7,
      position: [1],
    });
  });

  test.each<readonly [string, AnyTensor]>([...losses, ['accuracy', accuracy(scores, labels)]])(
    'because it is not an integer is an error of the binding of %s',
    (_, loss) => {
      expect(failureOf(() => evaluate(loss, bound(1.5)))).toMatchObject({
        _tag: 'InvalidBindings',
        problems: [{ _tag: 'WrongValue', leaf: 'labels', position: [1], got: '1.5' }],
      });
    },
  );
});

test.each(['int', 'bool'] as const)('asking for the derivative by %s is an error', (kind) => {
  const k = input('k', [2], kind) as AnyTensor as Tensor; // which the compiler refuses
  expect(failureOf(() => gradient(sum(toReal(k)), [k]))).toMatchObject({
    _tag: 'NotDifferentiable',
    message: `gradient: only real numbers have derivatives, got k of kind ${kind}`,
  });
});

test('the compiler refuses it as well', () => {
  const k = input('k', [2], 'int');
  // @ts-expect-error integers have no derivative
  expect(failureOf(() => gradient(sum(toReal(k)), [k]))._tag).toBe('NotDifferentiable');
});
