import { evaluate, gradient, input, parameter, toValue } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { expectAgreement, failureOf, integers, numbers } from '../test/agreement.ts';
import { compile } from './compile.ts';

const W = parameter('W', ['hidden', 'hidden']);
const U = parameter('U', [3, 'hidden']);
const start = parameter('start', ['batch', 'hidden']);
const xs = input('xs', ['time', 'batch', 3]);

const [last, states] = ops.scan(
  (state, x) => {
    const next = ops.tanh(ops.add(ops.matmul(state, W), ops.matmul(x, U)));
    return [next, next];
  },
  start,
  xs,
);
const loss = ops.add(ops.mean(ops.square(last)), ops.mean(ops.sin(states)));
const [dW, dU, dStart] = gradient(loss, [W, U, start]);
const [curvature] = gradient(ops.sum(ops.square(dW)), [U]);

describe('a loop over steps that are compiled agrees with evaluate', () => {
  test.each([
    [0, 2, 3],
    [1, 1, 1],
    [5, 3, 7],
    [3, 17, 33],
  ])('%i steps, %i samples, %i units', async (time, batch, hidden) => {
    await expectAgreement(
      { last, states, loss, dW, dU, dStart, curvature },
      {
        W: numbers(hidden, hidden),
        U: numbers(3, hidden),
        start: numbers(batch, hidden),
        xs: numbers(time, batch, 3),
      },
    );
  });

  test('where it is one of several loops, or within another', async () => {
    const table = input('table', ['rows', 'columns']);
    const [total, sums] = ops.scan(
      (sum, row) => {
        const [inner] = ops.scan((carry, x) => [ops.sin(ops.add(carry, ops.mul(x, sum))), []], sum, row);
        return [ops.cond(ops.greater(inner, 0), () => inner, () => ops.mul(inner, 2)), inner]; // prettier-ignore
      },
      ops.mean(table),
      table,
    );
    const [halved] = ops.whileLoop(
      ([all]) => ops.greater(ops.max(all), 0.01),
      ([all, count]) => [ops.div(all, 2), ops.add(count, 1)] as const,
      [ops.abs(table), ops.toInt(ops.sum(table))] as const,
    );
    const [slope] = gradient(ops.add(total, ops.sum(sums)), [table]);
    for (const [rows, columns] of [
      [1, 1],
      [4, 3],
      [3, 0],
    ] as const)
      // prettier-ignore
      await expectAgreement({ total, sums, slope, ...(columns === 0 ? {} : { halved }) }, { table: numbers(rows, columns) });
  });
});

test('a program for other sizes, run in between, changes nothing', async () => {
  const program = await compile({ loss, dW });
  const at = (time: number, hidden: number) => ({
    W: numbers(hidden, hidden),
    U: numbers(3, hidden),
    start: numbers(2, hidden),
    xs: numbers(time, 2, 3),
  });
  const first = program.run(at(4, 3));
  program.run(at(2, 40));
  expect(program.run(at(4, 3))).toEqual(first);
  program.dispose();
});

test('parameters that a program holds can be trained through a loop', async () => {
  const held = { W: numbers(4, 4), U: numbers(3, 4), start: numbers(2, 4) };
  const updates = [{ leaf: W, next: ops.sub(W, ops.mul(dW, 0.1)) }];
  const program = await compile({ loss }, { held, updates });
  const point = { xs: numbers(5, 2, 3) };
  const losses = Array.from({ length: 20 }, () => program.run(point).loss.data[0]!);
  expect(losses.at(-1)).toBeLessThan(losses[0]!);
  const { loss: after } = evaluate({ loss }, { ...program.held(), ...point });
  expect(program.run(point).loss.data[0]).toBeCloseTo(after.data[0]!, 12);
});

describe('what an operation refuses in a step is refused as evaluate refuses it:', () => {
  const places = input('places', ['time'], 'int');
  const table = input('table', [4]);
  const [picked] = ops.scan((sum, place) => [ops.add(sum, ops.gather(table, place, 0)), []], ops.sum(table), places);
  test('an index', async () => {
    const program = await compile({ picked });
    expect(program.run({ table: toValue([1, 2, 3, 4]), places: integers(4, 6) })).toEqual(
      evaluate({ picked }, { table: toValue([1, 2, 3, 4]), places: integers(4, 6) }),
    );
    const bad = { table: toValue([1, 2, 3, 4]), places: toValue([0, 9]) };
    expect(await failureOf(() => program.run(bad))).toEqual(await failureOf(() => evaluate({ picked }, bad)));
    expect(await failureOf(() => program.run(bad))).toMatchObject({ _tag: 'IndexOutOfRange', operation: 'gather' });
  });

  test('too many steps', async () => {
    const endless = ops.whileLoop((all) => ops.greater(all, 0), (all) => all, ops.sum(table), { maxIterations: 3 }); // prettier-ignore
    const program = await compile(endless);
    expect(await failureOf(() => program.run({ table: toValue([1, 2, 3, 4]) }))).toMatchObject({
      message: 'whileLoop: the condition must be false after 3 iterations, got true',
    });
  });
});
