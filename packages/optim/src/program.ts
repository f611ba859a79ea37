import {
  type AnyTensor,
  type Bindings,
  evaluate,
  nameOf,
  type Precision,
  type Sizes,
  type Value,
} from '@adjoint/graph';
import type { Update } from './optimizer.ts';

/** Outputs that can be computed again and again, with leaves that the program holds and updates at every run. */
export interface Program {
  /** Computes the outputs from what is bound and what is held, then writes every update. */
  readonly run: (bindings: Bindings) => Readonly<Record<string, Value>>;
  /** A copy of what the program holds, by name. */
  readonly held: () => Record<string, Value>;
}

/** What a program keeps between runs. */
export interface ProgramOptions {
  /** Values of leaves that need no binding, by name. */
  readonly held?: Readonly<Record<string, Value>>;
  /** Which of them change, and to what. */
  readonly updates?: readonly Update[];
  /** Sizes of named dimensions that neither bindings nor held values settle. */
  readonly sizes?: Sizes;
  /** How wide real numbers are: `float64` if not given. */
  readonly precision?: Precision;
}

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

/** The simplest `Compile`: every run is an `evaluate`. */
export const interpret = (
  outputs: Readonly<Record<string, AnyTensor>>,
  { held = {}, updates = [], sizes = {}, precision = 'float64' }: ProgramOptions,
): Program => {
  const values: Record<string, Value> = { ...held };
  const wanted = [...Object.values(outputs), ...updates.map(({ next }) => next)];
  const numbered = Object.fromEntries(wanted.map((tensor, index) => [index, tensor]));
  const names = Object.keys(outputs);
  return {
    run: (bindings) => {
      const found = evaluate(numbered, { ...bindings, ...values }, { sizes, precision });
      updates.forEach(({ leaf }, index) => (values[nameOf(leaf)!] = found[names.length + index]!));
      return Object.fromEntries(names.map((name, index) => [name, found[index]!]));
    },
    held: () =>
      Object.fromEntries(
        Object.entries(values).map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
      ),
  };
};
