import { evaluate, gradient } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { expect, test } from 'vitest';
import { type Inspected, inspect } from './inspect.ts';
import { b, bindings, lossOf } from './sample.ts';
import { writtenDrawing } from './written.ts';

const inspected = (text: string): ReadonlyMap<string, Inspected> => {
  const drawing = writtenDrawing(lossOf(text));
  const result = inspect(drawing, bindings);
  if (E.isLeft(result)) throw new Error(result.left.message);
  return new Map(drawing.map(({ title }, index) => [title, result.right[index]!]));
};

test('every box of a text has its value, and the gradient of the loss by it, inner ones too', () => {
  const text = 'scores = X @ W + b\nmean(crossEntropy(scores, y)) + 0.5 * l2(W)';
  const boxes = inspected(text);
  const [byBias] = gradient(lossOf(text).total, [b]);
  expect(boxes.get('b')!.gradient!.data).toEqual(evaluate(byBias, bindings).data);
  expect(Array.from(boxes.get('crossEntropy')!.gradient!.data)).toEqual([0.25, 0.25, 0.25, 0.25]);
  expect(boxes.get('scores = add')!.gradient!.shape).toEqual([4, 3]);
  expect(boxes.get('l2')!.gradient!.data[0]).toBe(0.5);
  expect(boxes.get('add')!.gradient!.data[0]).toBe(1);
  expect(boxes.get('0.5')).toEqual({ value: { shape: [], data: Float64Array.of(0.5) }, gradient: undefined });
});

test('integers and truth values have a value and no gradient', () => {
  const boxes = inspected('sum(where(mask, W, 0)) + sum(toReal(y))');
  expect(boxes.get('mask')!.gradient).toBeUndefined();
  expect(boxes.get('y')!.gradient).toBeUndefined();
  expect(boxes.get('W')!.gradient!.data).toEqual(Float64Array.of(1, 0, 1, 0, 1, 0));
});

test('a loss for each sample is averaged before it is differentiated', () => {
  const boxes = inspected('crossEntropy(X @ W, y)');
  expect(Array.from(boxes.get('crossEntropy')!.gradient!.data)).toEqual([0.25, 0.25, 0.25, 0.25]);
});

test('what is wrong with the bindings is an error', () => {
  const drawing = writtenDrawing(lossOf('mean(crossEntropy(X @ W, y))'));
  const result = inspect(drawing, { ...bindings, labels: [0, 1, 2, 7] });
  expect(E.isLeft(result) && result.left.message).toContain('index must be from 0 to 2, got 7');
});
