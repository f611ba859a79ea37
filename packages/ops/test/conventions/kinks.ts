import { constant } from '@adjoint/graph';
import type { Conventions } from '../convention.ts';
import {
  abs,
  add,
  ceil,
  clamp,
  floor,
  greater,
  hinge,
  max,
  maximum,
  min,
  minimum,
  mul,
  norm,
  relu,
  round,
  sign,
  sub,
  toReal,
} from '../../src/index.ts';

const inf = Infinity;

/** What is at ties, kinks and steps. */
export const kinks: Conventions = {
  'max and min over an axis share the derivative evenly at ties': [
    ['two winners of three', (x) => max(x), [[3, 1, 3]], 3, [0.5, 0, 0.5]],
    ['all of three', (x) => mul(3, max(x)), [[2, 2, 2]], 6, [1, 1, 1]],
    ['min', (x) => min(x), [[1, 2, 1, 1]], 1, [1 / 3, 0, 1 / 3, 1 / 3]],
    ['each line by itself', (x) => max(x, 1), [[[1, 1], [0, 2]]], [1, 2], [[0.5, 0.5], [0, 1]]], // prettier-ignore
    ['lines along the first axis', (x) => max(x, 0), [[[1, 1], [0, 1]]], [1, 1], [[1, 0.5], [0, 0.5]]], // prettier-ignore
    ['over both axes', (x) => min(x), [[[1, 5], [1, 2]]], 1, [[0.5, 0], [0.5, 0]]], // prettier-ignore
    ['infinities tie as well', (x) => max(x), [[inf, 0, inf]], inf, [0.5, 0, 0.5]],
  ],
  'maximum and minimum of two equal variables give each one half': [
    ['maximum', (a, b) => maximum(a, b), [2, 2], 2, 0.5, 0.5],
    ['minimum', (a, b) => minimum(a, b), [2, 2], 2, 0.5, 0.5],
    ['maximum of a variable with itself', (a) => maximum(a, a), [2], 2, 1],
    ['minimum of a variable with itself', (a) => minimum(a, a), [2], 2, 1],
    ['elsewhere the winner has all', (a, b) => maximum(a, b), [[1, 2], [2, 1]], [2, 2], [0, 1], [1, 0]], // prettier-ignore
    ['elsewhere the smaller has all', (a, b) => minimum(a, b), [[1, 2], [2, 1]], [1, 1], [1, 0], [0, 1]], // prettier-ignore
  ],
  'maximum and minimum with a constant have derivative 0 at the tie': [
    ['maximum(a, c)', (a) => maximum(a, 2), [2], 2, 0],
    ['maximum(c, a)', (a) => maximum(2, a), [2], 2, 0],
    ['minimum(a, c)', (a) => minimum(a, 2), [2], 2, 0],
    ['minimum(c, a)', (a) => minimum(2, a), [2], 2, 0],
    ['a computed constant', (a) => maximum(a, add(constant(1), constant(1))), [2], 2, 0],
    ['max(0, m), relu and hinge agree', (a) => sub(maximum(0, a), relu(a)), [[-1, 0, 1]], [0, 0, 0], [0, 0, 0]],
  ],
  'relu at 0 is 0 with derivative 0': [['relu', (x) => relu(x), [[-1, 0, 2]], [0, 0, 2], [0, 0, 1]]],
  'a hinge term exactly at the margin is 0 with derivative 0': [
    ['Δ = 1', (s) => hinge(s!, constant(0, 'int')), [[3, 2, 2.5]], 0.5, [-1, 0, 1]],
    ['all terms', (s) => hinge(s!, constant(1, 'int'), { delta: 2 }), [[0, 2, 0]], 0, [0, 0, 0]],
    ['squared', (s) => hinge(s!, constant(0, 'int'), { squared: true }), [[3, 2]], 0, [0, 0]],
  ],
  'abs at 0 and sign at 0 are 0 with derivative 0': [
    ['abs', (x) => abs(x), [[-2, 0, 3]], [2, 0, 3], [-1, 0, 1]],
    ['sign', (x) => sign(x), [[-2, 0, 3]], [-1, 0, 1], [0, 0, 0]],
  ],
  'clamp at a bound is the bound with derivative 1': [
    ['both bounds', (x) => clamp(x, { min: -1, max: 2 }), [[-2, -1, 0, 2, 3]], [-1, -1, 0, 2, 2], [0, 1, 1, 1, 0]],
    ['one bound', (x) => clamp(x, { max: 0 }), [[-1, 0, 1]], [-1, 0, 0], [1, 1, 0]],
  ],
  'the norm of a zero vector is 0 with derivative 0': [
    ['Euclidean', (x) => norm(x), [[0, 0]], 0, [0, 0]],
    ['of order 1', (x) => norm(x, { order: 1 }), [[0, 0]], 0, [0, 0]],
    ['the largest magnitude', (x) => norm(x, { order: 'inf' }), [[0, 0]], 0, [0, 0]],
    ['each line by itself', (x) => norm(x, 1), [[[0, 0], [3, 4]]], [0, 5], [[0, 0], [0.6, 0.8]]], // prettier-ignore
  ],
  'floor, ceil, round and sign are steps with derivative 0, and round goes to even': [
    ['floor', (x) => floor(x), [[-1.5, -1, 0.5, 2]], [-2, -1, 0, 2], [0, 0, 0, 0]],
    ['ceil', (x) => ceil(x), [[-1.5, -1, 0.5, 2]], [-1, -1, 1, 2], [0, 0, 0, 0]],
    ['round', (x) => round(x), [[-1.5, -0.5, 0.5, 1.5, 2.5]], [-2, 0, 0, 2, 2], [0, 0, 0, 0, 0]],
    ['sign', (x) => sign(x), [[-1.5, 0, 0.5]], [-1, 0, 1], [0, 0, 0]],
  ],
  'comparisons have derivative 0': [
    ['greater', (x) => toReal(greater(x, 1)), [[1, 2]], [0, 1], [0, 0]],
    ['as a factor', (x) => mul(x, toReal(greater(x, 1))), [[1, 2]], [0, 2], [0, 1]],
  ],
};
