import { attempt, type Bindings, evaluate, type GraphError, type Sizes, type Value } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import type { Drawing } from './drawing.ts';

/** What a box comes to. */
export interface Inspected {
  readonly value: Value;
  /** The gradient of the loss by it; `undefined` where there is none. */
  readonly gradient: Value | undefined;
}

/** What every box of a drawing comes to, given values of its leaves. */
export const inspect = (
  drawing: Drawing,
  bindings: Bindings,
  sizes: Sizes = {},
): E.Either<GraphError, readonly Inspected[]> => {
  const outputs = Object.fromEntries(
    drawing.flatMap(({ tensor, slope }, index) => [
      [`value ${index}`, tensor] as const,
      ...(slope === undefined ? [] : [[`gradient ${index}`, slope] as const]),
    ]),
  );
  return E.Functor.map(
    attempt(() => evaluate(outputs, bindings, { sizes }) as Readonly<Record<string, Value>>),
    (values) =>
      drawing.map((_, index) => ({ value: values[`value ${index}`]!, gradient: values[`gradient ${index}`] })),
  );
};
