import { invalidArgument, orThrow, refuse } from './error.ts';
import type { AnyTensor } from './node.ts';
import { isTensor } from './application.ts';
import { isRecord } from './option.ts';

/** What may be asked for: one tensor or a record of them. */
export type Outputs = AnyTensor | Readonly<Record<string, AnyTensor>>;

/** The tensors asked for, one or a record of them; anything else is refused in the operation's name. */
export const outputsIn = (operation: string, outputs: Outputs): readonly AnyTensor[] => {
  if (isTensor(outputs)) return [outputs];
  const tensors: readonly unknown[] = isRecord(outputs) || Array.isArray(outputs) ? Object.values(outputs) : [outputs];
  const other = tensors.findIndex((tensor) => !isTensor(tensor));
  return other < 0
    ? (tensors as readonly AnyTensor[]) // as just checked
    : orThrow(refuse(invalidArgument(operation, 'outputs must be tensors', tensors[other])));
};

/** One thing for each tensor asked for, in the form in which they were. */
export const resultsFor = <T>(outputs: Outputs, results: readonly T[]): T | Readonly<Record<string, T>> =>
  isTensor(outputs)
    ? results[0]!
    : Object.fromEntries(Object.keys(outputs).map((name, index) => [name, results[index]!]));
