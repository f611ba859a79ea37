import {
  type AnyTensor,
  attempt,
  constant,
  evaluate,
  gradient,
  input,
  type Nested,
  parameter,
  type Tensor,
  toArray,
  toValue,
  type Shape,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import {
  abs,
  add,
  argmax,
  crossEntropy,
  div,
  exp,
  greater,
  hinge,
  log,
  logSoftmax,
  logSumExp,
  matmul,
  max,
  maximum,
  mean,
  min,
  minimum,
  mul,
  relu,
  sign,
  softmax,
  sqrt,
  square,
  squaredError,
  sub,
  sum,
  takeAlongAxis,
  toReal,
  where,
} from './index.ts';

type Build = (...operands: Tensor[]) => AnyTensor;

/** The value of an expression at a point, and the gradient of its sum by each operand. */
const at = (
  build: Build,
  ...point: readonly Nested[]
): { readonly value: Nested; readonly slopes: readonly Nested[] } => {
  const values = point.map(toValue);
  const bindings = Object.fromEntries(values.map((value, i) => [`x${i}`, value]));
  const operands = values.map(({ shape }, i): Tensor => parameter(`x${i}`, shape as Shape));
  const y = build(...operands);
  const slopes = gradient(sum(y as Tensor), operands, { unused: 'zeros' });
  return { value: toArray(evaluate(y, bindings)), slopes: slopes.map((slope) => toArray(evaluate(slope, bindings))) };
};

/** The same with the sign of zero dropped, which no convention fixes. */
const unsigned = (nested: Nested): Nested =>
  typeof nested === 'number' ? nested + 0 : typeof nested === 'boolean' ? nested : nested.map(unsigned);

const expectAt = (build: Build, point: readonly Nested[], value: Nested, ...slopes: readonly Nested[]): void => {
  const got = at(build, ...point);
  expect(unsigned(got.value)).toEqual(value);
  expect(unsigned(got.slopes)).toEqual(slopes);
};

const failureOf = (build: () => unknown) => {
  const result = attempt(build);
  if (E.isRight(result)) throw new Error('nothing was refused');
  return result.left;
};

const { NaN: nan } = Number;
const inf = Infinity;

/** A row of the table of conventions: the expression, the point, the value, and the gradient by each operand. */
type Row = readonly [claim: string, build: Build, point: readonly Nested[], value: Nested, ...slopes: Nested[]];

const rows: Readonly<Record<string, readonly Row[]>> = {
  'max and min over an axis share the derivative evenly at ties': [
    ['two winners of three', (x) => max(x!), [[3, 1, 3]], 3, [0.5, 0, 0.5]],
    ['all of three', (x) => mul(3, max(x!)), [[2, 2, 2]], 6, [1, 1, 1]],
    ['min', (x) => min(x!), [[1, 2, 1, 1]], 1, [1 / 3, 0, 1 / 3, 1 / 3]],
    ['each line by itself', (x) => max(x!, 1), [[[1, 1], [0, 2]]], [1, 2], [[0.5, 0.5], [0, 1]]], // prettier-ignore
    ['lines along the first axis', (x) => max(x!, 0), [[[1, 1], [0, 1]]], [1, 1], [[1, 0.5], [0, 0.5]]], // prettier-ignore
    ['over both axes', (x) => min(x!), [[[1, 5], [1, 2]]], 1, [[0.5, 0], [0.5, 0]]], // prettier-ignore
    ['infinities tie as well', (x) => max(x!), [[inf, 0, inf]], inf, [0.5, 0, 0.5]],
  ],
  'maximum and minimum of two equal variables give each one half': [
    ['maximum', (a, b) => maximum(a!, b!), [2, 2], 2, 0.5, 0.5],
    ['minimum', (a, b) => minimum(a!, b!), [2, 2], 2, 0.5, 0.5],
    ['maximum of a variable with itself', (a) => maximum(a!, a!), [2], 2, 1],
    ['minimum of a variable with itself', (a) => minimum(a!, a!), [2], 2, 1],
    ['elsewhere the winner has all', (a, b) => maximum(a!, b!), [[1, 2], [2, 1]], [2, 2], [0, 1], [1, 0]], // prettier-ignore
    ['elsewhere the smaller has all', (a, b) => minimum(a!, b!), [[1, 2], [2, 1]], [1, 1], [1, 0], [0, 1]], // prettier-ignore
  ],
  'maximum and minimum with a constant have derivative 0 at the tie': [
    ['maximum(a, c)', (a) => maximum(a!, 2), [2], 2, 0],
    ['maximum(c, a)', (a) => maximum(2, a!), [2], 2, 0],
    ['minimum(a, c)', (a) => minimum(a!, 2), [2], 2, 0],
    ['minimum(c, a)', (a) => minimum(2, a!), [2], 2, 0],
    ['a computed constant', (a) => maximum(a!, add(constant(1), constant(1))), [2], 2, 0],
    ['max(0, m), relu and hinge agree', (a) => sub(maximum(0, a!), relu(a!)), [[-1, 0, 1]], [0, 0, 0], [0, 0, 0]],
  ],
  'relu at 0 is 0 with derivative 0': [['relu', (x) => relu(x!), [[-1, 0, 2]], [0, 0, 2], [0, 0, 1]]],
  'a hinge term exactly at the margin is 0 with derivative 0': [
    ['Δ = 1', (s) => hinge(s!, constant(0, 'int')), [[3, 2, 2.5]], 0.5, [-1, 0, 1]],
    ['all terms', (s) => hinge(s!, constant(1, 'int'), { delta: 2 }), [[0, 2, 0]], 0, [0, 0, 0]],
    ['squared', (s) => hinge(s!, constant(0, 'int'), { squared: true }), [[3, 2]], 0, [0, 0]],
  ],
  'abs at 0 and sign at 0 are 0 with derivative 0': [
    ['abs', (x) => abs(x!), [[-2, 0, 3]], [2, 0, 3], [-1, 0, 1]],
    ['sign', (x) => sign(x!), [[-2, 0, 3]], [-1, 0, 1], [0, 0, 0]],
  ],
  'sqrt at 0 is 0 with derivative +∞, or 0 where the cotangent is 0': [
    ['sqrt', (x) => sqrt(x!), [0], 0, inf],
    ['a zero cotangent', (x) => mul(sqrt(x!), 0), [0], 0, 0],
    ['one zero cotangent of two', (x) => mul(sqrt(x!), constant([0, 1])), [[0, 4]], [0, 2], [0, 0.25]],
    ['behind a relu that is off', (x) => relu(sub(sqrt(x!), 1)), [0], 0, 0],
  ],
  'logSumExp at infinities': [
    ['all −∞', (x) => logSumExp(x!), [[-inf, -inf]], -inf, [0, 0]],
    ['one −∞', (x) => logSumExp(x!), [[-inf, 1]], 1, [0, 1]],
    ['one +∞', (x) => logSumExp(x!), [[1, inf, 2]], inf, [0, 1, 0]],
    ['several +∞', (x) => logSumExp(x!), [[inf, 1, inf]], inf, [0.5, 0, 0.5]],
    ['+∞ and −∞', (x) => logSumExp(x!), [[inf, -inf]], inf, [1, 0]],
    ['lines by themselves', (x) => logSumExp(x!, 1), [[[-inf, -inf], [0, -inf]]], [-inf, 0], [[0, 0], [1, 0]]], // prettier-ignore
    ['lines along the first axis', (x) => logSumExp(x!, 0), [[[-inf, 1], [-inf, -inf]]], [-inf, 1], [[0, 1], [0, 0]]], // prettier-ignore
  ],
  'softmax and logSoftmax of far scores are exact limits with finite gradients': [
    ['logSoftmax', (x) => logSoftmax(x!), [[0, -800]], [0, -800], [-1, 1]],
    ['the smaller entry alone', (x) => mul(logSoftmax(x!), constant([0, 1])), [[0, -800]], [0, -800], [-1, 1]],
    ['softmax', (x) => softmax(x!), [[0, -800]], [1, 0], [0, 0]],
    ['softmax with one +∞', (x) => softmax(x!), [[1, inf]], [0, 1], [0, 0]],
    ['softmax with two +∞', (x) => softmax(x!), [[inf, 1, inf]], [0.5, 0, 0.5], [0, 0, 0]],
    ['softmax with one −∞', (x) => softmax(x!), [[-inf, 1]], [0, 1], [0, 0]],
  ],
  'crossEntropy of [123, 456, 789] at class 0 is 666': [
    [
      'and its gradient is finite',
      (s) => crossEntropy(s!, constant(0, 'int')),
      [[123, 456, 789]],
      666,
      [-1, Math.exp(-333), 1],
    ],
  ],
  'division by 0 and the logarithm of 0 follow IEEE': [
    ['1/0', (a, b) => div(a!, b!), [1, 0], inf, inf, -inf],
    ['−1/0', (a, b) => div(a!, b!), [-1, 0], -inf, inf, inf],
    ['0/0', (a, b) => div(a!, b!), [0, 0], nan, inf, nan],
    ['log 0', (x) => log(x!), [0], -inf, inf],
  ],
  'where leaks nothing of the branch not chosen': [
    ['log', (x) => where(greater(x!, 0), log(x!), 0), [[0, 1, -1]], [0, 0, 0], [0, 1, 0]],
    ['sqrt', (x) => where(greater(x!, 0), sqrt(x!), x!), [[0, 4]], [0, 2], [1, 0.25]],
    ['1/x', (x) => where(greater(x!, 0), div(1, x!), 5), [[0, 2]], [5, 0.5], [0, -0.25]],
    ['0/0', (x) => where(greater(x!, 0), div(x!, x!), x!), [[0, 2]], [0, 1], [1, 0]],
    ['NaN itself', (x, y) => where(constant([true, false], 'bool'), x!, y!), [[1, nan], [nan, 2]], [1, 2], [1, 0], [0, 1]], // prettier-ignore
    ['x log x', (x) => where(greater(x!, 0), mul(x!, log(x!)), 0), [[0, 1]], [0, 0], [0, 1]],
    ['a chain', (x) => where(greater(x!, 0), exp(log(sqrt(x!))), 0), [[0, 4]], [0, 2], [0, 0.25]],
  ],
  'NaN goes through': [
    ['max', (x) => max(x!), [[1, nan, 3]], nan, [nan, nan, nan]],
    ['min', (x) => min(x!), [[1, nan, 3]], nan, [nan, nan, nan]],
    ['logSumExp', (x) => logSumExp(x!), [[1, nan, 3]], nan, [nan, nan, nan]],
    ['logSumExp with +∞', (x) => logSumExp(x!), [[inf, nan]], nan, [nan, nan]],
    ['sum, whose derivative is 1 all the same', (x) => sum(x!), [[1, nan]], nan, [1, 1]],
    ['only the lines that hold one', (x) => max(x!, 1), [[[1, nan], [2, 1]]], [nan, 2], [[nan, nan], [1, 0]]], // prettier-ignore
  ],
  'an empty axis has a sum of 0, a mean of NaN and a logSumExp of −∞': [
    ['sum', (x) => sum(x!), [[]], 0, []],
    ['mean', (x) => mean(x!), [[]], nan, []],
    ['logSumExp', (x) => logSumExp(x!), [[]], -inf, []],
    ['sum of each of two', (x) => sum(x!, 1), [[[], []]], [0, 0], [[], []]],
    ['logSumExp of each of two', (x) => logSumExp(x!, { axis: -1, keepDims: true }), [[[], []]], [[-inf], [-inf]], [[], []]], // prettier-ignore
    ['an inner product', (a, b) => matmul(a!, b!), [[], []], 0, [], []],
    ['no lines at all', (x) => max(x!, 0), [[[], []]], [], [[], []]],
  ],
  'comparisons have derivative 0': [
    ['greater', (x) => toReal(greater(x!, 1)), [[1, 2]], [0, 1], [0, 0]],
    ['as a factor', (x) => mul(x!, toReal(greater(x!, 1))), [[1, 2]], [0, 2], [0, 1]],
  ],
  'an element taken repeatedly adds up its derivatives': [
    ['takeAlongAxis', (x) => takeAlongAxis(x!, constant([1, 0, 1, 1], 'int'), 0), [[5, 6]], [6, 5, 6, 6], [1, 3]],
  ],
  'argmax takes the first of ties and has no derivative': [
    ['ties', (x) => toReal(argmax(x!)), [[1, 3, 3]], 1, [0, 0, 0]],
    ['NaN comes first', (x) => toReal(argmax(x!)), [[1, nan, 3]], 1, [0, 0, 0]],
    ['in row-major order over several axes', (x) => toReal(argmax(x!)), [[[1, 2], [4, 4]]], 2, [[0, 0], [0, 0]]], // prettier-ignore
  ],
};

describe.each(Object.entries(rows))('%s', (_, claims) => {
  for (const [claim, build, point, value, ...slopes] of claims) {
    test(claim, () => {
      expectAt(build, point, value, ...slopes);
    });
  }
});

describe('a zero cotangent gives zero through every elementwise rule, even where the local derivative is infinite or NaN', () => {
  const elementwise: readonly (readonly [string, (x: Tensor<[]>) => Tensor<[]>])[] = [
    ['sqrt', sqrt],
    ['log', log],
    ['exp', (x) => exp(div(1, x))],
    ['square', (x) => square(div(1, x))],
    ['abs', (x) => abs(div(x, 0))],
    ['relu', (x) => relu(div(x, 0))],
    ['mul', (x) => mul(x, div(0, x))],
    ['div', (x) => div(x, x)],
    ['maximum', (x) => maximum(div(x, 0), log(x))],
    ['minimum', (x) => minimum(div(x, 0), log(x))],
    ['squaredError', (x) => squaredError(log(x), div(1, x))],
  ];
  test.each(elementwise)('%s, to the third order', (_, build) => {
    const x = parameter('x', []);
    let slope: Tensor<[]> = mul(0, build(x));
    for (let order = 1; order <= 3; order++) {
      [slope] = gradient(slope, [x], { unused: 'zeros' });
      expect(Math.abs(evaluate(slope, { x: 0 }).data[0]!)).toBe(0);
    }
  });
});

describe('where leaks nothing of the branch not chosen into derivatives of any order', () => {
  test.each<readonly [string, (x: Tensor<[]>) => Tensor<[]>]>([
    ['log', log],
    ['sqrt', sqrt],
    ['1/x', (x) => div(1, x)],
    ['x/x', (x) => div(x, x)],
    ['x log x', (x) => mul(x, log(x))],
    ['exp(−1/x)', (x) => exp(div(-1, x))],
    ['sqrt(x²)', (x) => sqrt(square(x))],
  ])('%s', (_, build) => {
    const x = parameter('x', []);
    const [first] = gradient(where(greater(x, 0), build(x), 0), [x]);
    const [second] = gradient(first, [x], { unused: 'zeros' });
    const [third] = gradient(second, [x], { unused: 'zeros' });
    const values = evaluate({ first, second, third }, { x: 0 });
    expect(Object.values(values).map(({ data }) => data[0]! + 0)).toEqual([0, 0, 0]);
  });
});

describe('empty axes are refused', () => {
  const refusing: readonly (readonly [string, (x: Tensor, axis: number) => AnyTensor])[] = [
    ['max', max],
    ['min', min],
    ['argmax', argmax],
  ];
  const nothing = { shape: [0, 3], data: new Float64Array() };

  test.each(refusing)('by %s, when the graph is built', (name, op) => {
    expect(failureOf(() => op(input('x', [0] as Shape), 0))).toMatchObject({
      _tag: 'EmptyReduction',
      message: `${name}: the reduced axes must not be empty, got shape [0]`,
    });
  });

  test.each(refusing)('by %s, when a named dimension turns out to be 0', (name, op) => {
    expect(failureOf(() => evaluate(op(input('x', ['batch', 3] as Shape), 0), { x: nothing }))).toMatchObject({
      _tag: 'EmptyReduction',
      message: `${name}: the reduced axes must not be empty, got shape [0, 3]`,
    });
  });

  test.each(refusing)('but not by %s of lines of which there are none', (_, op) => {
    expect(evaluate(op(input('x', ['batch', 3] as Shape), 1), { x: nothing }).shape).toEqual([0]);
  });
});

const bound = (label: number) => ({ scores: [[1, 2, 3], [4, 5, 6]], labels: [0, label] }); // prettier-ignore

describe('a label that is no class', () => {
  const scores = input('scores', ['batch', 3]);
  const labels = input('labels', ['batch'], 'int');

  test.each([
    ['crossEntropy', -1, crossEntropy(scores, labels)],
    ['crossEntropy', 3, crossEntropy(scores, labels)],
    ['hinge', -1, hinge(scores, labels)],
    ['hinge', 3, hinge(scores, labels)],
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

  test('is an error of its gradient too', () => {
    const [slope] = gradient(sum(hinge(scores, labels)), [scores]);
    expect(failureOf(() => evaluate(slope, bound(7)))).toMatchObject({
      _tag: 'IndexOutOfRange',
      index: 7,
      position: [1],
    });
  });

  test('because it is not an integer is an error of the binding', () => {
    expect(failureOf(() => evaluate(hinge(scores, labels), bound(1.5)))).toMatchObject({
      _tag: 'InvalidBindings',
      problems: [{ _tag: 'WrongValue', leaf: 'labels', position: [1], got: '1.5' }],
    });
  });
});

test('asking for the derivative by integers or truth values is an error', () => {
  const k = input('k', [2], 'int');
  const loss = sum(toReal(k));
  // @ts-expect-error integers have no derivative
  expect(failureOf(() => gradient(loss, [k]))).toMatchObject({
    _tag: 'NotDifferentiable',
    message: 'gradient: only real numbers have derivatives, got k of kind int',
  });
});

describe('accuracy', () => {
  test('logSumExp([0, -100]) keeps the remainder', () => {
    expect(at((x) => logSumExp(x!), [0, -100]).value).toBe(3.720075976020836e-44);
  });

  test('a million times 0.1 in float64 is off by less than 1e-9', () => {
    const total = evaluate(sum(input('x', ['n'])), { x: new Float64Array(1e6).fill(0.1) });
    expect(Math.abs(total.data[0]! - 1e5)).toBeLessThan(1e-9);
  });

  test('ten million times 0.1 in float32 is off by less than 1', () => {
    const total = evaluate(sum(input('x', ['n'])), { x: new Float32Array(1e7).fill(0.1) }, { precision: 'float32' });
    expect(Math.abs(total.data[0]! - 1e6)).toBeLessThan(1);
  });
});
