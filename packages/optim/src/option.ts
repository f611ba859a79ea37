import { either as E } from 'fp-ts';
import * as z from 'zod/mini';
import { invalidOption, type OptimError } from './error.ts';

/** Options decoded by a schema, or the first that breaks it, by name and value. Options that the schema does not name are refused too. */
export const decodeOptions = <A>(
  operation: string,
  schema: z.ZodMiniType<A>,
  options: unknown,
): E.Either<OptimError, A> => {
  const decoded = schema.safeParse(options);
  if (decoded.success) return E.right(decoded.data);
  const { path, message } = decoded.error.issues[0]!;
  const got = path.reduce<unknown>(
    (value, key) => (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key],
    options,
  );
  return E.left(invalidOption(operation, path.length === 0 ? 'options' : path.join('.'), message, got));
};
