import { reals, type Sample, sample } from '@adjoint/gradcheck';
import * as ops from '../../src/index.ts';
import { columns, flat, type Matrix, squared } from './nested.ts';

type Samples = Readonly<Record<string, readonly Sample[]>>;

const symbolic = true;

/** The elements of a list that stand at some places. */
const pick = <E>(list: readonly E[], ...places: readonly number[]): readonly E[] => places.map((place) => list[place]!);

export const shape: Samples = {
  reshape: [
    sample([reals([3, 4])], (x) => ops.reshape(x, [2, -1]), {
      value: (x) => [flat(x).slice(0, 6), flat(x).slice(6)],
      shape: [2, 6],
    }),
    sample([reals([3, 4])], (x) => ops.reshape(x, [-1]), { value: flat, shape: [12], symbolic }),
    sample([reals([1, 1])], (x) => ops.square(ops.reshape(x, [])), { value: (x) => x[0]![0]! ** 2, shape: [] }),
  ],
  transpose: [
    sample([reals([3, 4])], (x) => ops.transpose(x), { value: columns, shape: [4, 3], symbolic }),
    sample([reals([2, 3, 4])], (x) => ops.transpose(x, [1, 2, 0]), {
      value: (x) => x[0]!.map((row, j) => row.map((_, k) => x.map((matrix) => matrix[j]![k]!))),
      shape: [3, 4, 2],
      symbolic,
    }),
    sample([reals([2, 3, 4])], (x) => ops.square(ops.transpose(x, [2, 0, 1])), {
      value: (x) => squared([0, 1, 2, 3].map((k) => x.map((matrix) => matrix.map((row) => row[k]!)))),
      shape: [4, 2, 3],
      symbolic,
    }),
  ],
  expandDims: [
    sample([reals([3])], (x) => ops.expandDims(x, 0), { value: (x) => [x], shape: [1, 3], symbolic }),
    sample([reals([3, 2])], (x) => ops.square(ops.expandDims(x, -1)), {
      value: (x) => squared(x.map((row) => row.map((element) => [element]))),
      shape: [3, 2, 1],
      symbolic,
    }),
  ],
  squeeze: [
    sample([reals([1, 3, 1])], (x) => ops.square(ops.squeeze(x)), {
      value: (x) => squared(flat(x)),
      shape: [3],
      symbolic,
    }),
    sample([reals([1, 1])], (x) => ops.squeeze(x, 0), { value: ([row]) => row!, shape: [1] }),
  ],
  rename: [
    sample([reals([3, 2])], (x) => ops.square(ops.rename(ops.rename(x, ['row', 'column']), [3, 2])), {
      value: squared,
      shape: [3, 2],
      symbolic,
    }),
  ],
};

const padded = (x: Matrix, rows: readonly number[], places: readonly number[]): Matrix =>
  pick(x, ...rows).map((row) => pick(row, ...places));

export const parts: Samples = {
  slice: [
    sample([reals([5])], (x) => ops.slice(x, [{ start: 1, end: -1, dim: 3 }]), {
      value: (x) => x.slice(1, -1),
      shape: [3],
      symbolic,
    }),
    sample([reals([3, 5])], (x) => ops.square(ops.slice(x, [{}, { step: -2, dim: 3 }])), {
      value: (x) => squared(x.map((row) => pick(row, 4, 2, 0))),
      shape: [3, 3],
      symbolic,
    }),
    sample([reals([3, 2])], (x) => ops.slice(x, [{ start: 2, end: 2 }]), { shape: [0, 2] }),
  ],
  flip: [
    sample([reals([3, 2])], (x) => ops.square(ops.flip(x)), {
      value: (x) => squared(x.toReversed().map((row) => row.toReversed())),
      shape: [3, 2],
      symbolic,
    }),
    sample([reals([3, 2])], (x) => ops.flip(x, 0), { value: (x) => x.toReversed(), shape: [3, 2], symbolic }),
  ],
  split: [
    sample([reals([4, 3])], (x) => ops.mul(ops.split(x, 2, 0)[0]!, ops.split(x, 2, 0)[1]!), {
      value: ([a, b, c, d]) => [a!.map((e, i) => e * c![i]!), b!.map((e, i) => e * d![i]!)],
      shape: [2, 3],
    }),
    sample([reals([2, 4])], (x) => ops.square(ops.split(x, [1, 3, 0], -1)[1]), {
      value: (x) => squared(x.map((row) => row.slice(1))),
      shape: [2, 3],
    }),
    sample([reals([4, 2])], (x) => ops.split(x, [1, 3], 0), {
      value: (x) => [x.slice(0, 1), x.slice(1)],
      shape: [[1, 2], [3, 2]], // prettier-ignore
    }),
    sample([reals([3]), reals([2])], (a, b) => ops.split(ops.concat([a, b], 0), [...a.shape, ...b.shape], 0), {
      value: (a, b) => [a, b],
      shape: [[3], [2]],
      symbolic,
    }),
  ],
  concat: [
    sample([reals([3, 2]), reals([3, 4])], (a, b) => ops.square(ops.concat([a, b], 1)), {
      value: (a, b) => squared(a.map((row, i) => [...row, ...b[i]!])),
      shape: [3, 6],
      symbolic,
    }),
    sample([reals([3]), reals([0])], (a, b) => ops.square(ops.concat([a, b, a], 0)), {
      value: (a) => squared([...a, ...a]),
      shape: [6],
      symbolic,
    }),
  ],
  stack: [
    sample([reals([3, 2]), reals([3, 2])], (a, b) => ops.square(ops.stack([a, b], -1)), {
      value: (a, b) => squared(a.map((row, i) => row.map((element, j) => [element, b[i]![j]!]))),
      shape: [3, 2, 2],
      symbolic,
    }),
    sample([reals([])], (a) => ops.stack([a, a], 0), { value: (a) => [a, a], shape: [2] }),
  ],
  tile: [
    sample([reals([3, 2])], (x) => ops.square(ops.tile(x, [2, 3])), {
      value: (x) => squared([...x, ...x].map((row) => [...row, ...row, ...row])),
      shape: [6, 6],
      symbolic,
    }),
    sample([reals([])], (x) => ops.tile(x, []), { value: (x) => x, shape: [] }),
  ],
  repeat: [
    sample([reals([3, 2])], (x) => ops.square(ops.repeat(x, 2, 0)), {
      value: (x) => squared(x.flatMap((row) => [row, row])),
      shape: [6, 2],
      symbolic,
    }),
    sample([reals([2, 2])], (x) => ops.repeat(x, 3, -1), {
      value: (x) => x.map((row) => row.flatMap((element) => [element, element, element])),
      shape: [2, 6],
      symbolic,
    }),
  ],
  pad: [
    sample([reals([3, 2])], (x) => ops.square(ops.pad(x, 1)), {
      value: (x) => squared([[0, 0, 0, 0], ...x.map((row) => [0, ...row, 0]), [0, 0, 0, 0]]),
      shape: [5, 4],
      symbolic,
    }),
    sample([reals([3, 2])], (x) => ops.square(ops.pad(x, [[2, 1], 0], { value: 3 })), {
      value: (x) => squared([[3, 3], [3, 3], ...x, [3, 3]]), // prettier-ignore
      shape: [6, 2],
      symbolic,
    }),
    sample([reals([3])], (x) => ops.square(ops.pad(x, [[5, 4]], { mode: 'reflect' })), {
      value: (x) => squared(pick(x, 1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2)),
      shape: [12],
      symbolic,
    }),
    sample([reals([3])], (x) => ops.square(ops.pad(x, [[5, 4]], { mode: 'symmetric' })), {
      value: (x) => squared(pick(x, 1, 2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0)),
      shape: [12],
      symbolic,
    }),
    sample(
      [reals([2, 3])],
      (x) =>
        ops.square(
          ops.pad(
            x,
            [
              [2, 1],
              [0, 3],
            ],
            { mode: 'edge' },
          ),
        ),
      {
        // prettier-ignore
        value: (x) => squared(padded(x, [0, 0, 0, 1, 1], [0, 1, 2, 2, 2, 2])),
        shape: [5, 6],
        symbolic,
      },
    ),
  ],
};
