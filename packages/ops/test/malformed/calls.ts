import { input } from '@adjoint/graph';
import * as ops from '../../src/index.ts';
import { imageCalls } from './image-calls.ts';
import { sparse, symbol } from './oddities.ts';
import { bools, deep, empty, images, ints, key, labels, loss, scalar, square, vector, weights, x } from './operands.ts';
import { exact, type Row, row, rowsOf } from './row.ts';
import {
  anAxis,
  anyKind,
  aShape,
  aSize,
  asked,
  bad,
  bias,
  bool,
  int,
  integers,
  list,
  noAxis,
  numbers,
  options,
  optionValues,
  orAxis,
  real,
  real23,
  reduced,
  tensor,
  unused,
  type Wrong,
} from './wrong.ts';

/** For square matrices. */
const notSquare: Wrong = [scalar, vector, x, 1, deep, images, input('named', ['a', 'b'])];

/** For right sides of 3 rows. */
const rightSides: Wrong = [...real, scalar, x, 1, input('other', [4]), input('named', ['batch'])];

/** For every operation of the package a valid call and what spoils each of its arguments, in about the order of `src/index.ts`. */
export const calls: Readonly<Record<string, Row>> = {
  ...rowsOf(['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'mod'], (call) => exact(call, [x, x], real23, real23)),
  ...rowsOf(['abs', 'neg', 'sign', 'square'], (call) => exact(call, [x], [...anyKind, bools])),
  ...rowsOf(['ceil', 'floor', 'reciprocal', 'round', 'rsqrt', 'sqrt'], (call) => exact(call, [x], real)),
  clamp: row(ops.clamp, [x, { min: 0 }], real, [
    undefined,
    ...options,
    ...optionValues('min', ...numbers),
    ...optionValues('max', ...numbers),
  ]),
  ...rowsOf(['exp', 'expm1', 'log', 'log10', 'log1p', 'log2', 'logSigmoid', 'sigmoid', 'softplus'], (call) =>
    exact(call, [x], real),
  ),
  ...rowsOf(['logAddExp', 'pow', 'atan2', 'hypot'], (call) => exact(call, [x, x], real23, real23)),
  ...rowsOf(['acos', 'acosh', 'asin', 'asinh', 'atan', 'atanh', 'cos', 'cosh', 'sin', 'sinh', 'tan', 'tanh'], (call) =>
    exact(call, [x], real),
  ),
  polygamma: row(ops.polygamma, [1, x], [undefined, ...integers, -1, 101], real),
  ...rowsOf(['erf', 'erfc', 'relu', 'lgamma', 'digamma'], (call) => exact(call, [x], real)),
  elu: row(ops.elu, [x, 1], real, numbers),
  leakyRelu: row(ops.leakyRelu, [x, 0.1], real, numbers),
  gelu: row(ops.gelu, [x, 'tanh'], real, [...bad, 1, x]),
  selu: row(ops.selu, [x], real),
  silu: row(ops.silu, [x], real),
  ...rowsOf(['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'], (call) =>
    exact(call, [x, x], real23, real23),
  ),
  ...rowsOf(['and', 'or'], (call) => exact(call, [bools, bools], bool, bool)),
  not: exact(ops.not, [bools], bool),
  where: row(ops.where, [bools, x, x], bool, real23, real23),
  ...rowsOf(['toInt', 'toReal'], (call) => exact(call, [x], anyKind)),
  ...rowsOf(['sum', 'mean', 'max', 'min', 'prod', 'argmax', 'argmin', 'logSumExp'], (call) =>
    row(call, [x, 0], real, reduced),
  ),
  ...rowsOf(['all', 'any'], (call) => row(call, [bools, { axis: 0 }], bool, reduced)),
  norm: row(ops.norm, [x, { order: 1 }], real, [...reduced, ...optionValues('order', 3, '1', null, NaN, symbol)]),
  ...rowsOf(['variance', 'standardDeviation'], (call) =>
    row(call, [x, { correction: 1 }], real, [...reduced, ...optionValues('correction', ...numbers)]),
  ),
  ...rowsOf(['softmax', 'logSoftmax', 'cumsum', 'cumprod', 'cummax', 'cumLogSumExp', 'entropy'], (call) =>
    row(call, [x, 0], real, orAxis),
  ),
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
  segmentSum: row(
    ops.segmentSum,
    [x, input('segments', [2], 'int'), 3],
    [...real, scalar, input('other', [3, 2])],
    [...int, 0.5, ints],
    aSize,
  ),
  ...rowsOf(['argsort', 'sort'], (call) =>
    row(call, [x, 0, { descending: true }], anyKind, orAxis, [
      ...options,
      ...optionValues('descending', 1, null, 'yes', symbol),
    ]),
  ),
  topK: row(ops.topK, [x, 2, 1], anyKind, [...integers, -1, 4], orAxis),
  searchSorted: row(ops.searchSorted, [vector, x, { side: 'left' }], [...real, x, scalar], real, [
    ...options,
    ...optionValues('side', 'middle', null, 1, symbol),
  ]),
  uniqueCounts: row(ops.uniqueCounts, [x, 4], [undefined, ...bad, [1, 2], { axis: 0 }, bools], aSize),
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
  ...rowsOf(['inverse', 'determinant', 'logDeterminant', 'cholesky', 'symmetricEigen'], (call) =>
    row(call, [square], [...real, ...notSquare]),
  ),
  solve: row(ops.solve, [square, vector], [...real, ...notSquare], rightSides),
  triangularSolve: row(
    ops.triangularSolve,
    [square, vector, { lower: false, transposed: true }],
    [...real, ...notSquare],
    rightSides,
    [
      ...options,
      ...optionValues('lower', 1, null, 'yes', symbol),
      ...optionValues('transposed', 1, null, 'yes', symbol),
    ],
  ),
  qr: row(ops.qr, [square], [...real, scalar, vector, 1, input('columns', [3, 'batch'])]),
  leastSquares: row(
    ops.leastSquares,
    [square, vector],
    [...real, scalar, vector, 1, x, input('columns', [3, 'batch'])],
    rightSides,
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
  ...imageCalls,
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
  binaryHinge: row(ops.binaryHinge, [x, x, { C: 2 }], real23, real23, [...options, ...optionValues('C', ...numbers)]),
  binaryCrossEntropy: exact(ops.binaryCrossEntropy, [x, x], real23, real23),
  ...rowsOf(['squaredError', 'absoluteError'], (call) => exact(call, [x, x], real23, real23)),
  huber: row(ops.huber, [x, x, { delta: 2 }], real23, real23, [
    ...options,
    ...optionValues('delta', 0, -1, ...numbers),
  ]), // prettier-ignore
  accuracy: row(ops.accuracy, [x, labels], [...real, input('none', [2, 0])], [...int, ints]),
  xlogy: row(ops.xlogy, [x, x], real23, real23),
  ...rowsOf(['klDivergence', 'cosineSimilarity'], (call) => row(call, [x, x, 0], real23, real23, orAxis)),
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
  stabilize: row(ops.stabilize, [loss], asked),
  filled: row(ops.filled, [1], [undefined, ...bad, x, [1]]),
  initialize: row(
    ops.initialize,
    [weights, { seed: 1, sizes: {} }],
    [undefined, ...bad, 1, [1], [null], [weights, symbol], sparse, {}],
    [...options, ...optionValues('seed', ...integers), ...optionValues('sizes', null, 1, [], symbol, x)],
  ),
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
  scan: row(
    ops.scan,
    [(carry: unknown, each: unknown) => [carry, each], scalar, vector, { reverse: true }],
    [undefined, ...bad, 1, x, () => [x], () => [vector, vector], () => [key, x], () => [[scalar], x]],
    [undefined, ...bad, 1, [1], { a: 1 }, sparse],
    [undefined, ...bad, 1, scalar, [vector, scalar], [vector, x]],
    [
      ...options,
      ...optionValues('length', -1, 4, 'a b', null, symbol),
      ...optionValues('reverse', 'yes', null, 1),
      ...optionValues('checkpoint', 0, -1, 0.5, NaN, null, '2', symbol),
    ],
  ),
  whileLoop: row(
    ops.whileLoop,
    [(all: typeof x) => ops.less(ops.sum(all), 0), (all: typeof x) => ops.abs(all), x, { maxIterations: 5 }],
    [undefined, ...bad, 1, x, () => x, () => bools, () => [ops.any(bools), ops.any(bools)]],
    [undefined, ...bad, 1, x, () => vector, () => ints, () => [x], () => ({})],
    [undefined, ...bad, 1, [1], [], { a: 1 }, sparse],
    [...options, ...optionValues('maxIterations', -1, 0.5, NaN, Infinity, null, '2', symbol)],
  ),
  cond: row(
    ops.cond,
    [ops.any(bools), (one: unknown) => one, (one: unknown) => one, x],
    [undefined, ...bad, 1, x, bools, scalar],
    [undefined, ...bad, 1, x, () => vector, () => ints, () => [x], () => []],
    [undefined, ...bad, 1, x, () => vector, () => ints, () => [x], () => []],
    [...bad, 1, [1], { a: 1 }, sparse],
  ),
  vectorize: row(
    (f: never, dim: never, ...operands: never[]) => ops.vectorize(f, dim)(...operands),
    [(one: typeof vector) => ops.tanh(one), 2, x],
    [undefined, ...bad, 1, x],
    [...aSize, 3, 'words'],
    [undefined, ...bad, 1, scalar, vector],
  ),
};

/** Exports without a row: they declare operations, from functions that only a program can write. */
export const declaring = ['arithmetic', 'binary', 'reduction', 'unary', 'unaryOfNumbers'];
