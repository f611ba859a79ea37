import { input, parameter } from '@adjoint/graph';
import * as ops from '../../src/index.ts';

/** Operands of every kind and of some shapes, for calls to be made with. */
export const x = input('x', [2, 3]);
export const square = input('square', [3, 3]);
export const vector = input('vector', [3]);
export const scalar = input('scalar', []);
export const ints = input('ints', [2, 3], 'int');
export const labels = input('labels', [2], 'int');
export const bools = input('bools', [2, 3], 'bool');
export const key = input('key', [], 'int');
export const images = input('images', ['batch', 3]);
export const empty = input('empty', [0]);
export const deep = input('deep', [1, 2, 1, 3, 2]);
export const pictures = input('pictures', [2, 4, 4, 2]);
export const signals = input('signals', [2, 6, 2]);
export const filter = input('filter', [3, 3, 2, 2]);
export const filter1 = input('filter1', [3, 2, 2]);
export const weights = parameter('weights', [3, 2], ops.normal());
export const loss = ops.sum(ops.square(x));

/** A value for each of them, and for the state `velocity`. */
export const bindings = {
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
  pictures: { shape: [2, 4, 4, 2], data: new Float64Array(64) },
  signals: { shape: [2, 6, 2], data: new Float64Array(24) },
  filter: { shape: [3, 3, 2, 2], data: new Float64Array(36) },
  filter1: { shape: [3, 2, 2], data: new Float64Array(12) },
  weights: [[1, 2], [3, 4], [5, 6]], // prettier-ignore
  velocity: [0, 0, 0],
};

/** Sizes for the names that no binding settles. */
export const sizes = { batch: 2, a: 2, b: 3 };
