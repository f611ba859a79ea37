import * as graph from '@adjoint/graph';
import {
  AdjointError,
  type AnyTensor,
  attempt,
  constant,
  countOf,
  evaluate,
  isTensor,
  resolveShape,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { fc } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { calls, declaring } from '../test/malformed/calls.ts';
import { anything } from '../test/malformed/garbage.ts';
import { graphCalls } from '../test/malformed/graph-calls.ts';
import { symbol } from '../test/malformed/oddities.ts';
import { bindings, key, loss, sizes, vector, x } from '../test/malformed/operands.ts';
import { bad } from '../test/malformed/wrong.ts';
import * as ops from './index.ts';

const tables = [...Object.entries(calls), ...Object.entries(graphCalls)];

const counts = { garbage: 0, spoiled: 0, refused: 0, slowest: 0 };

/** What a call comes to, with the processor's time that it takes; anything thrown but a graph error fails the test. */
const outcomeOf = (name: string, call: () => unknown): E.Either<graph.GraphError, unknown> => {
  const start = process.cpuUsage();
  try {
    return attempt(call);
  } catch (error) {
    const what = error instanceof AdjointError ? 'a failure that is no GraphError' : String(error);
    throw new Error(`${name} must return or throw a graph error, threw ${what}`, { cause: error });
  } finally {
    const { user, system } = process.cpuUsage(start);
    counts.slowest = Math.max(counts.slowest, (user + system) / 1e6);
  }
};

/** What a refusal must start with. */
const isNamed = (message: string, name: string, also: RegExp | undefined): boolean =>
  message.startsWith(`${name}: `) || also?.test(message) === true;

describe('an argument that is certainly wrong is refused in the name of the operation:', () => {
  test('every export has a row', () => {
    expect([...Object.keys(calls), ...declaring].toSorted()).toEqual(Object.keys(ops).toSorted());
  });

  test.each(tables)('%s', (name, { call, values, wrong, isExact = false, also }) => {
    expect(outcomeOf(name, () => call(...values))).toMatchObject({ _tag: 'Right' }); // what is spoiled is valid
    const spoiled = wrong.flatMap((list, place) => list.map((one) => values.with(place, one)));
    const fewer = wrong[values.length - 1]?.includes(undefined) === true ? [values.slice(0, -1)] : [];
    const more = isExact ? bad.map((one) => [...values, one]) : [];
    for (const given of [...spoiled, ...fewer, ...more]) {
      counts.spoiled++;
      const outcome = outcomeOf(name, () => call(...given));
      const place = given.findIndex((one, index) => !Object.is(one, values[index]));
      const said = E.isLeft(outcome) ? outcome.left.message : 'nothing';
      expect
        .soft(
          isNamed(said, name, also),
          `${name} with ${typeof given[place]} ${show(given[place])} at ${place} says ${said}`,
        )
        .toBe(true);
      if (E.isLeft(outcome)) counts.refused++;
    }
  });
});

/** A value in a message of this test. */
const show = (value: unknown): string => {
  try {
    return isTensor(value) ? `${value}` : typeof value === 'object' ? JSON.stringify(value) : String(value);
  } catch {
    return 'something';
  }
};

/** Whether nothing that a tensor depends on is so large that it takes long, short of what is refused. */
const isSmall = (tensor: AnyTensor): boolean => {
  const seen = new Set<AnyTensor['node']>();
  const isFine = ({ node }: AnyTensor): boolean => {
    if (seen.has(node)) return true;
    seen.add(node);
    return (
      node.outputs.every(({ shape }) => {
        const extent = countOf((resolveShape(shape, sizes) ?? []).map((size) => Math.max(size, 1)));
        return extent <= 1e5 || extent >= 2 ** 31;
      }) && node.inputs.every(isFine)
    );
  };
  return isFine(tensor);
};

/** The tensors in what a call returned; a starting value is drawn first. */
const tensorsOf = (result: unknown): readonly AnyTensor[] =>
  isTensor(result)
    ? [result]
    : Array.isArray(result)
      ? result.flatMap((one) => tensorsOf(one))
      : typeof result === 'function'
        ? [(result as graph.InitialValue)([2, 3], key as never)]
        : [];

/** Expects the promised shape of a tensor's value, if it has one. */
const computes = (name: string, tensor: AnyTensor): void => {
  if (!isSmall(tensor)) return;
  const value = outcomeOf(`evaluating ${name}`, () => evaluate(tensor, bindings, { sizes }));
  if (E.isRight(value)) expect((value.right as graph.Value).shape).toEqual(resolveShape(tensor.shape, sizes));
};

const returnsOther = new Set([
  'evaluate',
  'initialize',
  'print',
  'toDot',
  'simplify',
  'toJSON',
  'split',
  'stabilize',
  'gradient',
  'pullback',
  'hessianVectorProduct',
]);

describe('whatever it is given returns what can be evaluated or refuses with a graph error:', () => {
  test.each(tables)('%s', (name, { call, values }) => {
    const valid = values.map((value) => fc.constant(value));
    const mixed = fc
      .tuple(...valid.map((value) => fc.oneof({ arbitrary: value, weight: 2 }, { arbitrary: anything, weight: 1 })))
      .chain((some) => fc.array(anything, { maxLength: 1 }).map((more): readonly unknown[] => [...some, ...more]));
    fc.assert(
      fc.property(fc.oneof(fc.array(anything, { maxLength: 5 }), mixed), (given) => {
        counts.garbage++;
        const outcome = outcomeOf(name, () => call(...given));
        if (E.isLeft(outcome)) {
          counts.refused++;
          return;
        }
        const found = tensorsOf(outcome.right);
        expect(found.length > 0 || returnsOther.has(name), `${name} returned no tensor`).toBe(true);
        for (const tensor of found) {
          expect(String(tensor)).not.toBe('');
          computes(name, tensor);
          const derivative = outcomeOf(`the derivative of ${name}`, () =>
            graph.pullback(tensor as graph.Tensor, [x], tensor as graph.Tensor, { unused: 'zeros' }),
          );
          if (E.isRight(derivative)) computes(`the derivative of ${name}`, (derivative.right as AnyTensor[])[0]!);
        }
      }),
      { numRuns: 200 },
    );
  });
});

test.each([[undefined], [null], [x], [[]], [[null, null]], [[1]], [[undefined]], [[x, x]], [['x']], [symbol]])(
  'customGradient refuses derivatives that are none: %#',
  (derivatives) => {
    const y = graph.customGradient(loss, [ops.sum(x)], () => derivatives as never);
    const outcome = outcomeOf('gradient', () => graph.gradient(y, [x]));
    expect(outcome).toMatchObject({ left: { message: expect.stringMatching(/^customGradient: /) } });
  },
);

describe('what is too large to compute is refused by evaluate:', () => {
  test.each([
    ['randomUniform', ops.randomUniform(1, [2 ** 20, 2 ** 20])],
    ['broadcastTo', graph.broadcastTo(constant(1), [2 ** 31])],
    ['broadcastTo', graph.broadcastTo(constant([[]]), [2 ** 40, 0])],
    ['pad', ops.pad(vector, 2 ** 40)],
    ['arange', ops.arange(2 ** 53 - 1)],
  ])('%s', (name, tensor) => {
    expect(attempt(() => evaluate(tensor as AnyTensor, bindings))).toMatchObject({
      left: { message: expect.stringContaining(`${name}: a tensor can have at most 2147483647 elements, got [`) },
    });
  });
});

test('that makes tens of thousands of calls, most of them refused, none of them slow', () => {
  expect(counts.spoiled).toBeGreaterThanOrEqual(6000);
  expect(counts.garbage).toBeGreaterThanOrEqual(24_000);
  expect(counts.refused).toBeGreaterThanOrEqual(25_000);
  expect(counts.slowest).toBeLessThan(3); // seconds, of the processor
});
