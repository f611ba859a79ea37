import * as graph from '@adjoint/graph';
import {
  AdjointError,
  type AnyTensor,
  attempt,
  constant,
  countOf,
  evaluate,
  input,
  isTensor,
  type Kind,
  parameter,
  resolveShape,
  state,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { fc } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import * as ops from './index.ts';

type Call = (...values: unknown[]) => unknown;

const x = input('x', [2, 3]);
const square = input('square', [3, 3]);
const vector = input('vector', [3]);
const scalar = input('scalar', []);
const ints = input('ints', [2, 3], 'int');
const labels = input('labels', [2], 'int');
const bools = input('bools', [2, 3], 'bool');
const key = input('key', [], 'int');
const images = input('images', ['batch', 3]);
const empty = input('empty', [0]);
const deep = input('deep', [1, 2, 1, 3, 2]);
const weights = parameter('weights', [3, 2], ops.normal());
const loss = ops.sum(ops.square(x));

const bindings = {
  x: [[1, 2, 3], [4, 5, 6]], // prettier-ignore
  square: [[1, 2, 3], [4, 5, 6], [7, 8, 9]], // prettier-ignore
  vector: [1, 2, 3],
  scalar: 2,
  ints: [[0, 1, 2], [2, 1, 0]], // prettier-ignore
  labels: [0, 1],
  bools: [[true, false, true], [false, true, false]], // prettier-ignore
  key: 7,
  images: [[1, 2, 3], [4, 5, 6]], // prettier-ignore
  empty: [],
  deep: { shape: [1, 2, 1, 3, 2], data: new Float64Array(12) },
  weights: [[1, 2], [3, 4], [5, 6]], // prettier-ignore
  velocity: [0, 0, 0],
};

const symbol = Symbol('symbol');
const date = new Date(0);
const map = new Map([['axis', 0]]);
/** Longer than what a call takes as arguments. */
const long: readonly number[] = Object.assign(
  Array.from({ length: 200_000 }, () => 1),
  { [fc.toStringMethod]: () => 'a long list' },
);
const cyclic: unknown[] = [];
cyclic.push(cyclic);

/** What cannot be shown as text. */
const hostile = {
  toString: () => {
    throw new Error('no');
  },
};
/** A list without one of its elements. */
const sparse: unknown[] = [0, 1];
delete sparse[0];

/** A place for which one value at least is certainly wrong. */
type Wrong = readonly unknown[];

/** What is wrong wherever anything is due. */
const bad: Wrong = [
  null,
  hostile,
  symbol,
  date,
  map,
  () => 1,
  10n,
  'words',
  true,
  { shape: [2, 3], kind: 'real' },
  cyclic,
];
/** For a real operand: other kinds too. */
const real: Wrong = [undefined, ...bad, ints, bools, [1, 2], { axis: 0 }, new Float64Array(3)];
const int: Wrong = [undefined, ...bad, x, bools, [1, 2], { axis: 0 }];
const bool: Wrong = [undefined, ...bad, x, ints, [true], 2];
const anyKind: Wrong = [undefined, ...bad, [1, 2], { axis: 0 }];
/** For a real operand that broadcasts with shape [2, 3]. */
const real23: Wrong = [...real, input('other', [4, 3]), input('named', ['batch', 5])];
const tensor: Wrong = [undefined, ...bad, 1, [1, 2], { axis: 0 }];
const noAxis: Wrong = [NaN, Infinity, 0.5, 17, -17, 2 ** 53, x];
const anAxis: Wrong = [undefined, ...bad, ...noAxis, [0, 1], {}];
const orAxis: Wrong = [...bad, ...noAxis, [0, 1], {}];
const options: Wrong = [null, symbol, date, map, () => 1, 10n, true, x, 'words', cyclic, { unknown: 1 }];
const reduced: Wrong = [
  ...bad,
  ...noAxis,
  [0, 0],
  [0, 0.5],
  sparse,
  [null],
  { axis: 'a' },
  { axis: NaN },
  { axis: [0, 0] },
  { axis: null },
  { axis: symbol },
  { keepDims: 'yes' },
  { keepDims: null },
  { axes: 0 },
];
const integers: Wrong = [...bad, NaN, Infinity, 0.5, x, [1]];
const numbers: Wrong = [...bad, NaN, x, [1]];
const aSize: Wrong = [undefined, ...bad.filter((one) => one !== 'words'), -1, 0.5, NaN, Infinity, x, '', 'a b'];
const aShape: Wrong = [undefined, ...bad, 3, [-2], [0.5], [NaN], [null], [symbol], [''], sparse, x, [[2]], [2 ** 60]];
const optionValues = (name: string, ...values: Wrong): Wrong => values.map((value) => ({ [name]: value }));

/** A valid call, and for each of its arguments what is wrong in that place. */
interface Row {
  readonly call: Call;
  readonly values: readonly unknown[];
  readonly wrong: readonly Wrong[];
  /** Whether another argument is too many: not where functions ignore it, as JavaScript does. */
  readonly isExact?: boolean;
  /** What else its messages may start with: what a derivative, or what a leaf, is called. */
  readonly also?: RegExp;
}

const row = (call: unknown, values: readonly unknown[], ...wrong: readonly Wrong[]): Row => ({
  call: call as Call, // JavaScript may call it with anything
  values,
  wrong,
});

const exact = (call: unknown, values: readonly unknown[], ...wrong: readonly Wrong[]): Row => ({
  ...row(call, values, ...wrong),
  isExact: true,
});

const rowsOf = (names: readonly string[], make: (call: unknown) => Row): Readonly<Record<string, Row>> =>
  Object.fromEntries(names.map((name) => [name, make((ops as Readonly<Record<string, unknown>>)[name])]));

const list = (...elements: readonly unknown[]): Wrong => [undefined, ...bad, x, 1, [], [null], [symbol], ...elements];
const bias: Wrong = [
  ...options,
  ...optionValues('bias', null, 0, {}, { axis: 2 }, { axis: NaN }, { axis: 0, index: 2 }, { axis: 0, row: 1 }),
];
const wrt: Wrong = [undefined, ...bad, x, [null], [symbol], [1], sparse];
const asked: Wrong = [undefined, ...bad, 1, { y: null }, { y: 1 }, { y: symbol }, [1]];
const unused: Wrong = [...options, ...optionValues('unused', null, 'ones', 0, true, symbol)];

const ofOps: Readonly<Record<string, Row>> = {
  ...rowsOf(
    ['ceil', 'floor', 'reciprocal', 'round', 'rsqrt', 'sqrt', 'exp', 'expm1', 'log', 'log10', 'log1p', 'log2'],
    (call) => exact(call, [x], real),
  ),
  ...rowsOf(['logSigmoid', 'sigmoid', 'softplus', 'acos', 'acosh', 'asin', 'asinh', 'atan', 'atanh'], (call) =>
    exact(call, [x], real),
  ),
  ...rowsOf(['cos', 'cosh', 'sin', 'sinh', 'tan', 'tanh', 'erf', 'erfc', 'relu'], (call) => exact(call, [x], real)),
  ...rowsOf(['abs', 'neg', 'sign', 'square'], (call) => exact(call, [x], [...anyKind, bools])),
  ...rowsOf(['toInt', 'toReal'], (call) => exact(call, [x], anyKind)),
  ...rowsOf(['add', 'sub', 'mul', 'maximum', 'minimum', 'mod'], (call) => exact(call, [x, x], real23, real23)),
  ...rowsOf(['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'], (call) =>
    exact(call, [x, x], real23, real23),
  ),
  ...rowsOf(['div', 'logAddExp', 'pow', 'atan2', 'hypot', 'squaredError', 'absoluteError'], (call) =>
    exact(call, [x, x], real23, real23),
  ),
  binaryCrossEntropy: exact(ops.binaryCrossEntropy, [x, x], real23, real23),
  xlogy: row(ops.xlogy, [x, x], real23, real23),
  ...rowsOf(['and', 'or'], (call) => exact(call, [bools, bools], bool, bool)),
  not: exact(ops.not, [bools], bool),
  where: row(ops.where, [bools, x, x], bool, real23, real23),
  clamp: row(ops.clamp, [x, { min: 0 }], real, [
    undefined,
    ...options,
    ...optionValues('min', ...numbers),
    ...optionValues('max', ...numbers),
  ]),
  elu: row(ops.elu, [x, 1], real, numbers),
  leakyRelu: row(ops.leakyRelu, [x, 0.1], real, numbers),
  gelu: row(ops.gelu, [x, 'tanh'], real, [...bad, 1, x]),
  selu: row(ops.selu, [x], real),
  silu: row(ops.silu, [x], real),
  ...rowsOf(['sum', 'mean', 'max', 'min', 'prod', 'argmax', 'argmin', 'logSumExp'], (call) =>
    row(call, [x, 0], real, reduced),
  ),
  ...rowsOf(['all', 'any'], (call) => row(call, [bools, { axis: 0 }], bool, reduced)),
  norm: row(ops.norm, [x, { order: 1 }], real, [...reduced, ...optionValues('order', 3, '1', null, NaN, symbol)]),
  ...rowsOf(['variance', 'standardDeviation'], (call) =>
    row(call, [x, { correction: 1 }], real, [...reduced, ...optionValues('correction', ...numbers)]),
  ),
  ...rowsOf(['softmax', 'logSoftmax', 'cumsum', 'cumprod', 'entropy'], (call) => row(call, [x, 0], real, orAxis)),
  ...rowsOf(['klDivergence', 'cosineSimilarity'], (call) => row(call, [x, x, 0], real23, real23, orAxis)),
  expandDims: row(ops.expandDims, [x, 0], anyKind, anAxis),
  squeeze: row(ops.squeeze, [deep, 0], anyKind, [...bad, ...noAxis, 1, [0, 0], {}, sparse]),
  reshape: row(ops.reshape, [x, [3, 2]], anyKind, [...aShape, [4, 2], [-1, -1], [-1, 4], ['batch']]),
  transpose: row(ops.transpose, [x, [1, 0]], anyKind, [...bad, 1, [0], [0, 0], [0, 2], [0, 0.5], [null, 0], sparse, x]),
  rename: row(ops.rename, [x, ['a', 3]], anyKind, [...aShape, ['a'], [2, 4]]),
  slice: row(ops.slice, [x, [{ end: 1 }, { step: 2 }]], anyKind, [
    undefined,
    ...bad,
    1,
    x,
    {},
    sparse,
    [{}, {}, {}],
    [null],
    [symbol],
    [1],
    [x],
    [[0, 1]],
    ...[...optionValues('start', ...integers), ...optionValues('end', ...integers)].map((range) => [range]),
    ...optionValues('step', 0, ...integers).map((range) => [range]),
    ...optionValues('dim', '', -1, null, 5, symbol, NaN).map((range) => [range]),
    [{ stride: 2 }],
  ]),
  flip: row(ops.flip, [x, 0], anyKind, [...bad, ...noAxis, [0, 0], {}, sparse]),
  split: row(
    ops.split,
    [x, 3, 1],
    anyKind,
    [undefined, ...bad, NaN, 0, -1, 1.5, 2, 1e9, 2 ** 53, Infinity, [1, 1], [1, -1, 3], ['a', 3], sparse, x],
    anAxis,
  ),
  concat: row(
    ops.concat,
    [[x, x], 0, { dim: 4 }],
    list([x, ints], [x, input('other', [2, 4])], [x, vector], sparse),
    anAxis,
    [...options, ...optionValues('dim', '', -1, null, 5, symbol, NaN, 'a b')],
  ),
  stack: row(
    ops.stack,
    [[x, x], 0, { dim: 2 }],
    list([x, ints], [x, input('other', [2, 4])], [x, vector], sparse),
    anAxis,
    [...options, ...optionValues('dim', '', -1, null, 5, symbol, NaN, 'a b')],
  ),
  tile: row(ops.tile, [x, [1, 2]], anyKind, [
    undefined,
    ...bad,
    2,
    [1],
    [1, -1],
    [1, NaN],
    [1, 2 ** 53],
    [1, '2'],
    sparse,
  ]),
  repeat: row(
    ops.repeat,
    [x, 2, 0, { dim: 4 }],
    anyKind,
    [undefined, ...integers, -1, 2 ** 52 + 2 ** 51, 2 ** 53],
    anAxis,
    [...options, ...optionValues('dim', '', -1, null, 5, symbol, NaN)],
  ),
  pad: row(
    ops.pad,
    [x, [1, [0, 1]], { mode: 'edge', value: 1 }],
    anyKind,
    [undefined, ...bad, -1, 0.5, NaN, Infinity, [1], [1, -1], [1, [1]], [1, [1, null]], [1, 'a'], sparse, {}, x],
    [
      ...options,
      ...optionValues('mode', 'wrap', null, symbol, 1, 'toString'),
      ...optionValues('value', null, '0', symbol, x),
    ],
  ),
  arange: row(ops.arange, [3], aSize),
  gather: row(ops.gather, [x, labels, 0], anyKind, [...int, 0.5], anAxis),
  scatterAdd: row(ops.scatterAdd, [x, labels, x, 0], real, [...int, 0.5], [...real, vector], anAxis),
  oneHot: row(ops.oneHot, [labels, 3], [...int, 0.5], aSize),
  takeAlongAxis: row(ops.takeAlongAxis, [x, ints, 1], anyKind, [...int, 0.5, labels], anAxis),
  diag: row(ops.diag, [square], [...real, scalar, deep]),
  ...rowsOf(['tril', 'triu'], (call) => row(call, [x, 1], [...real, vector, 1], integers)),
  matmul: row(ops.matmul, [x, square], [...real, scalar, labels, 1, input('other', [3, 2])], [...real, scalar, 1, x]),
  dot: row(ops.dot, [x, square], [...real, input('other', [3, 2])], [...real, x]),
  outer: row(ops.outer, [vector, vector], real, real),
  einsum: row(
    ops.einsum,
    ['ij,jk->ik', x, square],
    [undefined, ...bad, 1, '', 'ij', 'ij,jk->il', 'ij,jk->ii', 'i1,jk', 'ij,jk->ik->', 'ijk,jk', '......,...', x],
    [...real, vector],
    [...real, x],
  ),
  trace: row(
    ops.trace,
    [x, { offset: 1, axes: [1, 0] }],
    [...real, vector],
    [
      ...options,
      ...optionValues('offset', ...integers),
      ...optionValues('axes', null, 0, [0], [0, 0], [0, 2], [0, 0.5], [0, NaN], sparse, symbol),
    ],
  ),
  hinge: row(ops.hinge, [x, labels, { delta: 2, squared: true }], real, [...int, ints], [
    ...options,
    ...optionValues('delta', ...numbers),
    ...optionValues('squared', 1, null, 'yes', symbol),
  ]), // prettier-ignore
  structuredHinge: row(ops.structuredHinge, [x, labels, { delta: 2 }], [...real, input('none', [2, 0])], [...int, ints], [
    ...options,
    ...optionValues('delta', ...numbers),
  ]), // prettier-ignore
  oneVsAll: row(ops.oneVsAll, [x, labels, { squared: true }], real, [...int, ints], [
    ...options,
    ...optionValues('squared', 1, null, 'yes', symbol),
  ]), // prettier-ignore
  crossEntropy: row(
    ops.crossEntropy,
    [x, labels, { labelSmoothing: 0.1, classWeights: vector }],
    real,
    [undefined, ...bad, 1, [0, 1], bools, ints, vector],
    [
      ...options,
      ...optionValues('labelSmoothing', 1, -0.1, ...numbers),
      ...optionValues('classWeights', null, 1, [1, 2, 3], ints, x, symbol),
    ],
  ),
  accuracy: row(ops.accuracy, [x, labels], [...real, input('none', [2, 0])], [...int, ints]),
  binaryHinge: row(ops.binaryHinge, [x, x, { C: 2 }], real23, real23, [...options, ...optionValues('C', ...numbers)]),
  huber: row(ops.huber, [x, x, { delta: 2 }], real23, real23, [
    ...options,
    ...optionValues('delta', 0, -1, ...numbers),
  ]), // prettier-ignore
  ...rowsOf(['l1', 'l2'], (call) => row(call, [x, { bias: { axis: 0 } }], real, bias)),
  elasticNet: row(ops.elasticNet, [x, { beta: 2 }], real, [...bias, ...optionValues('beta', ...numbers)]),
  dropout: row(ops.dropout, [x, { rate: 0.5, key }], real, [
    undefined, ...options, { rate: 0.5 }, { key }, { rate: 0.5, key: 0.5 }, { rate: 0.5, key: x },
    ...[1, -0.1, NaN, '0', null, symbol].map((rate) => ({ rate, key })),
  ]), // prettier-ignore
  ...rowsOf(['randomNormal', 'randomUniform'], (call) =>
    row(call, [key, [2]], [...int, 0.5, 2 ** 31, labels, NaN], aShape),
  ),
  jacobian: {
    ...row(ops.jacobian, [x, x, { unused: 'zeros' }], [...tensor, ints, images, empty], [...tensor, ints], unused),
    also: /^gradient: /,
  },
  hessian: {
    ...row(ops.hessian, [loss, x, { unused: 'zeros' }], [...tensor, ints, x], [...tensor, ints], unused),
    also: /^gradient: /,
  },
  filled: row(ops.filled, [1], [undefined, ...bad, x, [1]]),
  normal: row(ops.normal, [{ std: 2 }], [
    ...options,
    ...optionValues('std', ...numbers),
    ...optionValues('mean', ...numbers),
  ]), // prettier-ignore
  uniform: row(ops.uniform, [{ low: -1 }], [
    ...options,
    ...optionValues('low', ...numbers),
    ...optionValues('high', ...numbers),
  ]), // prettier-ignore
  zeros: row(ops.zeros, []),
  ones: row(ops.ones, []),
  stabilize: row(ops.stabilize, [loss], asked),
  initialize: row(
    ops.initialize,
    [weights, { seed: 1, sizes: {} }],
    [undefined, ...bad, 1, [1], [null], [weights, symbol], sparse, {}],
    [...options, ...optionValues('seed', ...integers), ...optionValues('sizes', null, 1, [], symbol, x)],
  ),
};

/** They declare operations, from functions that only a program can write. */
const declaring = ['arithmetic', 'binary', 'reduction', 'unary', 'unaryOfNumbers'];

const leaf = (call: unknown, name: string, start: readonly [unknown, Wrong]): Row => ({
  ...row(
    call,
    [name, [3], start[0]],
    [undefined, ...bad.filter((one) => one !== 'words'), '', 1, x],
    aShape.filter((shape) => shape !== cyclic),
    start[1],
  ),
  also: /^(?:input|parameter|state) [a-z]+: /,
});

const initial: Wrong = [...bad, 1, [1, 2, 3], ints, x, loss, () => null, () => x];

const ofGraph: Readonly<Record<string, Row>> = {
  add: exact(graph.add, [x, x], real23, real23),
  scale: exact(graph.scale, [x, x], real23, real23),
  broadcastTo: row(graph.broadcastTo, [x, [4, 2, 3]], anyKind, [...aShape, [3], [2, 4], ['batch', 3]]),
  sumTo: row(graph.sumTo, [x, [3]], real, [...aShape, [2], [1, 2, 3], [4]]),
  size: row(
    graph.size,
    [['batch', 2]],
    aShape.filter((shape) => !Object.is((shape as number[])?.[0], 2 ** 60)),
  ),
  label: row(graph.label, ['y', x], [undefined, ...bad.filter((one) => one !== 'words'), '', 1, x], tensor),
  shaped: row(graph.shaped, [x, [2, 3]], tensor, [...aShape, [3, 2], ['batch', 3]]),
  stopGradient: exact(graph.stopGradient, [x], real),
  customGradient: row(graph.customGradient, [x, [x], () => [x]], real, wrt, [
    undefined, null, symbol, date, 1, 'words', x, {}, [],
  ]), // prettier-ignore
  straightThrough: row(graph.straightThrough, [x, x], [...real, vector], [...real, vector]),
  gradient: row(graph.gradient, [loss, [x], { unused: 'zeros' }], [...tensor, x, ints], [...wrt, [ints]], unused),
  pullback: {
    ...row(
      graph.pullback,
      [x, [x], x, { unused: 'zeros' }],
      [...tensor, ints, vector],
      [...wrt, [ints]],
      [...tensor, ints, vector],
      unused,
    ),
    also: /^gradient: /,
  },
  pushforward: {
    ...row(
      graph.pushforward,
      [x, [x], [x], { unused: 'zeros' }],
      [...tensor, ints],
      [...wrt, [ints], [x, x]],
      [...wrt, [ints], [], [vector], [x, x]],
      unused,
    ),
    also: /^gradient: /,
  },
  hessianVectorProduct: {
    ...row(
      graph.hessianVectorProduct,
      [loss, [x], [x], { unused: 'zeros' }],
      [...tensor, ints, x],
      [...wrt, [ints], [x, x]],
      [...wrt, [ints], [], [vector], [x, x]],
      unused,
    ),
    also: /^gradient: /,
  },
  evaluate: row(
    evaluate,
    [ops.sum(x), bindings, { precision: 'float32', sizes: {} }],
    asked,
    [
      null,
      ...bad,
      1,
      [],
      x,
      {},
      { x: null },
      { x: symbol },
      { x: [1] },
      { x: cyclic },
      { x: { shape: null, data: 1 } },
    ],
    [
      ...options,
      ...optionValues('precision', 'float16', null, 64, symbol),
      ...optionValues('sizes', null, 1, [], symbol, { batch: -1 }, { batch: NaN }, { batch: 'a' }, { batch: symbol }),
    ],
  ),
  constant: row(
    constant,
    [[1, 2], 'real'],
    [
      undefined,
      ...bad.filter((one) => one !== true),
      [[1], [2, 3]],
      [null],
      sparse,
      { shape: [3], data: new Float64Array(2) },
      x,
    ],
    [null, symbol, date, map, 1, 'float', x],
  ),
  input: leaf(input, 'i', ['int', [null, symbol, date, map, 1, 'float', x]]),
  parameter: leaf(parameter, 'p', [constant(0), initial]),
  state: leaf(state, 's', [constant(0), initial]),
  toTensor: {
    ...row(
      (...values: readonly unknown[]) => graph.toTensor('op', ...(values as [unknown, Kind])),
      [1, 'int'],
      [...anyKind, 0.5],
    ),
    also: /^op: /,
  },
  print: row(graph.print, [x], asked),
  toDot: row(graph.toDot, [x], asked),
};
const tables: readonly (readonly [string, Row])[] = [...Object.entries(ofOps), ...Object.entries(ofGraph)];

const counts = { garbage: 0, spoiled: 0, refused: 0, slowest: 0 };

/** What a call comes to, timed; anything thrown but a graph error fails the test. */
const outcomeOf = (name: string, call: () => unknown): E.Either<graph.GraphError, unknown> => {
  const start = performance.now();
  try {
    return attempt(call);
  } catch (error) {
    const what = error instanceof AdjointError ? 'a failure that is no GraphError' : String(error);
    throw new Error(`${name} must return or throw a graph error, threw ${what}`, { cause: error });
  } finally {
    counts.slowest = Math.max(counts.slowest, performance.now() - start);
  }
};

/** What a refusal must start with. */
const isNamed = (message: string, name: string, also: RegExp | undefined): boolean =>
  message.startsWith(`${name}: `) || also?.test(message) === true;

describe('an argument that is certainly wrong is refused in the name of the operation:', () => {
  test('every export has a row', () => {
    expect([...Object.keys(ofOps), ...declaring].toSorted()).toEqual(Object.keys(ops).toSorted());
  });

  test.each(tables)('%s', (name, { call, values, wrong, isExact = false, also }) => {
    expect(outcomeOf(name, () => call(...values))).toMatchObject({ _tag: 'Right' }); // what is spoiled is valid
    const spoiled = wrong.flatMap((list, place) => list.map((one) => values.with(place, one)));
    const fewer = wrong[values.length - 1]?.includes(undefined) === true ? [values.slice(0, -1)] : [];
    const more = isExact ? bad.map((one) => [...values, one]) : [];
    for (const given of [...spoiled, ...fewer, ...more]) {
      counts.spoiled++;
      const outcome = outcomeOf(name, () => call(...given));
      const place = given.findIndex((one, index) => !Object.is(one, values[index]));
      const said = E.isLeft(outcome) ? outcome.left.message : 'nothing';
      expect
        .soft(
          isNamed(said, name, also),
          `${name} with ${typeof given[place]} ${show(given[place])} at ${place} says ${said}`,
        )
        .toBe(true);
      if (E.isLeft(outcome)) counts.refused++;
    }
  });
});

/** A value in a message of this test. */
const show = (value: unknown): string => {
  try {
    return isTensor(value) ? `${value}` : typeof value === 'object' ? JSON.stringify(value) : String(value);
  } catch {
    return 'something';
  }
};

/** Small ranks, sizes and names, and all that is none. */
const numbersOrNot = fc.constantFrom<unknown>(
  0,
  1,
  2,
  3,
  -1,
  -2,
  -0,
  0.5,
  1.5,
  NaN,
  Infinity,
  -Infinity,
  1e9,
  2 ** 31,
  2 ** 53,
  1e308,
  -1e308,
  5e-324,
);
const words = fc.constantFrom<unknown>(
  '',
  'a',
  'batch',
  'a b',
  '2*batch',
  'batch + 1',
  'ij,jk',
  'real',
  'int',
  '__proto__',
  '☃',
);
const tensors = fc.constantFrom<unknown>(
  x,
  square,
  vector,
  scalar,
  ints,
  labels,
  bools,
  key,
  images,
  empty,
  deep,
  weights,
  loss,
  state('velocity', [3]),
  graph.stopGradient(x),
  ops.add(images, 1),
  constant([[1, 2], [3, 4]]), // prettier-ignore
  constant(3, 'int'),
  constant(1, 'bool'),
  graph.broadcastTo(constant(1), [2 ** 20, 2 ** 20]),
  graph.broadcastTo(constant(1), ['a', 'b', 2]),
);
const others = fc.constantFrom<unknown>(
  long,
  null,
  undefined,
  true,
  false,
  symbol,
  date,
  map,
  10n,
  cyclic,
  sparse,
  Array(3),
  ['a', ...Array(1), 2],
  [...sparse].concat(sparse),
  [null],
  [symbol],
  () => 1,
  () => null,
  () => [x],
  () => undefined,
  (one: unknown) => one,
  new Float64Array(3),
  new Int32Array([0, 1]),
  new Uint8Array(2),
  new BigInt64Array(2),
  new ArrayBuffer(8),
  { shape: [2], kind: 'real' },
  { shape: [2], data: new Float64Array(2) },
  { shape: [3], data: [1, 2, 3] },
  { node: {}, index: 0, shape: [], kind: 'real' },
  Object.create(null),
  hostile,
  new Error('words'),
  /words/,
  new Set([1]),
);
const keys = fc.constantFrom(
  ...`
    axis keepDims delta squared min max order correction dim start end step mode value rate key bias beta unused precision sizes seed mean std
    shape low high C offset axes labelSmoothing classWeights index data x toString
  `
    .trim()
    .split(/\s+/u),
);
const anything: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
    { arbitrary: tensors, weight: 6 },
    { arbitrary: numbersOrNot, weight: 4 },
    { arbitrary: words, weight: 2 },
    { arbitrary: others, weight: 3 },
    { arbitrary: fc.array(tie('any'), { maxLength: 4 }), weight: 3 },
    { arbitrary: fc.dictionary(keys, tie('any'), { maxKeys: 2 }), weight: 3 },
  ),
})).any;

/** Sizes for the names that no binding settles. */
const sizes = { batch: 2, a: 2, b: 3 };

/** Whether nothing that a tensor depends on is so large that it takes long, short of what is refused. */
const isSmall = (tensor: AnyTensor): boolean => {
  const seen = new Set<AnyTensor['node']>();
  const isFine = ({ node }: AnyTensor): boolean => {
    if (seen.has(node)) return true;
    seen.add(node);
    return (
      node.outputs.every(({ shape }) => {
        const extent = countOf((resolveShape(shape, sizes) ?? []).map((size) => Math.max(size, 1)));
        return extent <= 1e5 || extent >= 2 ** 31;
      }) && node.inputs.every(isFine)
    );
  };
  return isFine(tensor);
};

/** The tensors in what a call returned; a starting value is drawn first. */
const tensorsOf = (result: unknown): readonly AnyTensor[] =>
  isTensor(result)
    ? [result]
    : Array.isArray(result)
      ? result.flatMap((one) => tensorsOf(one))
      : typeof result === 'function'
        ? [(result as graph.InitialValue)([2, 3], key as never)]
        : [];

/** Expects the promised shape of a tensor's value, if it has one. */
const computes = (name: string, tensor: AnyTensor): void => {
  if (!isSmall(tensor)) return;
  const value = outcomeOf(`evaluating ${name}`, () => evaluate(tensor, bindings, { sizes }));
  if (E.isRight(value)) expect((value.right as graph.Value).shape).toEqual(resolveShape(tensor.shape, sizes));
};

const returnsOther = new Set([
  'evaluate',
  'initialize',
  'print',
  'toDot',
  'split',
  'stabilize',
  'gradient',
  'pullback',
  'hessianVectorProduct',
]);

describe('whatever it is given returns what can be evaluated or refuses with a graph error:', () => {
  test.each(tables)('%s', (name, { call, values }) => {
    const valid = values.map((value) => fc.constant(value));
    const mixed = fc
      .tuple(...valid.map((value) => fc.oneof({ arbitrary: value, weight: 2 }, { arbitrary: anything, weight: 1 })))
      .chain((some) => fc.array(anything, { maxLength: 1 }).map((more): readonly unknown[] => [...some, ...more]));
    fc.assert(
      fc.property(fc.oneof(fc.array(anything, { maxLength: 5 }), mixed), (given) => {
        counts.garbage++;
        const outcome = outcomeOf(name, () => call(...given));
        if (E.isLeft(outcome)) {
          counts.refused++;
          return;
        }
        const found = tensorsOf(outcome.right);
        expect(found.length > 0 || returnsOther.has(name), `${name} returned no tensor`).toBe(true);
        for (const tensor of found) {
          expect(String(tensor)).not.toBe('');
          computes(name, tensor);
          const derivative = outcomeOf(`the derivative of ${name}`, () =>
            graph.pullback(tensor as graph.Tensor, [x], tensor as graph.Tensor, { unused: 'zeros' }),
          );
          if (E.isRight(derivative)) computes(`the derivative of ${name}`, (derivative.right as AnyTensor[])[0]!);
        }
      }),
      { numRuns: 200 },
    );
  });
});

test.each([[undefined], [null], [x], [[]], [[null, null]], [[1]], [[undefined]], [[x, x]], [['x']], [symbol]])(
  'customGradient refuses derivatives that are none: %#',
  (derivatives) => {
    const y = graph.customGradient(loss, [ops.sum(x)], () => derivatives as never);
    const outcome = outcomeOf('gradient', () => graph.gradient(y, [x]));
    expect(outcome).toMatchObject({ left: { message: expect.stringMatching(/^customGradient: /) } });
  },
);

describe('what is too large to compute is refused by evaluate:', () => {
  test.each([
    ['randomUniform', ops.randomUniform(1, [2 ** 20, 2 ** 20])],
    ['broadcastTo', graph.broadcastTo(constant(1), [2 ** 31])],
    ['broadcastTo', graph.broadcastTo(constant([[]]), [2 ** 40, 0])],
    ['pad', ops.pad(vector, 2 ** 40)],
    ['arange', ops.arange(2 ** 53 - 1)],
  ])('%s', (name, tensor) => {
    expect(attempt(() => evaluate(tensor as AnyTensor, bindings))).toMatchObject({
      left: { message: expect.stringContaining(`${name}: a tensor can have at most 2147483647 elements, got [`) },
    });
  });
});

test('that makes tens of thousands of calls, most of them refused, none of them slow', () => {
  expect(counts.spoiled).toBeGreaterThanOrEqual(6000);
  expect(counts.garbage).toBeGreaterThanOrEqual(24_000);
  expect(counts.refused).toBeGreaterThanOrEqual(25_000);
  expect(counts.slowest).toBeLessThan(3000); // milliseconds
});
