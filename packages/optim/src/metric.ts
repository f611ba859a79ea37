import {
  type AnyTensor,
  AdjointError,
  attempt,
  type Bindings,
  evaluate,
  orThrow,
  type Precision,
  type Sizes,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { metricFailed } from './error.ts';

/** What can be computed besides the loss, and where. */
export interface MetricsAt {
  readonly loss: AnyTensor;
  readonly metrics: Readonly<Record<string, AnyTensor>>;
  readonly bindings: () => Bindings;
  readonly sizes: Sizes;
  readonly precision: Precision;
}

/** What a run gives; where it fails though the loss can be computed, a `MetricFailed` says which metric cannot. */
export const blamingMetrics = <A>(run: () => A, { loss, metrics, bindings, sizes, precision }: MetricsAt): A => {
  try {
    return run();
  } catch (error) {
    const failureOf = (score: AnyTensor) => attempt(() => evaluate(score, bindings(), { sizes, precision }));
    if (!(error instanceof AdjointError) || E.isLeft(failureOf(loss))) throw error;
    for (const [name, metric] of Object.entries(metrics)) {
      const outcome = failureOf(metric);
      if (E.isLeft(outcome)) return orThrow(E.left(metricFailed(name, outcome.left.message)));
    }
    throw error;
  }
};
