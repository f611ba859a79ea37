import type { AnyTensor } from '@adjoint/graph';
import type { Place } from './syntax.ts';

/** One thing that a text says: a node of the scope, a number or an operation applied. What is drawn of a graph. */
export interface Step {
  readonly type: 'node' | 'number' | 'operation';
  /** The name of the node, the number, or the operation. */
  readonly name: string;
  /** The name that the text gives to it. */
  readonly defines: string | undefined;
  /** `undefined` for a number. */
  readonly tensor: AnyTensor | undefined;
  /** Where its inputs are among the steps. */
  readonly inputs: readonly number[];
  readonly place: Place;
}

/** The steps that some of them depend on, numbered anew. */
export const usedSteps = (steps: readonly Step[], wanted: readonly number[]): readonly Step[] => {
  const used = new Set<number>();
  const left = [...wanted];
  while (left.length > 0) {
    const step = left.pop()!;
    if (used.has(step)) continue;
    used.add(step);
    left.push(...steps[step]!.inputs);
  }
  const kept = [...used].toSorted((a, b) => a - b);
  const numbers = new Map(kept.map((step, index) => [step, index]));
  return kept.map((step) => {
    const { inputs, ...rest } = steps[step]!;
    return { ...rest, inputs: inputs.map((input) => numbers.get(input)!) };
  });
};
