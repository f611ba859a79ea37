import { describe, expect, test } from 'vitest';
import { type Difference, type Fault, type FaultKind, faultOf } from './fault.ts';

const six = [3, -1, 4, 1, -5, 9];
const eight = [3, -1, 4, 1, -5, 9, 2, -6];
const nine = [...eight, 7];

const differenceOf = (truth: readonly number[], claimed: readonly number[], more: Partial<Difference> = {}) =>
  faultOf({ true: truth, claimed, shape: [truth.length], tolerance: 1e-6, ...more });

const times = (factor: number, entries: readonly number[]): readonly number[] => entries.map((entry) => factor * entry);
/** The entries of a matrix in another order: those of `order` in turn. */
const ordered = (entries: readonly number[], order: readonly number[]): readonly number[] =>
  order.map((from) => entries[from]!);

test.each<[FaultKind, string, Fault]>([
  ['sign', 'has the wrong sign', differenceOf(six, times(-1, six))],
  ['sign', 'has the wrong sign', differenceOf([2], [-2])],
  ['sign', 'has the wrong sign', differenceOf([0, 5, 0], [0, -5, 0])],
  ['sign', 'has the wrong sign', differenceOf(times(1e-200, six), times(-1e-200, six), { tolerance: 1e-206 })],

  ['factor', 'is 2 times what it should be', differenceOf(six, times(2, six))],
  ['factor', 'is 1.01 times what it should be', differenceOf(six, times(1.01, six))],
  ['factor', 'is 1.0005 times what it should be', differenceOf(six, times(1.0005, six))],
  ['factor', 'is 0.5 times what it should be', differenceOf(six, times(0.5, six))],
  ['factor', 'is -3 times what it should be', differenceOf(six, times(-3, six))],
  ['factor', 'is 1.1 times what it should be', differenceOf([5], [5.5])],
  ['factor', 'is 7 times what it should be', differenceOf(six, times(7, six))],
  ['factor', 'is 7 times what it should be', differenceOf(six, times(7, six), { counts: [6, 5] })],
  ['factor', 'is 2 times what it should be', differenceOf(six, times(2, six), { counts: [2, 6] })],
  ['factor', 'is 2 times what it should be', differenceOf([0, 0, 5, 0], [0, 0, 10, 0])],

  ['count', 'is 7 times too large: 1/7 is missing', differenceOf(six, times(7, six), { counts: [5, 7] })],
  ['count', 'is 7 times too small: 1/7 is there twice', differenceOf(six, times(1 / 7, six), { counts: [5, 7] })],
  ['count', 'is 4 times too large: 1/4 is missing', differenceOf([0, 0, 5, 0], [0, 0, 20, 0], { counts: [4] })],

  ['zero', 'is zero', differenceOf(six, times(0, six))],
  ['zero', 'is zero', differenceOf([3], [0])],
  ['zero', 'is zero', differenceOf(six, times(0, six), { claimedElsewhere: times(0, six) })],

  [
    'transposed',
    'of shape [3, 3] is transposed',
    differenceOf(nine, ordered(nine, [0, 3, 6, 1, 4, 7, 2, 5, 8]), { shape: [3, 3] }),
  ],
  // the rows of the transposed one after the other: [3, 2] laid out, [2, 3] read
  [
    'transposed',
    'of shape [2, 3] is transposed',
    differenceOf(six, ordered(six, [0, 3, 1, 4, 2, 5]), { shape: [2, 3] }),
  ],
  [
    'transposed',
    'of shape [3, 2] is transposed',
    differenceOf(six, ordered(six, [0, 2, 4, 1, 3, 5]), { shape: [3, 2] }),
  ],
  [
    'transposed',
    'of shape [2, 2, 2] is transposed',
    differenceOf(eight, ordered(eight, [0, 2, 1, 3, 4, 6, 5, 7]), { shape: [2, 2, 2] }),
  ],

  ['shifted', 'is shifted by one', differenceOf(six, [-1, 4, 1, -5, 9, 3])],
  ['shifted', 'is shifted by one', differenceOf(six, [9, 3, -1, 4, 1, -5])],
  ['shifted', 'is shifted by one', differenceOf(six, [-1, 4, 1, -5, 9, 0])],
  ['shifted', 'is shifted by one', differenceOf(six, [0, 3, -1, 4, 1, -5])],
  ['shifted', 'is shifted by one', differenceOf(nine, ordered(nine, [1, 2, 3, 4, 5, 6, 7, 8, 0]), { shape: [3, 3] })],
  ['shifted', 'is shifted by one', differenceOf([0, 0, 5, 0], [0, 5, 0, 0])],

  ['entry', 'is off at one entry of 8', differenceOf(eight, eight.with(4, -5.5))],
  ['entry', 'is off at one entry of 8', differenceOf(eight, eight.with(0, 0))],
  ['entry', 'is off at one entry of 3', differenceOf([1, 2, 3], [1, 2, 4])],
  ['entry', 'is off at one entry of 4', differenceOf([0, 0, 5, 0], [0, 0, 5.5, 0])],
  [
    'entry',
    'is off at 2 entries of 16',
    differenceOf([...eight, ...eight], [...eight, ...eight].with(3, 7).with(12, 8)),
  ],

  [
    'cotangent ignored',
    'ignores the cotangent',
    differenceOf(six, eight.slice(2), { claimedElsewhere: eight.slice(2) }),
  ],

  [
    'sum missing',
    'has the first contribution instead of the sum',
    differenceOf([6, 15], [1, 4], { contributions: (entry) => (entry === 0 ? [1, 2, 3] : [4, 5, 6]) }),
  ],
  [
    'overwritten',
    'has the last contribution instead of the sum',
    differenceOf([6, 15], [3, 6], { contributions: (entry) => (entry === 0 ? [1, 2, 3] : [4, 5, 6]) }),
  ],
  // entries with one contribution alone are right either way
  [
    'sum missing',
    'has the first contribution instead of the sum',
    differenceOf([6, 9, 15, 2], [1, 9, 4, 2], {
      contributions: (entry) => [[0, 1, 0, 2, 3], [9], [4, 5, 6, 0], [2]][entry]!,
    }),
  ],
  [
    'overwritten',
    'has the last contribution instead of the sum',
    differenceOf([6, 9, 15, 2], [3, 9, 6, 2], {
      contributions: (entry) => [[0, 1, 0, 2, 3], [9], [4, 5, 6, 0], [2]][entry]!,
    }),
  ],

  ['unknown', 'differs from the true one in no way that has a name', differenceOf(six, [2, 7, 1, 8, 2, 8])],
  [
    'unknown',
    'differs from the true one in no way that has a name',
    differenceOf([6, 15], [2, 6], { contributions: (entry) => (entry === 0 ? [1, 2, 3] : [4, 5, 6]) }),
  ],
  ['unknown', 'differs from the true one in no way that has a name', differenceOf(six, six)],
  ['unknown', 'differs from the true one in no way that has a name', differenceOf([0, 0], [3, -4])],
  ['unknown', 'differs from the true one in no way that has a name', differenceOf(six, times(NaN, six))],
])('%s: %s %#', (kind, text, fault) => {
  expect(fault).toEqual({ kind, text });
});

describe('one thing is not taken for another', () => {
  test('two faulty entries of eight are more than a few', () => {
    expect(differenceOf(eight, eight.with(3, 7).with(5, 8)).kind).toBe('unknown');
  });

  test('a matrix laid out by columns is no shift, even where a shift and a transpose are near', () => {
    expect(differenceOf([1, 2, 3, 4], [1, 3, 2, 4], { shape: [2, 2] }).kind).toBe('transposed');
    expect(differenceOf([1, 2, 3, 4], [2, 3, 4, 1], { shape: [2, 2] }).kind).toBe('shifted');
    expect(differenceOf([1, 2, 3, 4], [1, 3, 2, 4], { shape: [4] }).kind).toBe('unknown');
  });

  test('a claim that changes with the cotangent does not ignore it', () => {
    expect(differenceOf(six, times(-1, six), { claimedElsewhere: six }).kind).toBe('sign');
  });

  test('a difference within the tolerance is none', () => {
    expect(differenceOf(six, times(-1, six).with(0, -3 + 1e-3), { tolerance: 1e-2 }).kind).toBe('sign');
    expect(differenceOf(six, times(-1, six).with(0, -3 + 1e-3)).kind).toBe('unknown');
  });
});
