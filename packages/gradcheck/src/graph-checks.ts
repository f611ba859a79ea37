import { type AnyTensor, everyNode, fromJSON, simplify, toJSON, type Value } from '@adjoint/graph';
import { gradientOf } from './derivative-checks.ts';
import { failed, type Finding, passed } from './op-report.ts';
import { realValues, type Trial, valuesOf } from './trial.ts';
import { haveEqualBits } from './value-checks.ts';
import { weightsFor } from './weighted-sum.ts';

/** Written as JSON and read again, the graph and its gradient have the same bits. */
export const checkJSON = (trial: Trial): Finding => {
  const asked = withGradient(trial);
  const operations = Object.fromEntries(everyNode(Object.values(asked)).map(({ op }) => [op.name, op]));
  const again = fromJSON(JSON.stringify(toJSON(asked)), { operations });
  return unlike(trial, Object.values(asked), Object.values(again), 'read again from JSON');
};

/** Simplified, the graph and its gradient have the same bits at either precision. */
export const checkSimplified = (trial: Trial): Finding => {
  const asked = withGradient(trial);
  return unlike(trial, Object.values(asked), Object.values(simplify(asked)), 'simplified');
};

/** What is built and, where there is one, the gradient of a weighted sum of it. */
const withGradient = (trial: Trial): Readonly<Record<string, AnyTensor>> => {
  const slopes =
    trial.underivable === undefined
      ? gradientOf(trial, trial.reals, weightsFor(trial, realValues(trial), 'weights', 0))
      : [];
  return {
    ...Object.fromEntries(trial.outputs.map((output, index) => [`output${index}`, output])),
    ...Object.fromEntries(slopes.map((slope, index) => [`slope${index}`, slope])),
  };
};

const unlike = (
  { variation }: Trial,
  asked: readonly AnyTensor[],
  changed: readonly AnyTensor[],
  what: string,
): Finding => {
  for (const precision of ['float64', 'float32'] as const) {
    const before: readonly Value[] = valuesOf(variation, asked, { precision });
    const after = valuesOf(variation, changed, { precision });
    const wrong = before.findIndex((value, index) => !haveEqualBits(value, after[index]!));
    if (wrong >= 0) return failed(`${what}, ${String(asked[wrong])} has other bits in ${precision}`);
  }
  return passed;
};
