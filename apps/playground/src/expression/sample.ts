import { type AnyTensor, input, parameter, shaped } from '@adjoint/graph';
import { mean, normal } from '@adjoint/ops';
import { either as E } from 'fp-ts';
import { buildExpression } from './build.ts';
import type { Scope } from './scope.ts';
import type { WholeLoss } from './whole-loss.ts';

// A scope for tests: a linear classifier of two-dimensional points in three classes, and other operands.

export const X = input('X', ['batch', 2]);
export const labels = input('labels', ['batch'], 'int');
export const W = parameter('W', [2, 3], normal());
export const b = parameter('b', [3], normal());
export const lambda = input('lambda', []);

const nodes: readonly (readonly [string, AnyTensor])[] = [
  ['X', X],
  ['labels', labels],
  ['y', labels],
  ['W', W],
  ['b', b],
  ['lambda', lambda],
  ['λ', lambda],
  ['key', input('key', [], 'int')],
  ['mask', input('mask', [2, 3], 'bool')],
  ['places', input('places', [2, 3], 'int')],
  ['square3', input('square3', [3, 3])],
];

export const scope: Scope = { nodes: new Map(nodes), sizes: { batch: 4 } };

export const bindings = {
  X: [[0.5, 0.4], [-0.3, 0.7], [0.7, -0.4], [-0.4, -0.5]], // prettier-ignore
  labels: [0, 1, 2, 1],
  W: [[1, 2, 3], [2, -4, -1]], // prettier-ignore
  b: [0, 0.5, -0.5],
  lambda: 0.1,
  key: 7,
  mask: [[true, false, true], [false, true, false]], // prettier-ignore
  places: [[0, 1, 2], [2, 1, 0]], // prettier-ignore
  square3: [[1, 2, 3], [4, 5, 6], [7, 8, 9]], // prettier-ignore
};

/** What a text states there, which has to be right; the mean where it is a loss for each sample. */
export const lossOf = (text: string): WholeLoss => {
  const built = buildExpression(text, { ...scope, samples: 'batch' });
  if (E.isLeft(built)) throw new Error(built.left.map(({ message }) => message).join('; '));
  const { loss } = built.right;
  return { text, built: built.right, total: loss.shape.length === 0 ? shaped(loss, []) : mean(loss) };
};
