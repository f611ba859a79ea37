import {
  add,
  type Bindings,
  crossEntropy,
  gradient,
  input,
  matmul,
  mean,
  mul,
  parameter,
  sub,
  type Value,
} from 'adjoint';

/** What every program here exports: it makes a step on each batch and gives their losses. */
export type Train = (batches: readonly Bindings[]) => Promise<readonly number[]>;

// a softmax classifier of handwritten digits, 784 pixels each: its loss, and where a step takes its parameters
const images = input('images', ['batch', 784]);
const labels = input('labels', ['batch'], 'int');
const W = parameter('W', [784, 10]);
const b = parameter('b', [10]);
export const loss = mean(crossEntropy(add(matmul(images, W), b), labels));
const [dW, db] = gradient(loss, [W, b]);
export const next = { W: sub(W, mul(0.1, dW)), b: sub(b, mul(0.1, db)) };
export const updates = [
  { leaf: W, next: next.W },
  { leaf: b, next: next.b },
];
export const start: Readonly<Record<string, Value>> = {
  W: { shape: [784, 10], data: new Float32Array(7840) },
  b: { shape: [10], data: new Float32Array(10) },
};
