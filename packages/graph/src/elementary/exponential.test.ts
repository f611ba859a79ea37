import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { expm1, sigmoid } from './elementary.ts';

const { NaN: nan, MIN_VALUE: least } = Number;

describe('at the edges', () => {
  test.each([
    [expm1(0), 0],
    [expm1(-0), -0],
    [expm1(least), least],
    [expm1(-1e-300), -1e-300],
    [expm1(-50), -1],
    [expm1(-Infinity), -1],
    [expm1(710), Infinity],
    [expm1(Infinity), Infinity],
    [expm1(nan), nan],
    [sigmoid(0), 0.5],
    [sigmoid(-0), 0.5],
    [sigmoid(40), 1],
    [sigmoid(Infinity), 1],
    [sigmoid(-745.2), 0],
    [sigmoid(-Infinity), 0],
    [sigmoid(nan), nan],
  ])('%d is %d', (value, expected) => {
    expect(value).toBe(expected);
  });
});

test.prop([fc.double({ noNaN: true })])('the sigmoids of x and −x make 1', (x) => {
  expect(Math.abs(sigmoid(x) + sigmoid(-x) - 1)).toBeLessThanOrEqual(2 ** -52);
});
