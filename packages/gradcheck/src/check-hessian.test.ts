import {
  add,
  customGradient,
  defineOp,
  input,
  normals,
  outcome,
  parameter,
  type Rule,
  s,
  type Shape,
  stopGradient,
  type Tensor,
} from '@adjoint/graph';
import {
  crossEntropy,
  exp,
  hinge,
  l2,
  logSumExp,
  matmul,
  mean,
  mul,
  relu,
  reshape,
  sigmoid,
  softmax,
  square,
  sum,
  tanh,
  transpose,
} from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { checkHessian } from './check-hessian.ts';

const X = input('X', ['batch', 5]);
const y = input('y', ['batch'], 'int');
const W = parameter('W', [5, 4]);
const b = parameter('b', [4]);
const V = parameter('V', [4, 4]);
const scores = add(matmul(X, W), b);

const at = {
  X: { shape: [7, 5], data: normals(1, 35) },
  y: [0, 1, 2, 3, 0, 1, 2],
  W: { shape: [5, 4], data: normals(2, 20) },
  b: normals(3, 4),
  V: { shape: [4, 4], data: normals(4, 16) },
};

const entropy = mean(crossEntropy(scores, y));

describe('second derivatives', () => {
  const losses: readonly [string, Tensor<[]>][] = [
    ['softmax cross-entropy', entropy],
    ['softmax cross-entropy with L2', add(entropy, mul(1e-3, l2(W)))],
    ['log-sum-exp', sum(logSumExp(scores, 1))],
    ['a chain of matrix products', mean(square(matmul(matmul(X, W), V)))],
    ['a network', mean(crossEntropy(matmul(tanh(scores), V), y))],
    ['a sum of exponentials', sum(exp(mul(0.5, scores)))],
    ['a squared softmax', mean(square(softmax(scores, 1)))],
    ['a rectified network', mean(crossEntropy(matmul(relu(scores), V), y))],
    ['the squared hinge', mean(hinge(scores, y, { squared: true }))],
  ];
  const cases = losses.flatMap(([name, loss]) => [1e-6, 1, 1e6].map((scale) => [name, scale, loss] as const));
  test.each(cases)('of %s times %d are right', (_, scale, loss) => {
    const report = checkHessian(mul(scale, loss), { at });
    expect(report.text).toMatch(/^Hessian check: correct, (\d) of \1 parameters agree with centered differences\n/);
    expect(report).toMatchObject({ verdict: 'correct', ok: true, reason: undefined, seed: 0 });
    expect(report.symmetry![0] / report.symmetry![1]).toBeCloseTo(1, 9);
    expect(report.text.split('\n').at(-1)).toMatch(/^d1·H·d2 = .+, d2·H·d1 = .+$/);
  });
  test.each(losses)('of %s are right whatever is drawn', (_, loss) => {
    for (let seed = 1; seed <= 10; seed++) expect(checkHessian(loss, { at, seed }).text).toMatch(/: correct/);
  });
});

/** The square, with a derivative of its own. */
const squared = (rule: Rule) =>
  defineOp('squared', (x: Tensor) => outcome<Shape>(x.shape), {
    scalar: (x) => s.mul(x, x),
    derivative: [rule],
  }) as unknown as <S extends Shape>(x: Tensor<S>) => Tensor<S>; // the output has the shape of the input

describe('a second derivative', () => {
  const faults: readonly [string, Rule][] = [
    ['that is lost', ({ g, x: [x] }) => mul(g, mul(2, stopGradient(x!)))],
    ['of which half is lost', ({ g, x: [x] }) => mul(g, add(x!, stopGradient(x!)))],
    ['with the wrong sign', ({ g, x: [x] }) => mul(g, add(mul(4, stopGradient(x!)), mul(-2, x!)))],
    ['that ignores the change of the cotangent', ({ g, x: [x] }) => mul(stopGradient(g), mul(2, x!))],
    ['that is off by 0.1 %', ({ g, x: [x] }) => mul(g, add(mul(2.002, x!), mul(-0.002, stopGradient(x!))))],
  ];
  test.each(faults)('%s is wrong, though the gradient is right', (_, rule) => {
    const report = checkHessian(mean(sigmoid(squared(rule)(matmul(X, W)))), { at });
    expect(report.text).toContain('the same again: checkHessian(loss, { at, seed: 0 })');
    expect(report).toMatchObject({ verdict: 'wrong', ok: false });
    expect(report.text).toMatch(/^Hessian check: wrong/);
  });
  test('that is right is right', () => {
    const right = squared(({ g, x: [x] }) => mul(g, mul(2, x!)));
    expect(checkHessian(mean(sigmoid(right(matmul(X, W)))), { at })).toMatchObject({ verdict: 'correct' });
  });
  test('of what claims the slopes of no function is not symmetric', () => {
    const rotated = (w: Tensor<[4, 4]>) =>
      customGradient(sum(square(w)), [w], ({ g }) => [mul(g, mul(matmul(transpose(w), w), w))]);
    const report = checkHessian(rotated(V), { at });
    expect(report).toMatchObject({ verdict: 'wrong', ok: false });
    expect(report.reason).toBe('the Hessian is not symmetric, so the gradient is not that of any function');
    expect(report.symmetry![0]).not.toBeCloseTo(report.symmetry![1], 3);
  });
});

describe('nothing is concluded', () => {
  test('where the gradient does not change', () => {
    const report = checkHessian(sum(matmul(X, W)), { at });
    expect(report).toMatchObject({ verdict: 'vacuous', ok: false, reason: 'the gradient does not change' });
    expect(report.text).toMatch(/^Hessian check: vacuous, the gradient does not change\n/);
  });
  test('of the hinge, which is piecewise linear', () => {
    expect(checkHessian(mean(hinge(scores, y)), { at })).toMatchObject({ verdict: 'vacuous', ok: false });
  });
  test('at a point where the gradient jumps', () => {
    const v = parameter('v', [3]);
    const report = checkHessian(sum(square(add(relu(v), 1))), { at: { v: [0, 0, 0] } });
    expect(report).toMatchObject({ verdict: 'inconclusive', ok: false });
  });
  test.each([
    ['a leaf is not bound', () => checkHessian(entropy, { at: {} }), /must be bound/],
    ['the loss is no scalar', () => checkHessian(scores, { at }), /must be a scalar/],
    ['the loss does not depend on it', () => checkHessian(entropy, { at, wrt: [V] }), /must depend on/],
    ['it is no leaf', () => checkHessian(entropy, { at, wrt: [reshape(W, [20])] }), /checked by leaves/],
  ])('where %s', (_, check, reason) => {
    const report = check();
    expect(report).toMatchObject({ verdict: 'failed', ok: false, symmetry: undefined });
    expect(report.reason).toMatch(reason);
  });
});

test('an entry that the curvature does not reach is right at 0', () => {
  const v = parameter('v', [3]);
  const cube = sum(mul(mul(v, v), v));
  expect(checkHessian(add(cube, sum(W)), { at: { v: [1, 0, -2], W: at.W } })).toMatchObject({
    verdict: 'correct',
    shapes: { v: [3], W: [5, 4] },
  });
});
