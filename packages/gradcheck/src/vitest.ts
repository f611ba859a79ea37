import { invalidArgument, orThrow, refuse } from '@adjoint/graph';
import { expect } from 'vitest';
import { checkOp, type CheckOpOptions } from './check-op.ts';
import { type GradientAnswer, type GradientArguments, reportOn } from './checkable.ts';
import type { Report } from './report.ts';
import type { Sample } from './sample.ts';

export type { Functions, GradientAnswer, GradientArguments, PointOf } from './checkable.ts';

/** What `toPassOpChecks` takes: samples of the operation's use. */
export type OpCheckArguments<T> = T extends (...operands: never[]) => unknown
  ? [samples: readonly Sample[], options?: CheckOpOptions]
  : [due: 'an operation'];

/**
 * What can be expected of gradients once this module has been imported, in a test file or in a setup file of vitest.
 *
 * @example
 * ```ts
 * import '@adjoint/gradcheck/vitest';
 * import { reals, sample } from '@adjoint/gradcheck';
 * import { parameter } from '@adjoint/graph';
 * import { mean, softplus } from '@adjoint/ops';
 * import { expect, test } from 'vitest';
 *
 * const w = parameter('w', [3]);
 *
 * test('the loss has the right gradient', () => {
 *   expect(mean(softplus(w))).toHaveCorrectGradients({ at: { w: [0.3, -1.2, 2.1] } });
 * });
 *
 * test('and so has a function of our own', () => {
 *   const cube = { value: (x: Float64Array) => x[0]! ** 3, gradient: (x: Float64Array) => [3 * x[0]! ** 2] };
 *   expect(cube).toHaveCorrectGradients([2]);
 * });
 *
 * test('softplus is sound', () => {
 *   expect(softplus).toPassOpChecks([sample([reals([3])], (x) => softplus(x), { shape: [3] })]);
 * });
 * ```
 */
export interface GradientMatchers<T> {
  /**
   * That the gradients of a tensor, or those that functions `{ value, gradient }` claim, agree with centered differences; the
   * message of a failure is the report. With `.not`: that they are shown to be wrong; a check that cannot tell fails too.
   */
  toHaveCorrectGradients: (...given: GradientArguments<T>) => GradientAnswer<T>;
  /** That an operation passes every check of `checkOp` on these samples of its use; the message of a failure is the report. */
  toPassOpChecks: (...given: OpCheckArguments<T>) => void;
}

declare module 'vitest' {
  interface Matchers<T> extends GradientMatchers<T> {}
}

interface Outcome {
  readonly pass: boolean;
  readonly message: () => string;
}

expect.extend({
  toHaveCorrectGradients(received: unknown, ...given: readonly unknown[]): Outcome | Promise<Outcome> {
    const report = reportOn('toHaveCorrectGradients', received, given);
    const judge = this.isNot ? judgeWrong : judgeRight;
    return 'then' in report ? report.then(judge) : judge(report);
  },
  toPassOpChecks(received: unknown, samples: unknown, options?: CheckOpOptions): Outcome {
    const refused = (rule: string, got: unknown): never =>
      orThrow(refuse(invalidArgument('toPassOpChecks', rule, got)));
    if (typeof received !== 'function') return refused('must have an operation', received);
    if (!Array.isArray(samples)) return refused('an operation is checked on samples of its use', samples);
    const { ok, text } = checkOp(received as () => unknown, samples as readonly Sample[], options);
    return { pass: ok, message: () => (ok ? `a check of the operation should fail\n\n${text}` : text) };
  },
});

const judgeRight = ({ ok, text }: Report): Outcome => ({ pass: ok, message: () => text });

/** Under `.not` a pass fails: so does what could not be shown to be wrong. */
const judgeWrong = ({ ok, verdict, text }: Report): Outcome => {
  const isUndecided = ['inconclusive', 'vacuous', 'failed'].includes(verdict);
  const reason = ok ? 'the gradients should be wrong' : 'the gradients should be wrong, which this check cannot show';
  return { pass: ok || isUndecided, message: () => `${reason}\n\n${text}` };
};
