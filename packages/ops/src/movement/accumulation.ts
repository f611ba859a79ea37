import type { GraphError, Value } from '@adjoint/graph';

/** Fills a value with sums that are added up in float64 whatever its precision: `add` gets zeros to add to, and may find a problem. */
export const addUp = (
  y: Value,
  add: (totals: Float64Array) => GraphError | undefined | void,
): GraphError | undefined => {
  const totals = new Float64Array(y.data.length);
  const problem = add(totals);
  y.data.set(totals);
  return problem ?? undefined;
};
