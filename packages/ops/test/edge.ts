import { evaluate, gradient, parameter, type Tensor } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';

/** An operation on scalars. */
export type Operation = (...operands: Tensor<[]>[]) => Tensor<[]>;

/** A claim about a point: the operation, its operands, and its value followed by the slope by each operand. */
export type Edge = readonly [claim: string, op: Operation, point: readonly number[], valueAndSlopes: readonly number[]];

/** A test for each claim, to 1e-14 where the number is finite. */
export const testEdges = (edges: readonly Edge[]): void => {
  describe('values and slopes at the edges', () => {
    test.each(edges)('%s', (_, op, point, expected) => {
      slopesAt(op, ...point).forEach((found, i) => {
        const wanted = expected[i]!;
        if (Number.isFinite(wanted) && wanted !== 0) expect(Math.abs(found / wanted - 1)).toBeLessThan(1e-14);
        else expect(found + 0).toBe(wanted + 0);
      });
    });
  });
};

const slopesAt = (op: Operation, ...point: readonly number[]): readonly number[] => {
  const operands = point.map((_, index) => parameter(`x${index}`, []));
  const bindings = Object.fromEntries(point.map((x, index) => [`x${index}`, x]));
  const y = op(...operands);
  return [evaluate(y, bindings).data[0]!, ...gradient(y, operands).map((slope) => evaluate(slope, bindings).data[0]!)];
};
