import { type AnyTensor, constant, gradient, type Tensor } from '@adjoint/graph';
import { add, sin, sum } from '@adjoint/ops';
import { compile } from '@adjoint/runtime';
import { describe, test } from 'vitest';
import { expectAgreement, named } from './sizes/compare.ts';
import { layouts, Operands } from './sizes/operand.ts';
import { rows } from './sizes/rows.ts';

// Every compiled operation and its gradient agree with `evaluate` where they go through a dimension in blocks of 4, of which the last may be smaller.

/** The gradient of a sum of sines of the real outputs, and of the operands, by every real operand. */
const slopesOf = (outputs: readonly AnyTensor[], operands: readonly Tensor[]): readonly AnyTensor[] => {
  const total = [...outputs, ...operands]
    .filter((tensor) => tensor.kind === 'real')
    .map((tensor) => sum(sin(tensor as Tensor)))
    .reduce((sum, term) => add(sum, term), constant(0));
  return gradient(total, operands);
};

describe.each(['float64', 'float32'] as const)('in blocks, in %s:', (precision) => {
  const cases = Object.entries(rows).map(([name, row], number) => [name, row, layouts[1 + (number % 4)]!] as const);
  test.each(cases)('%s', async (_, { build, by, least = 0 }, strided) => {
    for (const layout of [layouts[0], strided]) {
      const make = new Operands(layout);
      const outputs = [...build(make, 'batch'), make.real(['batch'])]; // which has the size
      const [values, slopes] = [named('value', outputs), named('slope', slopesOf(outputs, make.reals))];
      const [ofValues, ofSlopes] = [values, slopes].map((each) => compile(each, { precision, blockBytes: 1 }));
      for (const batch of layout === 'plain' ? [17, 0] : [7]) {
        if (batch < least) continue;
        const [bindings, magnitudes] = [make.bindings('numbers', batch), make.bindings('magnitudes', batch)];
        expectAgreement(await ofValues!, values, { precision, by, bindings, magnitudes });
        expectAgreement(await ofSlopes!, slopes, { precision, by: 'largest', bindings, magnitudes });
      }
    }
  });
});
