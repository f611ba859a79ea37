import {
  type AnyTensor,
  constant,
  evaluate,
  everyNode,
  fromJSON,
  gradient,
  input,
  parameter,
  parametersOf,
  print,
  simplify,
  type Tensor,
  toJSON,
} from '@adjoint/graph';
import { checkGradients } from '@adjoint/gradcheck';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../test/convention.ts';
import * as ops from '../index.ts';
import { add, matmul, mul, randomNormal, scan, sin, sum, tanh } from '../index.ts';

const xs = input('xs', ['time', 2]);
const start = parameter('start', [2]);
const W = parameter('W', [2, 2]);
const bindings = { xs: [[1, 2], [3, -1], [0.5, 1]], start: [0.1, -0.2], W: [[0.3, 0.1], [-0.4, 0.2]] }; // prettier-ignore

const cell = (state: Tensor<[2]>, x: Tensor<[2]>): Tensor<[2]> => tanh(add(matmul(state, W), x));

/** The loss of a recurrent cell, over all its states. */
const lossOf = (options?: ops.ScanOptions): Tensor<[]> => {
  const [last, states] = scan(
    (state, x) => {
      const next = cell(state, x);
      return [next, next];
    },
    start,
    xs,
    options,
  );
  return add(sum(last), sum(sin(states)));
};

const unrolled = (order: readonly number[]): Tensor<[]> => {
  let state: Tensor<[2]> = start;
  let total: Tensor<[]> = constant(0);
  for (const step of order) {
    state = cell(state, ops.reshape(ops.slice(xs, [{ start: step, end: step + 1, dim: 1 }]), [2]));
    total = add(total, sum(sin(state)));
  }
  return add(sum(state), total);
};

const numbers = (tensors: Readonly<Record<string, AnyTensor>>, at = bindings): readonly (readonly number[])[] =>
  Object.values(evaluate(tensors, at)).map(({ data }) => [...data]);

const close = (found: readonly (readonly number[])[], expected: readonly (readonly number[])[]): void =>
  expected.forEach((line, i) => line.forEach((each, j) => expect(found[i]![j]).toBeCloseTo(each, 13)));

describe('a scan is the loop written out:', () => {
  test.each([
    ['forward', {}, [0, 1, 2]],
    ['in reverse', { reverse: true }, [2, 1, 0]],
    ['keeping no carry', { checkpoint: Infinity }, [0, 1, 2]],
  ] as const)('%s', (_, options, order) => {
    const both = [lossOf(options), unrolled(order)].map((loss) => {
      const [byStart, byW] = gradient(loss, [start, W]);
      const [curvature] = gradient(sum(mul(byW, byW)), [start]);
      return numbers({ loss, byStart, byW, curvature });
    });
    close(both[0]!, both[1]!);
  });

  test.each([1, 2, 3, 4, 7, Infinity])('keeping every %d-th carry changes no bit of the values', (checkpoint) => {
    const signal = input('signal', [7]);
    const build = (options: ops.ScanOptions): readonly [Tensor<[]>, Tensor<[7]>] =>
      scan((level, x) => [sin(add(mul(level, 2), x)), mul(level, level)], ops.mean(signal), signal, options);
    for (const reverse of [false, true]) {
      const [made, plain] = [build({ checkpoint, reverse }), build({ reverse })];
      const at = { signal: [0.3, 1, -2, 0.7, 0.1, -0.4, 2] };
      const found = made.map((tensor) => [...evaluate(tensor, at).data]);
      expect(found).toEqual(plain.map((tensor) => [...evaluate(tensor, at).data]));
      const slopes = [made, plain].map(([last, all]) => {
        const [slope] = gradient(add(last, sum(all)), [signal]);
        return [...evaluate(slope, at).data];
      });
      close([slopes[0]!], [slopes[1]!]);
    }
  });
});

describe('the derivative', () => {
  test('agrees with differences', () => {
    expect(checkGradients(lossOf(), { at: bindings })).toMatchObject({ verdict: 'correct' });
  });

  test('is a scan in the opposite direction, one for all that it is by', () => {
    const [byStart, byW] = gradient(lossOf(), [start, W]);
    const scans = everyNode([byStart, byW]).filter(({ op }) => op.name === 'scan');
    expect(scans.map(({ attributes }) => attributes['reverse'])).toEqual([false, true]);
  });

  test('keeps no carries where that is asked for', () => {
    const kept = (options: ops.ScanOptions) => {
      const nodes = everyNode([lossOf(options)]).filter(({ op }) => op.name === 'scan');
      return nodes.map(({ attributes }) => attributes['history']);
    };
    expect(kept({})).toEqual([true]);
    expect(kept({ checkpoint: Infinity })).toEqual([false]);
  });

  test('a carry of integers has none, and is what it was at each step', () => {
    const [, draws] = scan(
      ({ key, level }, x) => {
        const next = add(mul(level, x), randomNormal(key, []));
        return [{ key: add(key, 1), level: next }, next];
      },
      { key: input('key', [], 'int'), level: parameter('level', []) },
      input('signal', [4]),
    );
    const loss = sum(sin(draws));
    const at = { key: 3, level: 0.5, signal: [1, 2, 0.3, -1] };
    expect(checkGradients(loss, { at, wrt: [parametersOf(loss)[0]!] })).toMatchObject({ verdict: 'correct' });
  });
});

describe('no steps at all', () => {
  const none = { ...bindings, xs: { shape: [0, 2], data: new Float64Array(0) } };
  test('give the first carry and nothing stacked', () => {
    const [last, states] = scan((state, x) => [cell(state, x), state], start, xs);
    const { last: carry, states: all } = evaluate({ last, states }, none);
    expect([[...carry.data], all.shape]).toEqual([bindings.start, [0, 2]]);
  });

  test('pass the derivative on', () => {
    const [byStart, byW] = gradient(lossOf(), [start, W]);
    const { byStart: one, byW: zero } = evaluate({ byStart, byW }, none);
    expect([[...one.data], [...zero.data]]).toEqual([
      [1, 1],
      [0, 0, 0, 0],
    ]);
  });
});

test('what does not depend on the step is computed once, outside', () => {
  const [last] = scan((state, x) => [add(matmul(state, ops.transpose(W)), mul(x, sum(W))), []], start, xs);
  const [node] = everyNode([last]).filter(({ op }) => op.name === 'scan');
  const inside = everyNode((node!.attributes['step'] as { outputs: AnyTensor[] }).outputs).map(({ op }) => op.name);
  expect(inside).not.toContain('transpose');
  expect(inside).not.toContain('sum');
});

test('a graph with loops knows its parameters, reads again from JSON, and simplifies to fewer nodes', () => {
  const [byW] = gradient(lossOf(), [W]);
  const [loss, twice] = [lossOf(), lossOf()];
  expect(parametersOf(byW).map(({ node }) => node.attributes['name'])).toEqual(['start', 'W']);
  const again = fromJSON(JSON.stringify(toJSON({ loss, byW })), { operations: ops });
  expect(numbers(again)).toEqual(numbers({ loss, byW }));
  const simpler = simplify({ loss, twice, byW });
  expect(simpler.loss).toBe(simpler.twice);
  expect(numbers(simpler)).toEqual(numbers({ loss, twice, byW }));
  expect(print(loss)).toContain('    output 0 = %');
});

describe('what nobody reads of a loop is left out when it is simplified:', () => {
  const countOf = (tensor: AnyTensor): number => tensor.node.outputs.length;
  const [last, [states, , products]] = scan(
    (state, x) => {
      const next = cell(state, x);
      return [next, [next, sin(x), mul(next, x)]];
    },
    start,
    xs,
  );

  test('its history where it is not derived, and what is stacked', () => {
    expect(countOf(last)).toBe(5); // its carry, three stacks, the history
    expect(countOf(simplify(last))).toBe(1);
    const both = simplify({ states, products, last });
    expect([countOf(both.last), both.last.node]).toEqual([3, both.states.node]);
    expect(numbers(both)).toEqual(numbers({ states, products, last }));
    const [slope] = gradient(sum(last), [W]);
    expect(everyNode([simplify(slope)]).filter(({ attributes }) => attributes['history'] === true)).toHaveLength(1);
  });

  test('sequences that only these go through, and loops inside that are for these alone', () => {
    const ends = (x: Tensor<[2]>) =>
      scan((total: Tensor<[]>, each) => [add(total, each), mul(total, each)], constant(0), x);
    const [total] = scan((state, x) => [add(state, 1), ends(x)[0]], constant(0), xs);
    const [, sums] = scan((state, x) => [add(state, 1), ends(x)[0]], constant(0), xs);
    expect(everyNode([simplify(total)]).map(({ op }) => op.name)).not.toContain('input');
    const inner = everyNode([simplify(sums)]).filter(({ op, outputs }) => op.name === 'scan' && outputs.length === 1);
    expect(inner).toHaveLength(1); // which gave a stack and a history before
    expect(numbers({ sums: simplify(sums) })).toEqual(numbers({ sums }));
  });

  test('and what comes back to what nobody asks about', () => {
    const slopes = gradient(lossOf({ checkpoint: Infinity }), [start, W, xs]);
    for (const slope of slopes) expect(numbers({ slope: simplify(slope) })).toEqual(numbers({ slope }));
  });
});

describe('what is wrong with a step is said:', () => {
  const refused = (step: unknown, initial: unknown = start, sequences: unknown = xs, options?: ops.ScanOptions) =>
    failureOf(() => (scan as (...all: unknown[]) => unknown)(step, initial, sequences, options)).message;
  test.each<readonly [string, string]>([
    [refused(() => [W, W]), 'scan: a step must keep the shape of its carry, got [2] and [2, 2]'],
    [refused((c: Tensor) => [ops.less(c, 0), c]), 'scan: a step must keep the kind of its carry, got real and bool'],
    [refused((c: Tensor) => [[c], c]), "scan: a step must give a tensor as its carry, got 'a list of 1'"],
    [
      refused(({ a }: { a: Tensor }) => [{ b: a }, a], { a: start }),
      "scan: a step must give a record of a as its carry, got 'a record of b'",
    ],
    [refused((c: Tensor) => c), "scan: a step must return the next carry and what to stack, got 'a tensor'"],
    [refused((c: Tensor) => [c]), "scan: a step must return the next carry and what to stack, got 'a list of 1'"],
    [
      refused((c: Tensor) => [c, c], 0),
      'scan: the initial carry must be a tensor, or a list or record of tensors, such as constant(0), got 0',
    ],
    [
      refused((c: Tensor) => [c, [1.5]]),
      'scan: what is stacked must be a tensor, or a list or record of tensors, such as constant(1.5), got [1.5]',
    ],
    [refused(async (c: Tensor) => [c, c]), 'scan: a step must return the next carry and what to stack, got a Promise'],
    [refused((c: Tensor) => [c, c], start, sum(start)), 'scan: sequences must have a leading dimension, got []'],
    [
      refused((c: Tensor) => [c, c], start, [xs, W]),
      'scan: sequences must have one leading dimension, got [time] and [2, 2]',
    ],
    [refused((c: Tensor) => [c, c], start, []), "scan: there must be sequences, or { length }, got 'neither'"],
    [
      refused((c: Tensor) => [c, c], start, xs, { checkpoint: 2 }),
      'scan: checkpoint must divide the named dimension time, as it does 2*n, got 2',
    ],
  ])('%#', (message, expected) => {
    expect(message.slice(0, expected.length)).toBe(expected);
  });
});

test('a variable of a step has no value outside', () => {
  let leaked: AnyTensor = start;
  scan((state, x) => [add((leaked = state), x), []], start, xs);
  expect(failureOf(() => evaluate(leaked, { carry0: [1, 2] })).message).toContain(
    'carry0: has a value only inside the function that it is a variable of',
  );
  expect(failureOf(() => fromJSON(toJSON(leaked))).message).toContain('must not depend on variables of functions');
});

test('what an operation refuses in a step is refused by the loop', () => {
  const places = input('places', [3], 'int');
  const [total] = scan((sum, place) => [add(sum, ops.gather(start, place, 0)), []], ops.sum(W), places);
  const at = { ...bindings, places: [0, 5, 1] };
  expect(failureOf(() => evaluate(total, at)).message).toBe('gather: index must be from 0 to 1, got 5 at []');
});
