import { constant, type Shape, type Tensor } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import type { Rows } from './row.ts';

/** Functions that are applied step by step, where something holds, and to each of a dimension. */
export const loop: Rows = {
  scan: {
    build: (make, n) => [
      ...ops.scan(
        (carry, x) => {
          const next = ops.add(ops.mul(carry, 0.5), x);
          return [next, next];
        },
        make.real([n]),
        make.real([3, n]),
      ),
      ops.scan((carry, x) => [ops.mul(carry, x), []], make.real([2]), make.real([n, 2]))[0],
    ],
    by: 'one',
  },
  whileLoop: {
    build: (make, n) => {
      const [, x] = ops.whileLoop(
        ([count]) => ops.less(count, 3),
        ([count, x]) => [ops.add(count, 1), ops.mul(x, 0.5)] as const,
        [constant(0), make.real([n, 3])] as const,
      );
      return [ops.less(x, 0.05)]; // it has no derivative
    },
    by: 'value',
  },
  cond: {
    build: (make, n) => {
      const x = make.real([n, 3]);
      const isSmall = ops.less(ops.sum(x), 1e9);
      return [
        ops.cond(
          isSmall,
          () => ops.mul(x, 2),
          () => ops.square(x),
        ),
      ];
    },
    by: 'value',
  },
  vectorize: {
    build: (make, n) => [
      ops.vectorize((x: Tensor) => ops.cumsum(ops.square(x)), n)(make.real([n, 3])),
      ops.vectorize((table: Tensor, places: Tensor<Shape, 'int'>) => ops.square(ops.gather(table, places, 0)), n)(
        make.real([n, 5, 2]),
        make.int([n, 3], 5),
      ),
      ops.vectorize((x: Tensor, own: Tensor<Shape, 'int'>) => ops.sin(ops.segmentSum(x, own, 4)), n)(
        make.real([n, 3, 2]),
        make.int([n, 3], 4),
      ),
    ],
    by: 'one',
  },
};
