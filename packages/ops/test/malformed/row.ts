import * as ops from '../../src/index.ts';
import type { Wrong } from './wrong.ts';

type Call = (...values: unknown[]) => unknown;

/** A valid call, and for each of its arguments what is wrong in that place. */
export interface Row {
  readonly call: Call;
  readonly values: readonly unknown[];
  readonly wrong: readonly Wrong[];
  /** Whether another argument is too many: not where functions ignore it, as JavaScript does. */
  readonly isExact?: boolean;
  /** What else its messages may start with: what a derivative, or what a leaf, is called. */
  readonly also?: RegExp;
}

/** A valid call by its arguments, and a list of what is wrong for each of them. */
export const row = (call: unknown, values: readonly unknown[], ...wrong: readonly Wrong[]): Row => ({
  call: call as Call, // JavaScript may call it with anything
  values,
  wrong,
});

/** The same for a function that refuses another argument too. */
export const exact = (call: unknown, values: readonly unknown[], ...wrong: readonly Wrong[]): Row => ({
  ...row(call, values, ...wrong),
  isExact: true,
});

/** The same rows for several operations of the package. */
export const rowsOf = (names: readonly string[], make: (call: unknown) => Row): Readonly<Record<string, Row>> =>
  Object.fromEntries(names.map((name) => [name, make((ops as Readonly<Record<string, unknown>>)[name])]));
