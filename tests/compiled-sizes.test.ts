import type { Value } from '@adjoint/graph';
import { compile } from '@adjoint/runtime';
import { describe, expect, test } from 'vitest';
import { samples } from '../packages/ops/test/samples.ts';
import { expectAgreement, named, type Outputs } from './sizes/compare.ts';
import { type Drawn, layouts, Operands } from './sizes/operand.ts';
import { rows } from './sizes/rows.ts';

// Every compiled operation agrees with `evaluate` at odd sizes, on strided operands, where numbers are ordinary and where they are at edges.

const sizes = [0, 1, 3, 7, 10, 17, 255, 257];

test('every operation is compared', () => {
  expect(Object.keys(rows).toSorted()).toEqual(Object.keys(samples).toSorted());
});

describe.each(['float64', 'float32'] as const)('at odd sizes, of strided operands, in %s:', (precision) => {
  const cases = Object.entries(rows).map(([name, row], number) => [name, row, number] as const);
  test.each(cases)('%s', async (_, { build, scalar, by, least = 0 }, number) => {
    const scalars = new Operands('plain', 'scalar');
    const made = [scalars];
    let outputs: Outputs = named('scalar', scalar?.(scalars) ?? []);
    for (const [turn, size] of sizes.entries()) {
      if (size < least) continue;
      for (const layout of new Set([layouts[turn % 2]!, layouts[1 + ((turn + number) % 4)]!])) {
        const make = new Operands(layout, `${layout}${size}`);
        made.push(make);
        outputs = { ...outputs, ...named(`${layout} ${size}`, build(make, size)) };
      }
    }
    const draw = (drawn: Drawn) => Object.assign({}, ...made.map((each) => each.bindings(drawn))) as Record<string, Value>; // prettier-ignore
    const program = await compile(outputs, { precision });
    const [numbers, magnitudes, edges] = [draw('numbers'), draw('magnitudes'), draw('edges')];
    expectAgreement(program, outputs, { precision, by, bindings: numbers, magnitudes });
    expectAgreement(program, outputs, { precision, by: 'one', bindings: edges, magnitudes });
  });
});
