import {
  countOf,
  defineOp,
  evaluate,
  leavesOf,
  outcome,
  print,
  s,
  scale,
  type Shape,
  type Tensor,
} from '@adjoint/graph';
import { add, cos, div, exp, greater, log, matmul, mul, sin, sqrt, sub, sum, tanh, transpose } from '@adjoint/ops';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { graphs, shapes, values } from './fast-check.ts';
import { checkGradients } from './index.ts';

/** What a property that some examples break shrinks to. */
const smallest = <A>(arbitrary: fc.Arbitrary<A>, holds: (drawn: A) => boolean): A => {
  const { counterexample } = fc.check(fc.property(arbitrary, holds), { numRuns: 1000 });
  if (counterexample === null) throw new Error('every example holds');
  return counterexample[0];
};

describe('shapes', () => {
  property.prop([shapes()])('have up to three axes of 1 to 4 by default', (shape) => {
    expect(shape.length).toBeLessThanOrEqual(3);
    for (const size of shape) expect([1, 2, 3, 4]).toContain(size);
  });

  property.prop([shapes({ maxRank: 2, minSize: 0, maxSize: 7 })])('keep to what they are told', (shape) => {
    expect(shape.length).toBeLessThanOrEqual(2);
    for (const size of shape) expect(size >= 0 && size <= 7).toBe(true);
  });

  test('include scalars, empty ones where allowed, and the largest', () => {
    const drawn = fc.sample(shapes({ minSize: 0 }), 500).map((shape) => shape.join());
    for (const shape of ['', '0', '4,4']) expect(drawn.some((one) => one.startsWith(shape))).toBe(true);
    expect(fc.sample(shapes(), 500).every((shape) => countOf(shape) > 0)).toBe(true);
  });

  test('shrink to the least that breaks a property', () => {
    expect(smallest(shapes(), (shape) => shape.length < 2)).toEqual([1, 1]);
    expect(smallest(shapes(), (shape) => !shape.includes(3))).toEqual([3]);
  });
});

describe('values', () => {
  property.prop([values([2, 3])])('of a shape have that shape, and numbers between −10 and 10', ({ shape, data }) => {
    expect(shape).toEqual([2, 3]);
    expect(data).toBeInstanceOf(Float64Array);
    expect(data).toHaveLength(6);
    for (const e of data) expect(Math.abs(e)).toBeLessThan(10);
  });

  property.prop([values(shapes({ minSize: 0 }))])('of any shapes fit them', ({ shape, data }) => {
    expect(data).toHaveLength(countOf(shape));
  });

  property.prop([
    fc.tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true })),
    fc.nat(1e6),
  ])('lie within an interval, without its ends', ([from, length], seed) => {
    const to = from + length;
    for (const { data } of fc.sample(values([9], { from, to }), { seed, numRuns: 3 }))
      for (const e of data) expect(e > from && e < to).toBe(true);
  });

  test('spread over the interval, with whole numbers among them', () => {
    const drawn = fc.sample(values([20], { from: 0, to: 4 }), 200).flatMap(({ data }) => [...data]);
    for (const quarter of [0, 1, 2, 3])
      expect(drawn.filter((e) => Math.floor(e) === quarter).length).toBeGreaterThan(drawn.length / 8);
    const whole = drawn.filter(Number.isInteger);
    expect(whole.length).toBeGreaterThan(drawn.length / 20);
    expect(whole.length).toBeLessThan(drawn.length / 2);
  });

  test('are special only on request', () => {
    const isSpecial = (e: number): boolean => !Number.isFinite(e) || Object.is(e, -0) || Math.abs(e) > 10;
    const drawn = (special: boolean) => fc.sample(values([9], { special }), 300).flatMap(({ data }) => [...data]);
    expect(drawn(false).some(isSpecial)).toBe(false);
    const found = drawn(true);
    for (const e of [NaN, Infinity, -Infinity, -0, Number.MIN_VALUE, Number.MAX_VALUE])
      expect(
        found.some((one) => Object.is(one, e)),
        `${e}`,
      ).toBe(true);
    expect(found.some((e) => !isSpecial(e))).toBe(true);
  });

  test('shrink towards zero, and to few', () => {
    const small = smallest(values([2, 2]), ({ data }) => data.every((e) => e < 3));
    expect([...small.data].toSorted()).toEqual([0, 0, 0, 3]);
    expect(smallest(values(shapes()), () => false)).toEqual({ shape: [], data: Float64Array.of(0) });
    expect(smallest(values([2], { from: 5, to: 9 }), () => false).data).toEqual(Float64Array.of(6, 6));
    const special = smallest(values([2], { special: true }), ({ data }) => !data.some(Number.isNaN));
    expect(special.data.toSorted()).toEqual(Float64Array.of(0, NaN));
  });

  test('of an interval without numbers are refused', () => {
    const intervals = [[1, 1], [2, 1], [NaN, 1], [0, Infinity], [1e16, 1e16 + 2]] as const; // prettier-ignore
    for (const [from, to] of intervals)
      expect(() => values([1], { from, to })).toThrow('values: from and to must be finite, and from less than to');
  });
});

const unary = [exp, tanh, sin, cos, sqrt, log, (x: Tensor) => transpose(x), (x: Tensor) => sum(x)];
const binary = [add, sub, mul, div, (a: Tensor, b: Tensor) => matmul(a, b)];

/** The names of the operations in a graph. */
const operationsIn = (loss: Tensor<[]>): readonly string[] =>
  [...print(loss).matchAll(/= (\w+)\(/g)].map(([, name]) => name!);

describe('graphs', () => {
  property.prop([graphs({ unary, binary })])('have the gradient that differences have', ({ loss, at }) => {
    const { ok, text } = checkGradients(loss, { at });
    expect(ok, `${print(loss)}\n${text}`).toBe(true);
  });

  property.prop([graphs({ unary, binary })])('depend on every parameter, at a point that is bound', (graph) => {
    const { loss, parameters, at } = graph;
    expect(loss.shape).toEqual([]);
    expect(new Set(leavesOf(loss))).toEqual(new Set(parameters));
    expect(parameters.length).toBeGreaterThan(0);
    expect(parameters.length).toBeLessThanOrEqual(3);
    expect(Number.isFinite(evaluate(loss, at).data[0])).toBe(true);
    const entries = Object.values(at).flatMap(({ data }) => [...data]);
    expect(new Set(entries.map(Math.abs)).size).toBe(entries.length);
    for (const entry of entries) expect(entry).not.toBe(Math.round(entry));
  });

  test('use every operation, broadcast, and share what they compute', () => {
    const drawn = fc.sample(graphs({ unary, binary }), 300);
    const used = new Set(drawn.flatMap(({ loss }) => operationsIn(loss)));
    for (const name of ['exp', 'tanh', 'sqrt', 'log', 'transpose', 'sum', 'sub', 'mul', 'div', 'matmul', 'broadcastTo'])
      expect(used).toContain(name);
    expect(drawn.some(({ loss }) => /^(%\d+) = (?!scale).*\n[^]*\(\1, \1\)/m.test(print(loss)))).toBe(true);
  });

  test('keep to their sizes', () => {
    const drawn = fc.sample(graphs({ unary: [exp], maxNodes: 2, maxParameters: 1, maxRank: 1, maxSize: 2 }), 200);
    expect(Math.max(...drawn.map(({ loss }) => operationsIn(loss).filter((name) => name === 'exp').length))).toBe(2);
    for (const { parameters } of drawn) {
      expect(parameters).toHaveLength(1);
      expect([[], [1], [2]]).toContainEqual(parameters[0]!.shape);
    }
  });

  test('leave out what is not real, refuses its operands or has no moderate values', () => {
    const isNothing = (x: Tensor) => greater(x, 0);
    const isHuge = (x: Tensor) => mul(1e9, x);
    const cancels = (x: Tensor) => sub(x, x);
    const isRefused = (a: Tensor, b: Tensor) => matmul(a, matmul(b, b));
    const drawn = fc.sample(graphs({ unary: [isNothing, isHuge, cancels], binary: [isRefused], maxRank: 1 }), 100);
    for (const { loss } of drawn) {
      for (const name of ['greater', 'mul', 'sub', 'matmul']) expect(operationsIn(loss)).not.toContain(name);
    }
    const broken = () => {
      throw new RangeError('a bug, not a refusal');
    };
    expect(() => fc.sample(graphs({ unary: [broken] }), 99)).toThrow('a bug, not a refusal');
  });

  test('shrink to the one operation whose derivative is wrong', () => {
    const slip = defineOp('slip', <S extends Shape>(x: Tensor<S>) => outcome(x.shape), {
      scalar: (x) => s.mul(x, x),
      derivative: [({ g, x: [x] }) => scale(g, x)], // half of what it should be
    });
    const { loss, parameters } = smallest(
      graphs({ unary: [exp, tanh, slip], binary: [add, mul] }),
      ({ loss, at }) => checkGradients(loss, { at }).ok,
    );
    expect(operationsIn(loss).filter((name) => ['exp', 'tanh', 'slip', 'mul'].includes(name))).toEqual(['slip']);
    expect(parameters).toHaveLength(1);
    expect(parameters[0]!.shape).toEqual([]);
  });

  test('are made of something', () => {
    expect(() => graphs({})).toThrow('graphs: there must be operations to make graphs of');
  });

  test('print as expressions, so a counterexample can be read', () => {
    const [graph] = fc.sample(graphs({ unary: [exp] }), { seed: 1, numRuns: 1 });
    expect(fc.stringify(graph)).toMatch(/"loss":.*exp\(/);
  });
});
