import type { AnyTensor, Bindings, Program, ProgramOptions, Value } from '@adjoint/graph';

/** Makes a program of outputs. `fit` takes one, so that who trains chooses what executes. */
export type Compile = (
  outputs: Readonly<Record<string, AnyTensor>>,
  options: ProgramOptions,
) => Program | Promise<Program>;

/** Bindings that stay the same from run to run: those that a program may hold, so that they are copied once, and the others. */
export const dividedBindings = (
  bindings: Bindings,
): {
  readonly values: Readonly<Record<string, Value>>;
  readonly others: Bindings;
} => {
  const isValue = (binding: Bindings[string]): binding is Value => typeof binding === 'object' && 'data' in binding;
  const entries = Object.entries(bindings);
  return {
    values: Object.fromEntries(entries.filter((entry): entry is [string, Value] => isValue(entry[1]))),
    others: Object.fromEntries(entries.filter(([, binding]) => !isValue(binding))),
  };
};
