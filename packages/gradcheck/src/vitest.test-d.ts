// Checked by `tsc -b` and never run: what is right compiles, what is wrong does not.

import { parameter } from '@adjoint/graph';
import { softplus, sum } from '@adjoint/ops';
import { expect } from 'vitest';
import { assertGradients, reals, sample } from './index.ts';
import './vitest.ts';

const loss = sum(parameter('w', [3]));
const functions = { value: (x: Float64Array) => x[0]!, gradient: () => [1] };
const byName = {
  value: ({ x }: { readonly x: Float64Array }) => x[0]!,
  gradient: () => ({ x: [1] }),
};
const later = { ...functions, value: async (x: Float64Array) => Promise.resolve(x[0]!) };

// a tensor is checked at bindings, functions at numbers
const nothing: void = expect(loss).toHaveCorrectGradients({ at: { w: [1, 2, 3] }, seed: 1 });
expect(loss).not.toHaveCorrectGradients({ at: { w: [1, 2, 3] } });
// @ts-expect-error: a tensor needs a point
expect(loss).toHaveCorrectGradients();
// @ts-expect-error: a tensor's point is in its options
expect(loss).toHaveCorrectGradients([1, 2, 3]);
expect(functions).toHaveCorrectGradients([1]);
expect(functions).toHaveCorrectGradients(Float64Array.of(1), { exhaustive: true });
// @ts-expect-error: one array, not several
expect(functions).toHaveCorrectGradients({ x: [1] });
expect(byName).toHaveCorrectGradients({ x: [1] });
// @ts-expect-error: the parameters have names
expect(byName).toHaveCorrectGradients({ y: [1] });
// @ts-expect-error: no gradients
expect(5).toHaveCorrectGradients({ at: {} });
// @ts-expect-error: half of what is due
expect({ value: (x: Float64Array) => x[0]! }).toHaveCorrectGradients([1]);

// where functions answer by promises, so does the matcher
const promise: Promise<void> = expect(later).toHaveCorrectGradients([1]);
// @ts-expect-error: nothing to wait for
const none: Promise<void> = expect(functions).toHaveCorrectGradients([1]);

expect(softplus).toPassOpChecks([sample([reals([3])], (x) => softplus(x))]);
// @ts-expect-error: samples are due
expect(softplus).toPassOpChecks();
// @ts-expect-error: not an operation
expect(loss).toPassOpChecks([]);

assertGradients(loss, { at: { w: [1, 2, 3] } });
assertGradients({ value: (x) => x[0]!, gradient: (x) => [x.length] }, [1]);
assertGradients({ value: ({ x }) => x![0]!, gradient: ({ x }) => ({ x: [x!.length] }) }, { x: [1] });
const asserted: Promise<void> = assertGradients({ value: async () => Promise.resolve(1), gradient: () => [1] }, [1]);
// @ts-expect-error: no gradients
assertGradients(5, [1]);

export { asserted, none, nothing, promise };
