import {
  type AnyTensor,
  deriveKey,
  evaluate,
  gradient,
  input,
  type Tensor,
  uniforms,
  type Value,
} from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { compile } from '@adjoint/runtime';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect } from 'vitest';

// Random graphs over a named dimension, compiled to go through it in blocks of a few samples: they agree with `evaluate`.

type Rows = Tensor<['batch', number]>;

/** Draws numbers and choices one after the other. */
const drawing = (seed: number) => {
  const numbers = uniforms(deriveKey(seed, 'blocks'), 4096);
  let next = 0;
  const number = (): number => numbers[next++ % numbers.length]!;
  const below = (count: number): number => Math.floor(number() * count);
  return { number, below, of: <A>(choices: readonly A[]): A => choices[below(choices.length)]! };
};

const rows = input('rows', ['batch'], 'int'); // of W
const picks = input('picks', [4], 'int'); // of samples

/** Each goes through all rows, or joins them and gives every row a part of that. */
const steps: readonly ((x: Rows, y: Rows, W: Tensor<[number, number]>) => AnyTensor)[] = [
  (x) => ops.tanh(x),
  (x, y) => ops.mul(x, y),
  (x, y) => ops.add(x, ops.sum(y, { axis: 1, keepDims: true })),
  (x, _, W) => ops.matmul(x, W),
  (x, y) => ops.sub(x, ops.mean(y, 0)),
  (x, y) => ops.sub(x, ops.max(y, 0)),
  (x, y) => ops.div(x, ops.add(1, ops.sqrt(ops.mean(ops.square(y))))),
  (x) => ops.softmax(x, 0),
  (x) => ops.softmax(x, 1),
  (x, y) => ops.matmul(x, ops.matmul(ops.transpose(y), x)),
  (x) => ops.transpose(ops.sigmoid(ops.transpose(x))),
  (x) => ops.cumsum(x, 0),
  (x) => ops.flip(x, 0),
  (x) => ops.mul(x, ops.expandDims(ops.logSumExp(x, 1), 1)),
  (x) => ops.reshape(ops.relu(ops.reshape(x, ['batch', 1, 4])), ['batch', 4]),
  (x, y) => ops.where(ops.greater(x, ops.mean(y)), x, ops.mul(0.5, y)),
  (x) => ops.mul(x, ops.expandDims(ops.toReal(ops.argmax(x, 1)), 1)),
  (x, _, W) => ops.gather(W, rows, 0),
  (x, y) => ops.matmul(x, ops.gather(y, picks, 0) as AnyTensor as Tensor<[number, number]>),
  (x, y) => ops.matmul(ops.matmul(x, ops.transpose(y)), y), // a Gram matrix over the dimension
];

const graphOf = (seed: number, count: number, size: number) => {
  const { number, below, of } = drawing(seed);
  const real = (...shape: number[]): Value => ({
    shape,
    data: Float64Array.from({ length: shape.reduce((product, side) => product * side, 1) }, () => 2 * number() - 1),
  });
  const integers = (count: number, most: number): Value => ({
    shape: [count],
    data: Int32Array.from({ length: count }, () => below(most)),
  });
  const at = {
    x: real(size, 4),
    y: real(4, size),
    W: real(4, 4),
    rows: integers(size, 4),
    picks: integers(4, size),
  };
  const leaves = [input('x', ['batch', 4]), input('y', [4, 'batch']), input('W', [4, 4])] as const;
  const [x, y, W] = leaves;
  const known: Rows[] = [x as AnyTensor as Rows, ops.transpose(y) as AnyTensor as Rows];
  for (let step = 0; step < count; step++) {
    const made = of(steps)(of(known.slice(-4)), of(known), W as AnyTensor as Tensor<[number, number]>) as Rows;
    known.push(ops.tanh(made)); // bounded
  }
  const last = known.at(-1)!;
  const loss = ops.add(ops.mean(ops.crossEntropy(ops.matmul(last, W as AnyTensor as Tensor<[number, number]>), rows)), ops.l2(W)); // prettier-ignore
  const slopes = gradient(loss, leaves, { unused: 'zeros' });
  const outputs = [loss, last, ops.max(last), ops.all(ops.greater(last, -0.9)), ops.sum(ops.toReal(rows)), ...slopes];
  return { outputs: Object.fromEntries(outputs.entries()) as Readonly<Record<string, AnyTensor>>, at };
};

describe('random graphs over a dimension', () => {
  property.prop(
    [fc.nat(1e6), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 41 }), fc.integer({ min: 1, max: 3000 })],
    { numRuns: 150 },
  )('agree with evaluate, whatever the blocks', async (seed, count, size, blockBytes) => {
    const { outputs, at } = graphOf(seed, count, Math.max(1, size));
    const expected = evaluate(outputs, at);
    const found = (await compile(outputs, { blockBytes })).run(at);
    for (const [name, { shape, data }] of Object.entries(expected)) {
      expect(found[name]!.shape).toEqual(shape);
      const scale = Math.max(1, ...Array.from(data, Math.abs));
      data.forEach((element, i) => {
        expect(Math.abs(found[name]!.data[i]! - element), `${name}[${i}]`).toBeLessThanOrEqual(1e-10 * scale);
      });
    }
  });
});
