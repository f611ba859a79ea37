import {
  type AnyTensor,
  constant,
  deriveKey,
  evaluate,
  gradient,
  input,
  type Shape,
  type Tensor,
  uniforms,
  type Value,
} from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { compile } from '@adjoint/runtime';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect } from 'vitest';

// Random graphs of mixed kinds, shapes and broadcasts, hundreds of operations deep: compiled they agree with `evaluate`.

/** Draws numbers and choices one after the other. */
const drawing = (seed: number) => {
  const numbers = uniforms(deriveKey(seed, 'graphs'), 4096);
  let next = 0;
  const number = (): number => numbers[next++ % numbers.length]!;
  const below = (count: number): number => Math.floor(number() * count);
  return { number, below, of: <A>(choices: readonly A[]): A => choices[below(choices.length)]! };
};

const sides = [1, 2, 3, 4, 5, 7, 10, 17];

const graphOf = (seed: number, count: number) => {
  const { number, below, of } = drawing(seed);
  const at: Record<string, Value> = {};
  const leaf = (name: string): Tensor => {
    const shape = Array.from({ length: 1 + below(3) }, () => of(sides));
    const size = shape.reduce((product, side) => product * side, 1);
    at[name] = { shape, data: Float64Array.from({ length: size }, () => 2 * number() - 1) };
    return input(name, shape as Shape) as Tensor;
  };
  const leaves = [leaf('a'), leaf('b'), leaf('c')];
  const known = [...leaves];
  const sizes = (x: AnyTensor): readonly number[] => x.shape as readonly number[];
  const bounded = (x: Tensor): Tensor => ops.tanh(x);
  const unary: readonly ((x: Tensor) => Tensor)[] = [
    ops.tanh,
    ops.sin,
    ops.neg,
    ops.abs,
    ops.sigmoid,
    (x) => ops.exp(ops.neg(ops.square(x))),
    (x) => ops.log1p(ops.square(x)),
    (x) => ops.softmax(x, below(x.shape.length)),
    (x) => ops.cumsum(x, below(x.shape.length)),
    (x) => ops.where(ops.greater(x, 0), x, ops.mul(0.5, x)) as Tensor,
    (x) => ops.toReal(ops.and(ops.less(x, 0.5), ops.not(ops.less(x, -0.5)))),
    (x) => ops.mul(0.5, ops.toReal(ops.toInt(ops.mul(4, x)))),
    (x) => ops.transpose(x, [...x.shape.keys()].toReversed()),
    (x) => ops.reshape(x, [sizes(x).reduce((product, side) => product * side, 1)]) as AnyTensor as Tensor,
    (x) => ops.flip(x, below(x.shape.length)),
    (x) => ops.slice(x, [{ start: below(Math.min(2, sizes(x)[0]!)), step: 1 + below(3) }]) as AnyTensor as Tensor,
    (x) => ops.pad(x, below(3), { value: 0.25 }) as AnyTensor as Tensor,
    (x) => ops.concat([x, ops.flip(x), x], below(x.shape.length)) as AnyTensor as Tensor,
    (x) => {
      const axis = below(x.shape.length);
      const chosen = Int32Array.from({ length: 1 + below(9) }, () => below(sizes(x)[axis]!));
      return ops.gather(x, constant(chosen, 'int'), axis) as AnyTensor as Tensor;
    },
  ];
  const reductions: readonly ((x: Tensor, options: { axis: number; keepDims: boolean }) => Tensor)[] = [
    ops.sum,
    ops.mean,
    ops.max,
    ops.min,
    ops.logSumExp,
  ];
  const binary = [ops.add, ops.sub, ops.mul, ops.maximum, ops.minimum];
  for (let step = 0; step < count; step++) {
    const x = of(known.slice(-6));
    const y = of(known);
    const choice = number();
    let made: Tensor;
    if (choice < 0.45) made = of(unary)(x);
    else if (choice < 0.6) {
      made = of(reductions)(x, { axis: below(x.shape.length), keepDims: number() < 0.7 });
      if (made.shape.length === 0) made = ops.reshape(made, [1]) as AnyTensor as Tensor;
    } else if (choice < 0.7 && x.shape.length >= 2)
      made = ops.matmul(x, ops.transpose(x, [...x.shape.keys()].map((axis, i, all) => (i < all.length - 2 ? axis : all.length * 2 - 3 - axis)))) as Tensor; // prettier-ignore
    else {
      const wide = y.shape.length === x.shape.length && sizes(y).every((side, i) => side === sizes(x)[i] || side === 1 || sizes(x)[i] === 1) ? y : ops.mean(y); // prettier-ignore
      made = of(binary)(x, wide as Tensor);
    }
    const size = sizes(made).reduce((product, side) => product * side, 1);
    known.push(size > 3000 ? (ops.reshape(ops.mean(made), [1]) as AnyTensor as Tensor) : bounded(made));
  }
  const outputs = known.slice(-3);
  const total = outputs.map((x) => ops.mean(x) as Tensor<[]>).reduce((sum, term) => ops.add(sum, term));
  const slopes = gradient(total, leaves, { unused: 'zeros' });
  return {
    outputs: Object.fromEntries([...outputs, total, ...slopes].entries()) as Readonly<Record<string, AnyTensor>>,
    at,
  };
};

const nudged = (at: Readonly<Record<string, Value>>, by: number): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    Object.entries(at).map(([name, { shape, data }]) => [
      name,
      { shape, data: Float64Array.from(data, (x) => x * (1 + by)) },
    ]),
  );

describe('random graphs', () => {
  property.prop([fc.integer({ min: 0, max: 1e6 }), fc.constantFrom(3, 10, 30, 100, 300)], { numRuns: 150 })(
    'agree with evaluate as far as their conditioning allows',
    async (seed, count) => {
      const { outputs, at } = graphOf(seed, count);
      const expected = evaluate(outputs, at);
      const beside = [evaluate(outputs, nudged(at, 1e-9)), evaluate(outputs, nudged(at, -1e-9))];
      const found = (await compile(outputs)).run(at);
      for (const [name, { shape, data }] of Object.entries(expected)) {
        expect(found[name]!.shape).toEqual(shape);
        const scale = Math.max(1, ...Array.from(data, Math.abs));
        data.forEach((element, i) => {
          const moves = Math.max(...beside.map(({ [name]: other }) => Math.abs(other!.data[i]! - element)));
          expect(Math.abs(found[name]!.data[i]! - element), `${name}[${i}]`).toBeLessThanOrEqual(
            1e-11 * scale + 1e-3 * moves,
          );
        });
      }
    },
  );
});
