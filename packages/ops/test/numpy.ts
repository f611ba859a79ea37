import { type AnyTensor, evaluate, input, type Shape } from '@adjoint/graph';
import { describe, test } from 'vitest';
import { expectClose, fixture, type Stored, valueOf } from './fixture.ts';

interface Case {
  readonly operation: string;
  readonly x: Stored;
  readonly arguments: readonly unknown[];
  readonly y: Stored;
}

type AnyOperation = (x: AnyTensor, ...args: readonly unknown[]) => AnyTensor;

/** How to compare. */
export interface AgreementOptions {
  /** By how much of an element the results may differ; 0 if not given. */
  readonly relative?: number;
  /** Whether to compare over named dimensions as well. */
  readonly named?: boolean;
}

/** Tests operations of one tensor, by their names, against their cases in a file beside fixtures/make.py. */
export const testAgainstNumPy = (
  file: string,
  operations: Readonly<Record<string, unknown>>,
  { relative = 0, named = false }: AgreementOptions = {},
): void => {
  describe.each(Object.entries(operations) as [string, AnyOperation][])('%s agrees with NumPy', (name, op) => {
    const cases = fixture<Case>(file).filter(({ operation }) => operation === name);
    test.each(cases.map(({ x, arguments: args, y }) => [`[${x.shape}]`, JSON.stringify(args), x, args, y] as const))(
      'of %s by %s',
      (_, __, x, args, y) => {
        const shapes = named ? [x.shape, x.shape.map((_, axis) => `n${axis}`)] : [x.shape];
        for (const shape of shapes)
          expectClose(evaluate(op(input('x', shape as Shape), ...args), { x: valueOf(x) }), valueOf(y), relative);
      },
    );
  });
};
