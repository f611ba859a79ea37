import { reals, type Sample, sample } from '@adjoint/gradcheck';
import * as ops from '../../src/index.ts';
import { columns, inner, squared, times, total } from './nested.ts';

const symbolic = true;

export const product: Readonly<Record<string, readonly Sample[]>> = {
  matmul: [
    sample([reals([3, 4]), reals([4, 2])], (a, b) => ops.matmul(a, b), {
      value: (a, b) => times(a, b),
      shape: [3, 2],
      symbolic,
    }),
    sample([reals([4]), reals([4])], (a, b) => ops.matmul(a, b), { value: inner, shape: [], symbolic }),
    sample([reals([4]), reals([4, 3])], (a, b) => ops.matmul(a, b), {
      value: (a, b) => times([a], b)[0]!,
      shape: [3],
      symbolic,
    }),
    sample([reals([3, 4]), reals([4])], (a, b) => ops.matmul(a, b), {
      value: (a, b) => a.map((row) => inner(row, b)),
      shape: [3],
      symbolic,
    }),
    sample([reals([2, 3, 4]), reals([2, 4, 2])], (a, b) => ops.matmul(a, b), {
      value: (a, b) => a.map((matrix, i) => times(matrix, b[i]!)),
      shape: [2, 3, 2],
      symbolic,
    }),
    sample([reals([2, 3, 4]), reals([4, 2])], (a, b) => ops.matmul(a, b), {
      value: (a, b) => a.map((matrix) => times(matrix, b)),
      shape: [2, 3, 2],
      symbolic,
    }),
    sample([reals([2, 1, 2, 3]), reals([3, 3, 2])], (a, b) => ops.matmul(a, b), {
      value: (a, b) => a.map(([matrix]) => b.map((other) => times(matrix!, other))),
      shape: [2, 3, 2, 2],
      symbolic,
    }),
    sample([reals([3]), reals([2, 3, 2])], (a, b) => ops.matmul(a, b), {
      value: (a, b) => b.map((matrix) => times([a], matrix)[0]!),
      shape: [2, 2],
      symbolic,
    }),
    sample([reals([2, 2, 3]), reals([3])], (a, b) => ops.matmul(a, b), {
      value: (a, b) => a.map((matrix) => matrix.map((row) => inner(row, b))),
      shape: [2, 2],
      symbolic,
    }),
    sample([reals([2, 0]), reals([0, 3])], (a, b) => ops.matmul(a, b), {
      value: (a, b) => times(a, b, 3),
      shape: [2, 3],
      symbolic,
    }),
    sample([reals([3, 3])], (a) => ops.matmul(a, a), { value: (a) => times(a, a), shape: [3, 3], symbolic }),
  ],
  einsum: [
    sample([reals([3, 4]), reals([4, 2])], (a, b) => ops.einsum('ij,jk->ik', a, b), {
      value: (a, b) => times(a, b),
      shape: [3, 2],
      symbolic,
    }),
    sample(
      [reals([2, 3]), reals([2, 4])],
      (a, b) => ops.einsum('ji,jk,ki->', a, b, ops.transpose(ops.matmul(ops.transpose(a), b))),
      {
        value: (a, b) =>
          total(
            times(columns(a), b)
              .flat()
              .map((element) => element * element),
          ),
        shape: [],
        symbolic,
      },
    ),
    sample([reals([2, 3, 2])], (a) => ops.square(ops.einsum('iji->ji', a)), {
      value: (a) => squared([0, 1, 2].map((j) => [0, 1].map((i) => a[i]![j]![i]!))),
      shape: [3, 2],
      symbolic,
    }),
    sample([reals([2, 1, 3]), reals([4, 3])], (a, b) => ops.einsum('...i,...i', a, b), {
      value: (a, b) => a.map(([row]) => b.map((other) => inner(row!, other))),
      shape: [2, 4],
      symbolic,
    }),
    sample([reals([2, 1]), reals([3, 4])], (a, b) => ops.einsum('batch in, in out -> out batch', a, b), {
      value: (a, b) => columns(b).map((column) => a.map(([element]) => element! * total(column))),
      shape: [4, 2],
      symbolic,
    }),
    sample([reals([2, 3]), reals([3, 4]), reals([4])], (a, b, c) => ops.einsum('ij,jk,k->i', a, b, c), {
      value: (a, b, c) => times(a, b).map((row) => inner(row, c)),
      shape: [2],
      symbolic,
    }),
    sample([reals([2, 0]), reals([0, 3])], (a, b) => ops.einsum('ij,jk->ik', a, b), {
      value: (a, b) => times(a, b, 3),
      shape: [2, 3],
      symbolic,
    }),
  ],
  dot: [
    sample([reals([3]), reals([3])], (a, b) => ops.dot(a, b), { value: inner, shape: [], symbolic }),
    sample([reals([]), reals([3])], (a, b) => ops.dot(a, b), {
      value: (a, b) => b.map((element) => a * element),
      shape: [3],
      symbolic,
    }),
    sample([reals([2, 2, 3]), reals([3])], (a, b) => ops.dot(a, b), {
      value: (a, b) => a.map((matrix) => matrix.map((row) => inner(row, b))),
      shape: [2, 2],
      symbolic,
    }),
    sample([reals([2, 3]), reals([2, 3, 2])], (a, b) => ops.dot(a, b), {
      value: (a, b) => a.map((row) => b.map((matrix) => times([row], matrix)[0]!)),
      shape: [2, 2, 2],
      symbolic,
    }),
  ],
  outer: [
    sample([reals([3]), reals([4])], (a, b) => ops.outer(a, b), {
      value: (a, b) => a.map((left) => b.map((right) => left * right)),
      shape: [3, 4],
      symbolic,
    }),
    sample([reals([2, 2]), reals([])], (a, b) => ops.outer(a, b), {
      value: (a, b) => a.flat().map((left) => [left * b]),
      shape: [4, 1],
      symbolic,
    }),
  ],
};
