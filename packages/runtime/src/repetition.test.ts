import {
  type AnyTensor,
  type Bindings,
  type Declaration,
  declarationOf,
  declarationsOf,
  evaluate,
  fromJSON,
  gradient,
  input,
  type Kernel,
  type NumericArray,
  type Operation,
  type Tensor,
  parameter,
  toJSON,
  toValue,
  type Value,
} from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { describe, expect, test, vi } from 'vitest';
import { expectAgreement, integers, numbers } from '../test/agreement.ts';
import { compile } from './compile.ts';

const loop = declarationOf(ops.scan)!;

/** A loop that gets and gives copies, which lie outside the program's memory. */
const onCopies: Kernel = (call) => {
  const copyOf = ({ shape, data }: Value): Value => ({ shape, data: data.slice() });
  const [inputs, outputs] = [call.inputs.map(copyOf), call.outputs.map(copyOf)];
  const error = loop.kernel({ ...call, inputs, outputs: outputs as unknown as typeof call.outputs }); // as many
  outputs.forEach(({ data }, index) => call.outputs[index]!.data.set(data));
  return error;
};

/** The same graph, whose loops run step by step. */
const stepwise = (outputs: Readonly<Record<string, AnyTensor>>): Readonly<Record<string, AnyTensor>> => {
  const all = Object.values(ops).flatMap((each) =>
    typeof each === 'function' ? declarationsOf(each as Operation) : [],
  );
  const others = new Map(all.map((each): [string, Declaration] => [each.name, each]));
  return fromJSON(toJSON(outputs), {
    operations: Object.fromEntries([...others, ['scan', { ...loop, kernel: onCopies }]]),
  });
};

/** Expects of loops that run at once the bits of those that run step by step, and nearly what `evaluate` gives. */
const expectEqualBits = async (outputs: Readonly<Record<string, AnyTensor>>, at: Bindings): Promise<void> => {
  for (const precision of ['float64', 'float32'] as const) {
    const [program, slow] = [await compile(outputs, { precision }), await compile(stepwise(outputs), { precision })];
    const found = program.run(at);
    expect(found, precision).toEqual(slow.run(at));
    expect(program.run(at), `${precision}, once more`).toEqual(found);
    for (const each of [program, slow]) each.dispose();
  }
  await expectAgreement(outputs, at);
};

const start = parameter('start', ['n']);
const weights = parameter('weights', ['n']);
const xs = input('xs', ['time', 'n']);
const six = input('xs', [6, 'n']);

const step = (state: Tensor<['n']>, x: Tensor<['n']>): readonly [Tensor<['n']>, Tensor<['n']>] => {
  const next = ops.tanh(ops.add(ops.mul(state, weights), x));
  return [next, ops.mul(next, 2)];
};

describe('loops that run at once have the bits of loops that run step by step:', () => {
  test.each([1, 2, 3, 5, 16, 17, 33])('%i elements, forwards, backwards and twice derived', async (n) => {
    for (const options of [{}, { reverse: true }, { checkpoint: 2 }, { checkpoint: Infinity, reverse: true }]) {
      const [last, all] = ops.scan(step, start, six, options);
      const loss = ops.add(ops.sum(ops.square(last)), ops.mean(ops.sin(all)));
      const [dStart, dWeights, dXs] = gradient(loss, [start, weights, six]);
      const [second] = gradient(ops.sum(ops.square(dWeights)), [start]);
      const at = { start: numbers(n), weights: numbers(n), xs: numbers(6, n) };
      await expectEqualBits({ last, all, loss, dStart, dWeights, dXs, second }, at);
    }
  });

  test('no steps at all', async () => {
    const [last, all] = ops.scan(step, start, xs);
    const [dStart, dWeights] = gradient(ops.sum(last), [start, weights], { unused: 'zeros' });
    await expectEqualBits(
      { last, all, dStart, dWeights },
      { start: numbers(3), weights: numbers(3), xs: numbers(0, 3) },
    );
  });

  test('carries that change places, are not read, and stay as they are', async () => {
    const [[a, b, c, d], all] = ops.scan(
      ([a, b, _, d], x) => [[b, ops.add(a, b), x, d] as const, ops.sub(a, b)],
      [start, ops.mul(start, 2), weights, ops.mul(weights, 3)] as const,
      xs,
    );
    const [slope] = gradient(ops.sum(ops.add(ops.mul(a, b), ops.mul(c, d))), [start]);
    await expectEqualBits({ a, b, c, d, all, slope }, { start: numbers(5), weights: numbers(5), xs: numbers(4, 5) });
  });

  test('integers and truth values, of odd sizes', async () => {
    const first = input('first', [3], 'int');
    const counts = input('counts', ['time', 3], 'int');
    const [[sum, isOdd], all] = ops.scan(
      ([sum, isOdd], count) => {
        const next = ops.add(sum, count);
        return [[next, ops.notEqual(ops.toInt(isOdd), ops.sub(next, ops.mul(2, sum)))] as const, isOdd];
      },
      [first, ops.greater(first, 1)] as const,
      counts,
    );
    await expectEqualBits({ sum, isOdd, all }, { first: integers(5, 3), counts: integers(7, 4, 3) });
  });

  test('choices and loops within loops', async () => {
    const [last, all] = ops.scan(
      (state, x) => {
        const [inner] = ops.scan((carry, w) => [ops.sin(ops.add(ops.mul(carry, w), x)), []], state, weights);
        const [halved] = [ops.whileLoop((each) => ops.greater(ops.max(ops.abs(each)), 0.1), (each) => ops.div(each, 2), inner)]; // prettier-ignore
        return [ops.cond(ops.greater(ops.sum(x), 0), () => inner, () => ops.mul(inner, 0.5)), halved]; // prettier-ignore
      },
      start,
      xs,
    );
    const [slope] = gradient(ops.sum(last), [weights]);
    await expectEqualBits({ last, all, slope }, { start: numbers(4), weights: numbers(4), xs: numbers(6, 4) });
  });

  test('steps that threads share', async () => {
    const wide = input('wide', ['time', 'batch', 8]);
    const W = parameter('W', [8, 8]);
    const [last] = ops.scan(
      (state, x) => [ops.tanh(ops.add(ops.matmul(state, W), x)), []],
      input('first', ['batch', 8]),
      wide,
    );
    const [dW] = gradient(ops.mean(last), [W]);
    const at = { wide: numbers(3, 4000, 8), W: numbers(8, 8), first: numbers(4000, 8) };
    const found = [];
    for (const threads of [1, 2]) {
      const program = await compile({ last, dW }, { threads, blockBytes: 2 ** 14 });
      found.push(program.run(at));
      program.dispose();
    }
    expect(found[1]).toEqual(found[0]);
    await expectEqualBits({ last, dW }, at);
  });
});

describe('sums over all steps', () => {
  const each = parameter('each', []);
  const factors = input('factors', ['time']);
  const [total] = ops.scan((sum, factor) => [ops.add(sum, ops.mul(each, factor)), []], each, factors);
  const [slope] = gradient(total, [each]); // one, and the sum of the factors

  test.each([
    ['lose nothing', [1e16, 1, -1e16, 2], 4],
    ['may overflow', [Infinity, 1, 2, 3], Infinity],
    ['may be of nothing', [], 1],
    ['keep NaN', [1, Number.NaN, 2, 3], Number.NaN],
  ])('%s', async (_, terms, expected) => {
    const at = { each: 1, factors: { shape: [terms.length], data: Float64Array.from(terms) } };
    const program = await compile(slope);
    expect(program.run(at).data[0]).toBe(expected);
    expect(evaluate(slope, at).data[0]).toBe(expected);
    program.dispose();
  });

  test('of narrower numbers are made in float64', async () => {
    const terms = Float32Array.from({ length: 1001 }, (_, i) => (i === 0 ? 2 ** 25 : 1));
    const program = await compile(slope, { precision: 'float32' });
    expect(program.run({ each: 1, factors: { shape: [1001], data: terms } }).data[0]).toBe(2 ** 25 + 1000);
    program.dispose();
  });
});

test('a loop makes as many copies from outside for many steps as for few', async () => {
  const [last] = ops.scan(step, start, xs);
  const [slope] = gradient(ops.sum(last), [weights]);
  const program = await compile({ last, slope });
  const typedArray = Object.getPrototypeOf(Float64Array.prototype) as NumericArray;
  const copies = vi.spyOn(typedArray, 'set');
  const copiesFor = (time: number): number => {
    const at = { start: numbers(3), weights: numbers(3), xs: numbers(time, 3) };
    program.run(at); // which compiles it
    copies.mockClear();
    program.run(at);
    return copies.mock.calls.length;
  };
  expect(copiesFor(500)).toBe(copiesFor(4));
  copies.mockRestore();
  program.dispose();
});

test('sequences of bytes are taken as numbers', async () => {
  const pixels = input('pixels', ['time', 4]);
  const [last, all] = ops.scan((sum, row) => [ops.add(sum, row), sum], input('first', [4]), pixels);
  const held = { pixels: { shape: [3, 4], data: Uint8Array.from({ length: 12 }, (_, i) => 20 * i) } };
  const program = await compile({ last, all }, { held });
  const found = program.run({ first: toValue([1, 2, 3, 4]) });
  expect(found).toEqual(evaluate({ last, all }, { first: toValue([1, 2, 3, 4]), ...held }));
  program.dispose();
});
