import { type AnyTensor, evaluate, gradient, type Tensor } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import type { Box, Drawing } from './drawing.ts';
import { inspect } from './inspect.ts';
import { b, bindings, lossOf, W } from './sample.ts';
import { viewsOf } from './view.ts';

const drawn = (text: string, title: string, detail: 'expressions' | 'operations' = 'operations'): Drawing =>
  viewsOf(lossOf(text))
    .find((view) => view.title === title)!
    .draw(detail);

const computed = 'The loss as computed';
const titles = (drawing: Drawing): readonly string[] => drawing.map(({ title }) => title);
const boxOf = (drawing: Drawing, title: string): Box => drawing.find((box) => box.title === title)!;
const right = 'scores = X @ W + b\nmean(crossEntropy(scores, y)) + 0.5 * l2(W)';

describe('a computed graph', () => {
  test('has the operations that those of the text are made of, and the names of the text', () => {
    const drawing = drawn(right, computed);
    expect(titles(drawing)).toEqual(expect.arrayContaining(['matmul', 'scores = add', 'logSoftmax', 'div size(batch)', 'square'])); // prettier-ignore
    expect(titles(drawing)).not.toContain('mean');
    expect(drawing.filter(({ look }) => look === 'backward')).toEqual([]);
    expect(drawing.filter(({ isResult }) => isResult).map(({ title }) => title)).toEqual(['loss = add']);
  });

  test('can have an expression in a box, where what has a name stays one by itself', () => {
    const drawing = drawn(`${right} * 1`, computed, 'expressions');
    expect(titles(drawing)).toEqual(expect.arrayContaining(['scores = add(matmul(X, W), b)']));
    expect(drawing.length).toBeLessThan(drawn(right, computed).length);
    expect(drawing.at(-1)!.operations).toEqual(expect.arrayContaining(['square', 'add']));
  });

  test('computes once what the text has twice, and has the whole gradient by it', () => {
    const drawing = drawn('sum(tanh(W)) + 3 * sum(tanh(W))', computed);
    const found = inspect(drawing, bindings);
    const index = titles(drawing).indexOf('tanh');
    expect(titles(drawing).filter((title) => title === 'tanh')).toHaveLength(1);
    expect(E.isRight(found) && [...found.right[index]!.gradient!.data]).toEqual([4, 4, 4, 4, 4, 4]);
  });

  test('knows the part of the text that its nodes come from', () => {
    const { place } = boxOf(drawn(right, computed), 'logSoftmax');
    expect(right.slice(place!.from, place!.to)).toBe('crossEntropy(scores, y)');
  });

  test('gives up names where they are too many to be drawn', () => {
    const boxesOf = (count: number): number => {
      const names = Array.from({ length: count }, (_, index) => `a${index}`);
      const text = [...names.map((name, index) => `${name} = W * ${index + 2}`), `sum(${names.join(' + ')})`].join('\n'); // prettier-ignore
      return drawn(text, computed, 'expressions').length;
    };
    expect(boxesOf(10)).toBe(12);
    expect(boxesOf(100)).toBeLessThan(12);
  });

  test('reads only boxes that are there', () => {
    for (const { inputs } of drawn(right, 'All gradients', 'expressions')) expect(inputs.every((input) => input >= 0)).toBe(true); // prettier-ignore
  });
});

describe('the graph of a gradient', () => {
  test.each([
    ['∂/∂W', W],
    ['∂/∂b', b],
  ] as const)('ends in %s, as the interpreter has it', (name, leaf) => {
    for (const detail of ['expressions', 'operations'] as const) {
      const drawing = drawn(right, `The gradient ${name}`, detail);
      const index = drawing.findIndex(({ isResult }) => isResult);
      const found = inspect(drawing, bindings);
      const [slope] = gradient(lossOf(right).total, [leaf as AnyTensor as Tensor]);
      expect(drawing[index]!.title).toMatch(new RegExp(`^${name} = `));
      expect(E.isRight(found) && found.right[index]!.value).toEqual(evaluate(slope, bindings));
    }
  });

  test('tells what derivative rules add from what the loss has', () => {
    const drawing = drawn(right, 'The gradient ∂/∂b');
    expect(boxOf(drawing, 'scores = add').look).toBe('operation');
    expect(boxOf(drawing, '∂/∂b = sumTo')).toMatchObject({ look: 'backward', says: 'The gradient of the loss by b.' });
    expect(boxOf(drawing, '∂/∂b = sumTo').formula).toBe('sumTo(∂/∂scores, [3])');
  });

  test('that is a number has a box of its own', () => {
    const drawing = drawn('sum(b)', 'The gradient ∂/∂b');
    expect(drawing.at(-1)).toMatchObject({ look: 'number', title: '∂/∂b = 1', isResult: true });
  });
});

test('a loss of no parameters has no gradients to draw, and one by integers none at all', () => {
  expect(viewsOf(lossOf('mean(X)')).map(({ title }) => title)).toEqual(['The loss as written', computed]);
  expect(viewsOf(lossOf('3')).map(({ draw }) => draw('operations').length)).toEqual([1, 1]);
  expect(viewsOf(lossOf('sum(toReal(y))')).map(({ title }) => title)).toEqual(['The loss as written', computed]);
});
