import type { Procedure, Repetition } from '../declaration.ts';
import type { GraphError } from '../error.ts';
import type { NumericArray } from '../value.ts';
import { RunningSum } from './running-sum.ts';

/** Runs a procedure again and again, one run after the other. */
export const repeatedRuns = (
  procedure: Pick<Procedure, 'set' | 'run' | 'get'>,
  { count, reverse, initial, sequences, shared, last, stacked, summed, past }: Repetition,
): GraphError | void => {
  const sums = summed.map((data) => new RunningSum(data));
  let current = initial.map((data) => data.slice());
  let next = current.map((data) => data.slice());
  shared.forEach((data, index) => procedure.set(initial.length + sequences.length + index, data));
  for (let done = 0; done < count; done++) {
    const at = reverse ? count - 1 - done : done;
    current.forEach((data, index) => {
      past[index]?.set(data, at * data.length);
      procedure.set(index, data);
    });
    sequences.forEach((data, index) => procedure.set(initial.length + index, elementAt(data, at, count)));
    const error = procedure.run();
    if (error !== undefined) return error;
    stacked.forEach((data, index) => data.set(procedure.get(current.length + index), (at * data.length) / count));
    sums.forEach((sum, index) => sum.add(procedure.get(current.length + stacked.length + index)));
    next.forEach((data, index) => data.set(procedure.get(index)));
    [current, next] = [next, current];
  }
  last.forEach((data, index) => data.set(current[index]!));
  for (const sum of sums) sum.finish();
};

const elementAt = (whole: NumericArray, at: number, count: number): NumericArray => {
  const each = whole.length / count;
  return whole.subarray(at * each, (at + 1) * each);
};
