import { evaluate, gradient, print } from '@adjoint/graph';
import { add, crossEntropy, hinge, l2, matmul, mean, mul } from '@adjoint/ops';
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import { type Built, buildExpression } from './build.ts';
import { b, bindings, labels, lambda, scope, W, X } from './sample.ts';

const built = (text: string): Built => {
  const result = buildExpression(text, scope);
  if (E.isLeft(result)) throw new Error(result.left.map(({ message }) => message).join('; '));
  return result.right;
};

const refusal = (text: string): string => {
  const result = buildExpression(text, scope);
  return E.isRight(result)
    ? 'nothing'
    : result.left.map(({ message, from, to }) => `${message} at ⟨${text.slice(from, to)}⟩`).join('; ');
};

const scores = add(matmul(X, W), b);

test.each([
  ['mean(crossEntropy(X @ W + b, labels)) + 1e-3 * l2(W)', add(mean(crossEntropy(scores, labels)), mul(1e-3, l2(W)))],
  [
    'scores = X @ W + b\nmean(crossEntropy(scores, y)) + 1e-3 * l2(W)',
    add(mean(crossEntropy(scores, labels)), mul(1e-3, l2(W))),
  ],
  [
    's = X@W + b; loss = mean(hinge(s, y, delta: 2, squared: true)) + λ * l2(W); other = 3',
    add(mean(hinge(scores, labels, { delta: 2, squared: true })), mul(lambda, l2(W))),
  ],
  ['mean(hinge(X@W + b, y, { delta: 1 + 1 }))', mean(hinge(scores, labels, { delta: 2 }))],
])('%s is the graph that one writes in TypeScript', (text, graph) => {
  expect(print(built(text).loss)).toBe(print(graph));
});

test.each([
  ['1 + 2 * 3 ** 2', 19],
  ['-2 ** 2', -4],
  ['2 ** -1', 0.5],
  ['k = 1 / 4\nk * 8', 2],
  ['sum(W[0])', undefined],
  ['sum(split(W, 3, axis: 1)[2])', 2],
  ['sum(concat([W, W], axis: 0))', 6],
  ['sum(where(W > 0, W, 0))', 8],
  ['sum(slice(W, [{ start: 1 }, { step: 2 }]))', 1],
  ["sum(einsum('ij,j->i', W, b))", -2],
  ['sum(W % 2)', 3],
  ['norm(b, order: 1)', 1],
  ['sum(leakyRelu(b, slope: 0.5))', 0.25],
  ['3', 3],
])('%s is %s', (text, value) => {
  if (value === undefined) expect(refusal(text)).toContain('only lists');
  else expect(evaluate(built(text).loss, bindings).data[0]).toBeCloseTo(value, 12);
});

describe('a mistake is told at its place:', () => {
  test.each([
    ['mean(X @ X)', 'matmul: inner sizes must be equal, got [batch, 2] and [batch, 2] at ⟨@⟩'],
    ['mean(hinge(X, X))', /^hinge: .* at ⟨hinge⟩$/],
    ['mean(Xs)', 'nothing is called Xs; is it X? at ⟨Xs⟩'],
    ['1 + meen(X)', 'no operation is called meen; is it mean? at ⟨meen⟩'],
    ['lamda * l2(W)', 'nothing is called lamda; is it lambda? at ⟨lamda⟩'],
    ['sum(W, 1, 2)', 'sum: must have 1 to 2 arguments, got 3 at ⟨sum(W, 1, 2)⟩'],
    ['add(1)', 'add: must have 2 arguments, got 1 at ⟨add(1)⟩'],
    ['sum(W, axes: 1)', 'sum: named arguments are axis, keepDims, got axes at ⟨axes⟩'],
    ['exp(W, axis: 1)', /^exp: takes no named arguments, got axis at ⟨axis⟩$/],
    ['sum(W, 1, axis: 1)', 'axis is given twice at ⟨axis⟩'],
    ['sum(W, axis: 1, axis: 0)', 'axis is given twice at ⟨axis⟩'],
    ['sum(W, { axis: 1, axis: 0 })', 'axis is given twice at ⟨axis⟩'],
    ['sum(W, axis: 2)', /^sum: axis must be .* at ⟨sum⟩$/],
    ['zeros([1e9])', 'zeros cannot be used here: it gives a parameter its starting value and is no node at ⟨zeros⟩'],
    ['mean + 1', 'mean is an operation: write mean(…) at ⟨mean⟩'],
    ['λ(W)', 'λ is no operation; write λ * (…) for a product at ⟨λ⟩'],
    ["'a' + 1", '+ must have nodes or numbers on both sides at ⟨+⟩'],
    ['a = b2\nb2 = 1\na', 'b2 must be defined above the line that uses it at ⟨b2⟩'],
    ['1e999', 'numbers must be finite, at most 1.8e308 at ⟨1e999⟩'],
    [
      'crossEntropy(X @ W, y)',
      'the loss must be one number, got [batch]; take mean(…) or sum(…) at ⟨crossEntropy(X @ W, y)⟩',
    ],
    ['l2(W) < 3', 'the loss must be one real number, got one of kind bool at ⟨l2(W) < 3⟩'],
    ['sum(y)', /^sum: /],
    ['[W]', 'the loss must be one real number, got a list at ⟨[W]⟩'],
    ['split(W, 2, 0)[2]', 'the list has 2 elements, counted from 0, got 2 at ⟨split(W, 2, 0)[2]⟩'],
  ])('%j', (text, said) => {
    if (typeof said === 'string') expect(refusal(text)).toBe(said);
    else expect(refusal(text)).toMatch(said);
  });

  test('several in one text, each once', () => {
    expect(refusal('a = q1\nc = a + 1\nloss = mean(q2 @ X) + a')).toBe(
      'nothing is called q1 at ⟨q1⟩; nothing is called q2 at ⟨q2⟩',
    );
  });
});

test('a loss for each sample is taken where the scope says so', () => {
  const text = 'crossEntropy(X @ W, y)';
  const result = buildExpression(text, { ...scope, samples: 'batch' });
  expect(E.isRight(result) && result.right.loss.shape).toEqual(['batch']);
  expect(E.isLeft(buildExpression('X @ W', { ...scope, samples: 'batch' }))).toBe(true);
});

describe('what would make the page stand still is refused:', () => {
  test.each([
    'sum(toReal(arange(1e9)))',
    'sum(repeat(W, 1e8, 0))',
    'sum(tile(W, [1e5, 1e5]))',
    'sum(pad(W, 1e8))',
    'sum(randomNormal(key, [1e5, 1e5]))',
    'sum(oneHot(y, 1e9))',
    'a = reshape(repeat(b, 30000, 0), [90000])\nsum(outer(a, a))',
    `a = toReal(arange(90000))\n${Array.from({ length: 30 }, (_, i) => `a${i} = a + ${i}`).join('\n')}\nsum(a29)`,
    'a = toReal(arange(2000)) * sum(W)\nsum(jacobian(a, W))',
    'h = sum(hessian(l2(W) ** 3, W))\nh2 = sum(hessian(h, W))\nh3 = sum(hessian(h2, W))\nsum(hessian(h3, W))',
  ])('%s', (text) => {
    expect(refusal(text)).toMatch(/can be at most [\d,]+ in this page/);
  });
});

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'prototype'])(
  '%s is a name like any other',
  (name) => {
    expect(refusal(name)).toMatch(/^nothing is called /);
    expect(refusal(`${name}(1)`)).toMatch(/^no operation is called /);
    expect(refusal(`sum(W, ${name}: 1)`)).toMatch(/^sum: named arguments are/);
    expect(refusal(`sum(W, { ${name}: 1 })`)).toMatch(/^sum: options must be among/);
    expect(evaluate(built(`${name} = 2\n${name} * 3`).loss).data[0]).toBe(6);
  },
);

test('every node of the graph has its place in the text', () => {
  const text = 'scores = X @ W\nmean(crossEntropy(scores, y))';
  const { loss, placeOf, named } = built(text);
  const said = (node: (typeof loss)['node']): string => {
    const { from, to } = placeOf.get(node)!;
    return text.slice(from, to);
  };
  expect(said(loss.node)).toBe('mean(crossEntropy(scores, y))');
  expect(said(named.get('scores')!.node)).toBe('X @ W');
  expect(said(X.node)).toBe('X');
  const left = [loss.node];
  for (const node of left) {
    expect(placeOf.has(node)).toBe(true);
    left.push(...node.inputs.map((each) => each.node));
  }
});

test('the steps are what the text says, inputs first, the loss last', () => {
  const { steps, loss } = built('unused = exp(W)\nscores = X @ W\nmean(crossEntropy(scores, y)) + 1 / 4 * l2(W)');
  expect(steps.map(({ name, defines, inputs }) => `${defines ?? ''}:${name}(${inputs.join()})`)).toEqual([
    ':W()',
    ':X()',
    'scores:matmul(1,0)',
    ':y()',
    ':crossEntropy(2,3)',
    ':mean(4)',
    ':0.25()',
    ':l2(0)',
    ':mul(6,7)',
    ':add(5,8)',
  ]);
  expect(steps.at(-1)!.tensor).toBe(loss);
});

test('a built loss has a gradient', () => {
  const [slope] = gradient(built('mean(crossEntropy(X @ W + b, y)) + λ * l2(W)').loss, [W]);
  expect(evaluate(slope, bindings).shape).toEqual([2, 3]);
});
