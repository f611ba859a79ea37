import * as graph from '@adjoint/graph';
import { fc } from '@fast-check/vitest';
import * as ops from '../../src/index.ts';
import { cyclic, date, hostile, long, map, sparse, symbol } from './oddities.ts';
import { bools, deep, empty, images, ints, key, labels, loss, scalar, square, vector, weights, x } from './operands.ts';

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

/** Names, formulas, kinds, and what looks like them. */
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

/** Tensors of every kind, sizes known and not, some of them too large to compute. */
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
  graph.state('velocity', [3]),
  graph.stopGradient(x),
  ops.add(images, 1),
  graph.constant([[1, 2], [3, 4]]), // prettier-ignore
  graph.constant(3, 'int'),
  graph.constant(1, 'bool'),
  graph.broadcastTo(graph.constant(1), [2 ** 20, 2 ** 20]),
  graph.broadcastTo(graph.constant(1), ['a', 'b', 2]),
);

/** Values of every other kind. */
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

/** Names of options. */
const keys = fc.constantFrom(
  ...`
    axis keepDims delta squared min max order correction dim start end step mode value rate key bias beta unused precision sizes seed mean std
    shape low high C offset axes labelSmoothing classWeights index data x toString
  `
    .trim()
    .split(/\s+/u),
);

/** Anything at all: operands, numbers, words, oddities, and lists and objects of them. */
export const anything: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
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
