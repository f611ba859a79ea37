import { normals, uniforms } from '@adjoint/graph';
import { ints, type Interval, reals, type Sample, sample } from '@adjoint/gradcheck';
import * as ops from '../../src/index.ts';
import { columns, inner, squared, total, type Vector } from './nested.ts';
import { broadcasting } from './pattern.ts';

const symbolic = true;

const positive: Interval = { from: 0 };

const entropy = (p: Vector): number => -total(p.map((element) => element * Math.log(element)));
const divergence = (p: Vector, q: Vector): number => total(p.map((element, i) => element * Math.log(element / q[i]!)));
const cosine = (a: Vector, b: Vector): number => inner(a, b) / Math.hypot(...a) / Math.hypot(...b);

/** Numbers as a matrix with rows of three. */
const rowsOfThree = (numbers: ArrayLike<number>): readonly Vector[] =>
  [0, 1].map((i) => Array.from(numbers).slice(3 * i, 3 * i + 3));

export const probability: Readonly<Record<string, readonly Sample[]>> = {
  xlogy: broadcasting(ops.xlogy, (x, y) => x * Math.log(y), positive),
  entropy: [
    sample([reals([5], positive)], (p) => ops.entropy(p), { value: entropy, shape: [], symbolic }),
    sample([reals([3, 4], positive)], (p) => ops.entropy(p, 0), {
      value: (p) => columns(p).map(entropy),
      shape: [4],
      symbolic,
    }),
    sample([reals([3, 0], positive)], (p) => ops.entropy(p, 1), { value: () => [0, 0, 0], shape: [3], symbolic }),
  ],
  klDivergence: [
    sample([reals([5], positive), reals([5], positive)], (p, q) => ops.klDivergence(p, q), {
      value: divergence,
      shape: [],
      symbolic,
    }),
    sample([reals([3, 4], positive), reals([4], positive)], (p, q) => ops.klDivergence(p, q, 0), {
      value: (p, q) =>
        columns(p).map((column, j) =>
          divergence(
            column,
            column.map(() => q[j]!),
          ),
        ),
      shape: [4],
      symbolic,
    }),
    sample([reals([2, 3, 2], positive), reals([3, 1], positive)], (p, q) => ops.klDivergence(p, q, 1), {
      value: (p, q) => p.map((rows) => columns(rows).map((column) => divergence(column, q.flat()))),
      shape: [2, 2],
      symbolic,
    }),
  ],
  cosineSimilarity: [
    sample([reals([5]), reals([5])], (a, b) => ops.cosineSimilarity(a, b), { value: cosine, shape: [], symbolic }),
    sample([reals([3, 4]), reals([3, 1])], (a, b) => ops.cosineSimilarity(a, b, 0), {
      value: (a, b) => columns(a).map((column) => cosine(column, b.flat())),
      shape: [4],
      symbolic,
    }),
    sample([reals([2, 1, 3]), reals([4, 3])], (a, b) => ops.cosineSimilarity(a, b), {
      value: (a, b) => a.map(([row]) => b.map((other) => cosine(row!, other))),
      shape: [2, 4],
      symbolic,
    }),
  ],
  dropout: [
    sample([reals([2, 3])], (x) => ops.square(ops.dropout(x, { rate: 0.5, key: 3 })), {
      value: (x) => {
        const draws = rowsOfThree(uniforms(3, 6));
        return squared(x.map((row, i) => row.map((element, j) => (draws[i]![j]! < 0.5 ? 0 : 2 * element))));
      },
      shape: [2, 3],
      symbolic,
    }),
    sample([reals([3])], (x) => ops.dropout(x, { rate: 0, key: 3 }), { value: (x) => x, shape: [3], symbolic }),
  ],
  randomUniform: [
    sample([ints(7)], (key) => ops.randomUniform(key, [2, 3]), {
      value: (key) => rowsOfThree(uniforms(key, 6)),
      shape: [2, 3],
    }),
  ],
  randomNormal: [
    sample([ints(7)], (key) => ops.randomNormal(key, [2, 3]), {
      value: (key) => rowsOfThree(normals(key, 6)),
      shape: [2, 3],
    }),
  ],
};
