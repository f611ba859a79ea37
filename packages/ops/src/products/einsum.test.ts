import {
  type AnyTensor,
  AdjointError,
  attempt,
  countOf,
  evaluate,
  input,
  positionOf,
  print,
  rowMajor,
  type Shape,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, type Stored, valueOf } from '../../test/fixture.ts';
import { dot, einsum, outer, trace } from '../index.ts';

interface Case {
  readonly operation: 'einsum' | 'dot' | 'outer' | 'trace';
  readonly operands: readonly Stored[];
  readonly arguments: readonly never[];
  readonly y: Stored;
}

/** Every operation as it is called where nothing is known at compile time. */
type Untyped = (...args: readonly unknown[]) => Tensor;

const calls: Readonly<Record<Case['operation'], (operands: readonly Tensor[], args: readonly unknown[]) => AnyTensor>> =
  {
    einsum: (operands, [formula]) => (einsum as unknown as Untyped)(formula, ...operands),
    dot: (operands) => (dot as unknown as Untyped)(...operands),
    outer: (operands) => (outer as unknown as Untyped)(...operands),
    trace: (operands, args) => (trace as unknown as Untyped)(...operands, ...args),
  };

const inputs = (...shapes: readonly Shape[]): readonly Tensor[] =>
  shapes.map((shape, index): Tensor => input(`x${index}`, shape));

const bound = (values: readonly Value[]) => Object.fromEntries(values.map((value, index) => [`x${index}`, value]));

const sum = (formula: string, ...shapes: readonly Shape[]): Tensor => einsum(formula, ...inputs(...shapes));

describe('agrees with NumPy', () => {
  test.each(
    fixture<Case>('einsum').map(
      (stored) =>
        [
          stored.operation,
          `${stored.arguments.map((argument) => JSON.stringify(argument)).join()} of ${stored.operands.map(({ shape }) => `[${shape}]`).join()}`,
          stored,
        ] as const,
    ),
  )('%s %s', (_, __, stored) => {
    const operands = inputs(...stored.operands.map(({ shape }) => [...shape]));
    const y = calls[stored.operation](operands, stored.arguments);
    expect(y.shape).toEqual(stored.y.shape);
    expectClose(evaluate(y as Tensor, bound(stored.operands.map(valueOf))), valueOf(stored.y));
  });
});

/** Terms over at most four labels, whose sizes are given; some axes have size 1 in their place. */
const formulas = fc
  .tuple(
    fc.array(fc.constantFrom(1, 2, 3), { minLength: 4, maxLength: 4 }),
    fc.array(fc.array(fc.tuple(fc.constantFrom(...'abcd'), fc.boolean()), { maxLength: 4 }), {
      minLength: 1,
      maxLength: 4,
    }),
    fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
    fc.nat({ max: 4 }),
  )
  .map(([sizes, axes, order, count]) => {
    const terms = axes.map((labels) => labels.map(([label]) => label));
    const shapes = axes.map((labels) =>
      labels.map(([label, isOne]) => (isOne && isOnce(labels, label) ? 1 : sizes['abcd'.indexOf(label)]!)),
    );
    const all = [...new Set(terms.flat())].toSorted((a, b) => order['abcd'.indexOf(a)]! - order['abcd'.indexOf(b)]!);
    return { terms, shapes, output: all.slice(0, count) };
  });

const isOnce = (labels: readonly (readonly [string, boolean])[], label: string): boolean =>
  labels.filter(([other]) => other === label).length === 1;

/** One loop over all places of all labels. */
const naive = (terms: readonly (readonly string[])[], output: readonly string[], values: readonly Value[]): Value => {
  const labels = [...new Set([...output, ...terms.flat()])];
  const sizeOf = (label: string): number =>
    Math.max(...values.flatMap(({ shape }, index) => shape.filter((_, axis) => terms[index]![axis] === label)));
  const sizes = labels.map(sizeOf);
  const shape = output.map(sizeOf);
  const data = new Float64Array(countOf(shape));
  const inner = countOf(sizes.slice(output.length));
  for (let i = 0; i < countOf(sizes); i++) {
    const place = positionOf(i, sizes);
    const factors = values.map(({ shape, data }, index) => {
      const strides = rowMajor(shape);
      const at = terms[index]!.map((label, axis) =>
        shape[axis] === 1 ? 0 : place[labels.indexOf(label)]! * strides[axis]!,
      );
      return data[at.reduce((offset, step) => offset + step, 0)]!;
    });
    data[Math.floor(i / inner)]! += factors.reduce((product, factor) => product * factor, 1);
  }
  return { shape, data };
};

property.prop([formulas, fc.boolean()], { numRuns: 500 })(
  'random formulas agree with one loop over all labels, in letters and in words',
  ({ terms, shapes, output }, inWords) => {
    const values = shapes.map((shape, index) => ({
      shape,
      data: Float64Array.from({ length: countOf(shape) }, (_, i) => ((i * 7 + index * 3) % 11) - 5),
    }));
    const written = (labels: readonly string[]): string =>
      inWords ? labels.map((label) => `${label}_`).join(' ') : labels.join('');
    // a single word would be read letter by letter
    const isRead = !inWords || [...terms, output].some((labels) => labels.length > 1);
    const formula = isRead
      ? `${terms.map(written).join(',')}->${written(output)}`
      : `${terms.map((labels) => labels.join('')).join(',')}->${output.join('')}`;
    expectClose(evaluate(sum(formula, ...shapes), bound(values)), naive(terms, output, values));
  },
);

describe('the graph is made of few operations', () => {
  test.each<readonly [AnyTensor, string]>([
    [sum('ij,jk->ik', [2, 3], [3, 4]), 'matmul'],
    [sum('ij,jk', [2, 3], [3, 4]), 'matmul'],
    [sum('batch in, in out -> batch out', ['batch', 3], [3, 4]), 'matmul'],
    [sum('bij,bjk->bik', [5, 2, 3], [5, 3, 4]), 'matmul'],
    [sum('abij,abjk->abik', [5, 6, 2, 3], [5, 6, 3, 4]), 'matmul'],
    [sum('ij,jk,kl->il', [2, 3], [3, 4], [4, 5]), 'matmul matmul'],
    [sum('ij,kj->ik', [2, 3], [4, 3]), 'transpose matmul'],
    [sum('ij,jk->ki', [2, 3], [3, 4]), 'matmul transpose'],
    [sum('i,i->i', [3], [3]), 'mul'],
    [sum('ij,ij->ij', [2, 3], [2, 3]), 'mul'],
    [sum('i->i', [3]), ''],
    [sum('ij->ji', [2, 3]), 'transpose'],
    [sum('ij->', [2, 3]), 'sum'],
    [sum('ij,k->k', [2, 3], [4]), 'sum broadcastTo mul'],
  ])('%s', (y, operations) => {
    expect(operationsOf(y)).toBe(operations);
  });
});

/** The names of the operations that lead to a tensor, each after its operands. */
const operationsOf = ({ node }: AnyTensor): string =>
  node.op.role === 'operation' ? [...node.inputs.map(operationsOf), node.op.name].filter(Boolean).join(' ') : '';

describe('dimensions may have names', () => {
  test.each<readonly [AnyTensor, readonly (number | string)[]]>([
    [sum('batch in, in out -> batch out', ['batch', 3], [3, 4]), ['batch', 4]],
    [sum('bi,bj->ij', ['batch', 3], ['batch', 4]), [3, 4]],
    [sum('bij,bij->', ['batch', 'n', 4], ['batch', 'n', 4]), []],
    [sum('bi,b->bi', ['batch', 3], [1]), ['batch', 3]],
    [sum('ii->i', ['n', 'n']), ['n']],
    [sum('abc,dc->dab', ['batch', 'n', 3], [4, 3]), [4, 'batch', 'n']],
    [sum('...i,...i->...', ['batch', 3], [3]), ['batch']],
    [dot(input('a', ['batch', 3]), input('b', ['n', 3, 'm'])), ['batch', 'n', 'm']],
    [outer(input('a', ['batch', 3]), input('b', [4])), ['3*batch', 4]],
    [trace(input('a', ['n', 'm', 3])), [3]],
  ])('%s', (y, shape) => {
    expect(y.shape).toEqual(shape);
  });

  test('and sizes that come with the data', () => {
    const [a, b] = inputs(['batch', 2, 'n'], ['n', 2]) as [Tensor, Tensor];
    const values = bound([
      { shape: [2, 2, 3], data: Float64Array.from({ length: 12 }, (_, i) => i) },
      { shape: [3, 2], data: Float64Array.of(1, 2, 3, 4, 5, 6) },
    ]);
    expectClose(evaluate(einsum('bij,ji->b', a, b), values), [65, 191]);
    expectClose(evaluate(trace(a, { axes: [1, 2] }), values), [4, 16]);
  });
});

test('numbers are operands', () => {
  const x = input('x', [2]);
  expectClose(evaluate(einsum(',i->i', 2, x), { x: [3, 4] }), [6, 8]);
  expectClose(evaluate(einsum(',', 2, 3)), 6);
  expectClose(evaluate(dot(2, x), { x: [3, 4] }), [6, 8]);
  expectClose(evaluate(outer(2, x), { x: [3, 4] }), [[6, 8]]);
});

test('what is not on the diagonal leaks nothing, not even NaN', () => {
  const x = input('x', [2, 2]);
  const values = { x: [[1, NaN], [Infinity, 4]] }; // prettier-ignore
  expectClose(evaluate(trace(x), values), 5);
  expectClose(evaluate(einsum('ii', x), values), 5);
});

describe('words are labels where a term has two that stand apart, one longer than a letter', () => {
  test.each<readonly [string, AnyTensor, readonly number[]]>([
    ['in the only term', sum('row column', [2, 3]), [3, 2]],
    ['with a letter beside the word', sum('r column', [2, 3]), [3, 2]],
    ['in the output alone', sum('user, item -> user item', [2], [3]), [2, 3]],
    ['apart by other white space', sum('row\tcolumn,\n column -> row', [2, 3], [3]), [2]],
    ['after an ellipsis', sum('...row column -> ... column row', [5, 2, 3]), [5, 3, 2]],
    ['of letters of any script, digits and underscores', sum('größe n_1 -> n_1', [2, 3]), [3]],
    ['not where all are letters', sum('r c -> c r', [2, 3]), [3, 2]],
    ['not where each stands alone', sum(' row -> wor ', [2, 3, 4]), [4, 3, 2]],
    ['not where an ellipsis stands between them', sum('ro...w -> w...ro', [2, 3, 9, 4]), [4, 9, 2, 3]],
    ['not where a word stands beside an ellipsis', sum('... ij -> ... ji', [5, 2, 3]), [5, 3, 2]],
  ])('%s', (_, y, shape) => {
    expect(y.shape).toEqual(shape);
  });
});

describe('refused', () => {
  const [v, m, n] = inputs([3], [2, 3], [2, 3, 3]) as [Tensor, Tensor, Tensor];
  const labels = input('labels', [3], 'int');
  const einsumOf = einsum as unknown as Untyped;
  const dotOf = dot as unknown as Untyped;
  const outerOf = outer as unknown as Untyped;
  const traceOf = trace as unknown as Untyped;
  const letters = 'labels must be letters from a to z or A to Z, or one term have several words that stand apart';
  const words = 'labels must be words of letters, digits and underscores that start with none of the digits';
  test.each<readonly [string, () => unknown]>([
    ["einsum: the formula must be a string such as 'ij,jk->ik', got 3", () => einsumOf(3, v)],
    ["einsum: the formula must be a string such as 'ij,jk->ik', got undefined", () => einsumOf()],
    ["einsum: the formula must be a string such as 'ij,jk->ik', got null", () => einsumOf(null, v)],
    [`einsum: ${letters}, got '1'`, () => einsumOf('1->1', v)],
    [`einsum: ${letters}, got 'ä'`, () => einsumOf('ä->ä', v)],
    [`einsum: ${letters}, got '-'`, () => einsumOf('i - > i', v)],
    [`einsum: ${letters}, got '>'`, () => einsumOf('i>i', v)],
    [`einsum: ${letters}, got '.'`, () => einsumOf('i..', v)],
    [`einsum: ${letters}, got '.'`, () => einsumOf('....i', v)],
    [`einsum: ${letters}, got ','`, () => einsumOf('i->i,', v)],
    [`einsum: ${words}, got '1'`, () => einsumOf('row 1', m)],
    [`einsum: ${words}, got 'a-b'`, () => einsumOf('row a-b', m)],
    ["einsum: the formula must have one '->' at most, got 'i->i->i'", () => einsumOf('i->i->i', v)],
    ["einsum: a label of the output must be in a term, got 'k'", () => einsumOf('ij->ik', m)],
    ["einsum: a label of the output must be in a term, got '...'", () => einsumOf('i->...i', v)],
    ["einsum: a label may be in the output once, got 'i->ii'", () => einsumOf('i->ii', v)],
    ["einsum: a term must have one '...' at most, got '...i...'", () => einsumOf('...i...', v)],
    ["einsum: a term must have one '...' at most, got '...i->......i'", () => einsumOf('...i->......i', v)],
    [
      "einsum: the output must have '...' where the operands' stands for axes, got '...i->i'",
      () => einsumOf('...i->i', m),
    ],
    ['einsum: operands must be as many as the terms (2), got 1', () => einsumOf('ij,jk->ik', m)],
    ['einsum: operands must be as many as the terms (1), got 0', () => einsumOf('')],
    ["einsum: a term must have a label for each axis, 'i j' has not, got [3]", () => einsumOf('ij', v)],
    ["einsum: a term must have a label for each axis, 'u s e r' has not, got [3]", () => einsumOf('user', v)],
    ["einsum: a term must have a label for each axis, '... i j' has not, got [3]", () => einsumOf('...ij', v)],
    ["einsum: a term must have a label for each axis, '' has not, got [3]", () => einsumOf('', v)],
    [
      'einsum: dimensions of one label must be equal or 1, those of j are not, got [2, 3] and [2, 3]',
      () => einsumOf('ij,jk', m, m),
    ],
    [
      'einsum: dimensions of one label must be equal within a term, those of i are not, got [2, 3]',
      () => einsumOf('ii', m),
    ],
    ['einsum: operands must be tensors or numbers, got null', () => einsumOf('i', null)],
    ['einsum: operands must be tensors or numbers, got [1, 2]', () => einsumOf('i', [1, 2])],
    ["einsum: operands must be tensors or numbers, got 'ij'", () => einsumOf(v, 'ij')],
    ['einsum: operands must be real, got int', () => einsumOf('i', labels)],
    ['dot: inner sizes must be equal, got [2, 3] and [2, 3]', () => dotOf(m, m)],
    ['dot: inner sizes must be equal, got [3, 2] and [2, 3, 3]', () => dotOf(inputs([3, 2])[0], n)],
    ['dot: operands must be tensors or numbers, got undefined', () => dotOf(v)],
    ['dot: operands must be real, got real and int', () => dotOf(v, labels)],
    ['outer: operands must be real, got real and int', () => outerOf(v, labels)],
    ['outer: operands must be tensors or numbers, got [1]', () => outerOf([1], v)],
    ['trace: operands must be tensors or numbers, got undefined', () => traceOf()],
    ['trace: operands must be real, got int', () => traceOf(labels)],
    ['trace: must have at least two axes, got [3]', () => traceOf(v)],
    ['trace: options must be an object, got null', () => traceOf(m, null)],
    ['trace: options must be an object, got 1', () => traceOf(m, 1)],
    ["trace: options must be among offset, axes, got 'axis'", () => traceOf(m, { axis: 0 })],
    ['trace: the offset must be an integer, got 0.5', () => traceOf(m, { offset: 0.5 })],
    ["trace: the offset must be an integer, got '1'", () => traceOf(m, { offset: '1' })],
    ['trace: axes must be a list of two integers, got 0', () => traceOf(m, { axes: 0 })],
    ['trace: axes must be a list of two integers, got null', () => traceOf(m, { axes: null })],
    ['trace: axes must be a list of two integers, got [0, 1, 2]', () => traceOf(n, { axes: [0, 1, 2] })],
    ['trace: the two axes must differ, got [1, -1]', () => traceOf(m, { axes: [1, -1] })],
    ['trace: axis must be an integer from -2 to 1 for shape [2, 3], got 2', () => traceOf(m, { axes: [0, 2] })],
    ['trace: axis must be an integer from -2 to 1 for shape [2, 3], got 0.5', () => traceOf(m, { axes: [0.5, 1] })],
  ])('%s', (message, build) => {
    expect(attempt(build)).toMatchObject({ left: { message } });
    expect(build).toThrow(AdjointError);
  });

  test('axes of another name', () => {
    expect(attempt(() => sum('bi,bj->ij', ['batch', 3], ['samples', 4]))).toMatchObject({
      left: {
        _tag: 'ShapeMismatch',
        operation: 'einsum',
        shapes: [['batch', 3], ['samples', 4]], // prettier-ignore
      },
    });
  });
});

test('a plain matrix product is listed as one', () => {
  expect(print(sum('ij,jk->ik', [2, 3], [3, 4]))).toContain('matmul(x0, x1)');
});
