import { type AnyTensor, print } from '@adjoint/graph';
import { add, div, maximum, mul, neg, pow, sub, sum, tanh, where, less } from '@adjoint/ops';
import { fc, test } from '@fast-check/vitest';
import { either as E } from 'fp-ts';
import { describe, expect } from 'vitest';
import { buildExpression } from './build.ts';
import { operations } from './operations.ts';
import { b, lambda, scope, W } from './sample.ts';
import { toTypeScript } from './typescript.ts';

/** Whatever the text, there is a graph or there are mistakes with places in the text. */
const holdsFor = (text: string): void => {
  const result = buildExpression(text, scope);
  if (E.isRight(result)) {
    expect(result.right.loss.shape).toEqual([]);
    expect(toTypeScript(result.right, new Map()).lines.length).toBeGreaterThan(0);
    return;
  }
  expect(result.left.length).toBeGreaterThan(0);
  for (const { message, from, to } of result.left) {
    expect(message).not.toBe('');
    expect(from >= 0 && from <= to && to <= text.length).toBe(true);
  }
};

const name = fc.constantFrom('W', 'b', 'λ', 'y', 'X', 'mask', 'key', 'q', 'constructor', '__proto__', 'loss', 'true');
const operation = fc.constantFrom(...operations.keys(), 'zeros', 'eval', 'Function', 'toString', 'meen');
const number = fc.oneof(
  fc.constantFrom('0', '1', '2', '-1', '1e9', '1e308', '1e999', '.5', '3.'),
  fc.double({ noNaN: true }).map(String),
);
const word = fc.oneof(
  name,
  operation,
  number,
  fc.constantFrom("'ij,jk->ik'", '"', "'", '#', '//', ';', '\n', '=', ' = '),
);
const mark = fc.constantFrom(
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  '+',
  '-',
  '*',
  '/',
  '@',
  '**',
  '<',
  '==',
  '.',
  ' ',
);

describe('no text does anything but give a graph or mistakes in it:', () => {
  test.prop([fc.string({ unit: 'binary', maxLength: 200 })], { numRuns: 500 })('any characters', (text) => {
    holdsFor(text);
  });

  test.prop([fc.array(fc.oneof(word, mark), { maxLength: 40 })], { numRuns: 2000 })('words and marks', (words) => {
    holdsFor(words.join(''));
  });

  const { argument } = fc.letrec<{ argument: string; call: string }>((tie) => ({
    argument: fc.oneof(
      { maxDepth: 3 },
      name,
      number,
      fc.constantFrom("'ij,jk->ik'", 'true', '{}', '[]', 'axis: 1', 'axis: [0, 0]', 'unused: 1'),
      fc.array(number, { maxLength: 3 }).map((list) => `[${list.join(', ')}]`),
      fc.array(name, { maxLength: 3 }).map((list) => `[${list.join(', ')}]`),
      fc
        .tuple(fc.constantFrom('axis', 'dim', 'delta', 'start', 'x'), tie('argument'))
        .map(([key, value]) => `{${key}: ${value}}`),
      tie('call'),
    ),
    call: fc
      .tuple(operation, fc.array(tie('argument'), { maxLength: 4 }))
      .map(([called, values]) => `${called}(${values.join(', ')})`),
  }));

  test.prop([operation, fc.array(argument, { maxLength: 4 })], { numRuns: 3000 })(
    'every operation with anything',
    (called, values) => {
      holdsFor(`sum(${called}(${values.join(', ')}))`);
      holdsFor(`${called}(${values.join(', ')})`);
    },
  );
});

/** A text, how tightly its outermost operator binds, and the graph that it means. */
interface Sample {
  readonly text: string;
  readonly binds: number;
  readonly graph: AnyTensor | number;
}

const within = ({ text, binds }: Sample, least: number): string => (binds >= least ? text : `( ${text})`);

const infix =
  (
    sign: string,
    binds: number,
    right: number,
    apply: (...values: never[]) => AnyTensor,
    fold?: (a: number, b: number) => number,
  ) =>
  ([a, c]: readonly [Sample, Sample]): Sample => ({
    text: `${within(a, right > binds ? binds : binds + 1)} ${sign}${within(c, right)}`,
    binds,
    graph:
      fold !== undefined && typeof a.graph === 'number' && typeof c.graph === 'number'
        ? fold(a.graph, c.graph)
        : (apply as (...values: readonly unknown[]) => AnyTensor)(a.graph, c.graph),
  });

const { sample } = fc.letrec<{ sample: Sample }>((tie) => {
  const two = fc.tuple(tie('sample'), tie('sample'));
  const call = (called: string, graph: AnyTensor, ...values: readonly Sample[]): Sample => ({
    text: `${called}(${values.map(({ text }) => text).join(',')})`,
    binds: 9,
    graph,
  });
  const leaf = (text: string, graph: AnyTensor | number): Sample => ({ text, binds: 9, graph });
  return {
    sample: fc.oneof(
      { maxDepth: 6, depthIdentifier: 'sample' },
      fc.constantFrom(leaf('λ', lambda), leaf('b', b), leaf('W', W)),
      fc.double({ min: 0, max: 1e20, noNaN: true }).map((value) => leaf(String(value), value)),
      two.map(infix('+', 1, 2, add, (a, c) => a + c)),
      two.map(infix('-', 1, 2, sub, (a, c) => a - c)),
      two.map(infix('*', 2, 3, mul, (a, c) => a * c)),
      two.map(infix('/', 2, 3, div, (a, c) => a / c)),
      two.map(([a, c]) => infix('**', 4, 4, pow)([a, c])),
      tie('sample').map((of) => ({
        text: `-${within(of, 3)}`,
        binds: 3,
        graph: typeof of.graph === 'number' ? -of.graph : neg(of.graph as typeof W),
      })),
      tie('sample').map((of) => call('tanh', tanh(of.graph as typeof W), of)),
      two.map(([a, c]) => call('maximum', maximum(a.graph as typeof W, c.graph as typeof W), a, c)),
      two.map(([a, c]) => ({
        text: `where(${within(a, 1)} <${within(c, 1)}, 1, 0)`,
        binds: 9,
        graph: where(less(a.graph as typeof W, c.graph as typeof W), 1, 0),
      })),
    ),
  };
});

test.prop([sample], { numRuns: 1000 })('an expression that is printed and read again gives the same graph', (given) => {
  const text = `sum(${given.text})`;
  const expected = print(sum(given.graph as typeof W));
  const result = buildExpression(text, scope);
  if (E.isLeft(result)) throw new Error(`${text}: ${result.left.map(({ message }) => message).join('; ')}`);
  expect(print(result.right.loss), text).toBe(expected);
});
