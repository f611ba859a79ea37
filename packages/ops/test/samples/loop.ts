import type { Shape, Tensor } from '@adjoint/graph';
import { at, bools, ints, reals, type Sample, sample } from '@adjoint/gradcheck';
import * as ops from '../../src/index.ts';
import { times } from './nested.ts';

/** A leaky sum of rows: what it is after each of them. */
const leaky = (decay: number, rows: readonly (readonly number[])[], from: readonly number[]): number[][] => {
  const all: number[][] = [];
  for (const row of rows) all.push(row.map((x, i) => decay * (all.at(-1) ?? from)[i]! + x));
  return all;
};

const level =
  (decay: Tensor<[]>) =>
  <S extends Shape>(carry: Tensor<S>, x: Tensor<S>) => {
    const next = ops.add(ops.mul(carry, decay), x);
    return [next, next] as const;
  };

const product = (x: readonly number[]): number => x.reduce((all, each) => all * each, 1);

/** The samples of loops and choices. */
export const loop: Readonly<Record<string, readonly Sample[]>> = {
  scan: [
    sample([reals([3, 2]), reals([2]), reals([])], (xs, start, decay) => ops.scan(level(decay), start, xs)[1], {
      value: (xs, start, decay) => leaky(decay, xs, start),
      shape: [3, 2],
      symbolic: true,
    }),
    sample([reals([4, 3]), reals([3])], (xs, start) => ops.scan(level(ops.sum(start)), start, xs, { reverse: true }), {
      symbolic: true,
    }),
    sample(
      [reals([5]), reals([])],
      (xs, start) =>
        ops.scan((carry, x) => [ops.mul(carry, ops.sin(x)), ops.square(carry)], start, xs, { checkpoint: 2 }),
      {
        value: (xs, start) => [
          start * product(xs.map(Math.sin)),
          xs.map((_, i) => (start * product(xs.slice(0, i).map(Math.sin))) ** 2),
        ],
      },
    ),
    sample(
      [reals([5]), reals([])],
      (xs, start) =>
        ops.scan((carry, x) => [ops.mul(carry, ops.sin(x)), []], start, xs, { checkpoint: 3, reverse: true })[0],
      { value: (xs, start) => start * product(xs.map(Math.sin)) },
    ),
    sample(
      [reals([4]), reals([])],
      (xs, start) => ops.scan((carry, x) => [ops.sin(ops.mul(carry, x)), carry], start, xs, { checkpoint: Infinity }),
      { symbolic: true },
    ),
    sample([reals([2, 2])], (a) => ops.scan((power) => [ops.matmul(power, a), []], a, undefined, { length: 2 })[0], {
      value: (a) => times(times(a, a), a),
      shape: [2, 2],
      symbolic: true,
    }),
    sample(
      [reals([3, 2]), ints([2, 0, 1])],
      (xs, places) =>
        ops.scan(
          ({ total, steps }, { x, place }) => [
            { total: ops.add(total, ops.mul(ops.sum(x), ops.toReal(steps))), steps: ops.add(steps, place) },
            { now: ops.mul(total, x) },
          ],
          { total: ops.sum(ops.square(xs)), steps: ops.toInt(ops.sum(ops.toReal(places))) },
          { x: xs, place: places },
        )[1].now,
      { shape: [3, 2] },
    ),
    sample(
      [reals([2, 3])],
      (xs) =>
        ops.scan(
          (outer, row) => {
            const [inner] = ops.scan((carry, x) => [ops.sin(ops.add(carry, ops.mul(x, outer))), []], outer, row);
            return [inner, inner];
          },
          ops.sum(xs),
          xs,
        ),
      { symbolic: true },
    ),
    // a choice in a step, both of whose branches capture what is outside
    sample(
      [at([0.7, -1.2, 1.5]), reals([])],
      (xs, rate) =>
        ops.scan(
          (carry, x) => {
            const next = ops.cond(
              ops.greater(x, 0),
              () => ops.mul(carry, ops.sin(rate)),
              () => ops.add(carry, ops.mul(ops.square(x), rate)),
            );
            return [next, next];
          },
          rate,
          xs,
          { checkpoint: 2 },
        ),
      {
        value: (xs, rate) => {
          const all: number[] = [];
          for (const x of xs) {
            const before = all.at(-1) ?? rate;
            all.push(x > 0 ? before * Math.sin(rate) : before + x ** 2 * rate);
          }
          return [all.at(-1)!, all];
        },
      },
    ),
    sample([reals([1, 2]), reals([2])], (xs, start) => ops.scan(level(ops.sum(start)), start, xs)[1], {
      value: ([x], start) => [x!.map((each, i) => each + (start[0]! + start[1]!) * start[i]!)],
      shape: [1, 2],
    }),
    sample([reals([0, 2]), reals([2])], (xs, start) => ops.scan(level(ops.sum(start)), start, xs)[0], {
      value: (_, start) => start,
      shape: [2],
    }),
  ],
  whileLoop: [
    sample(
      [ints(48), ints(36)],
      (a, b) =>
        ops.whileLoop(
          ([, rest]) => ops.notEqual(rest, 0),
          ([whole, rest]) => [rest, ops.mod(whole, rest)] as const,
          [a, b] as const,
        )[0],
      { value: () => 12, shape: [] },
    ),
    sample(
      [at([40, 3])],
      (x) =>
        ops.greater(
          ops.whileLoop(
            (all) => ops.greater(ops.max(all), 1),
            (all) => ops.div(all, 2),
            x,
          ),
          0.1,
        ),
      { value: () => [true, false], shape: [2] },
    ),
  ],
  cond: [
    sample(
      [reals([3], { from: 0.1 }), reals([], { from: 0.1 })],
      (x, y) =>
        ops.cond(
          ops.greater(ops.sum(x), 0),
          () => ops.mul(ops.log(x), y),
          () => ops.mul(x, 2),
        ),
      { value: (x, y) => x.map((each) => Math.log(each) * y), shape: [3], symbolic: true },
    ),
    sample(
      [reals([3]), reals([]), bools(false)],
      (x, y, which) =>
        ops.cond(
          which,
          ([a]) => ops.mul(a, 3),
          ([a, b]) => ops.mul(ops.square(a), ops.sin(b)),
          [ops.exp(x), y] as const,
        ),
      { value: (x, y) => x.map((each) => Math.exp(each) ** 2 * Math.sin(y)), shape: [3], symbolic: true },
    ),
    sample(
      [reals([2])],
      (x) => {
        const made = ops.cond(
          ops.less(ops.sum(x), 100),
          () => [x, ops.argmax(x)] as const,
          () => [ops.neg(x), ops.argmin(x)] as const,
        );
        return ops.mul(made[0], ops.toReal(made[1]));
      },
      { symbolic: true },
    ),
  ],
  vectorize: [
    sample(
      [reals([2, 3, 4]), ints([[3, 0], [1, 1]])], // prettier-ignore
      (tables, places) =>
        ops.vectorize((table: Tensor<[3, 4]>, at: Tensor<[2], 'int'>) => ops.square(ops.gather(table, at, 1)), 2)(
          tables,
          places,
        ),
      {
        value: (tables, places) =>
          tables.map((table, n) => table.map((row) => places[n]!.map((place) => row[place]! ** 2))),
        shape: [2, 3, 2],
      },
    ),
    sample(
      [reals([2, 3, 2]), ints([[1, 0, 1], [0, 0, 2]])], // prettier-ignore
      (parts, segments) =>
        ops.vectorize((x: Tensor<[3, 2]>, own: Tensor<[3], 'int'>) => ops.sin(ops.segmentSum(x, own, 3)), 2)(
          parts,
          segments,
        ),
      {
        value: (parts, segments) =>
          parts.map((part, n) =>
            [0, 1, 2].map((segment) =>
              [0, 1].map((column) =>
                Math.sin(part.reduce((sum, row, i) => sum + (segments[n]![i] === segment ? row[column]! : 0), 0)),
              ),
            ),
          ),
        shape: [2, 3, 2],
      },
    ),
    sample([reals([4, 3]), reals([2, 3])], (w, xs) => ops.vectorize((x: Tensor<[3]>) => ops.matmul(w, x), 2)(xs), {
      value: (w, xs) => xs.map((x) => w.map((row) => row.reduce((sum, each, i) => sum + each * x[i]!, 0))),
      shape: [2, 4],
    }),
    sample(
      [reals([2, 3]), reals([3])],
      (xs, w) => ops.vectorize((x: Tensor<[3]>) => ops.softmax(ops.mul(x, w)), 2)(xs),
      {
        value: (xs, w) =>
          xs.map((x) => {
            const powers = x.map((each, i) => Math.exp(each * w[i]!));
            return powers.map((power) => power / powers.reduce((sum, each) => sum + each, 0));
          }),
        shape: [2, 3],
      },
    ),
    sample([reals([2, 4]), reals([2])], (xs, starts) => {
      const [last, all] = ops.vectorize(
        (x: Tensor<[4]>, start: Tensor<[]>) =>
          ops.scan((carry, each) => [ops.sin(ops.mul(carry, each)), carry], start, x),
        2,
      )(xs, starts);
      return [last, all];
    }),
    sample([reals([3]), reals([])], (xs, y) =>
      ops.vectorize(
        (x: Tensor<[]>) =>
          ops.cond(
            ops.greater(x, 0),
            () => ops.mul(x, y),
            () => ops.square(x),
          ),
        3,
      )(xs),
    ),
  ],
};
