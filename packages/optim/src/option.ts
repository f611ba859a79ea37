import { either as E } from 'fp-ts';
import * as z from 'zod/mini';
import { invalidOption, type OptimError } from './error.ts';

/** Options decoded by a schema, or the first that breaks it, by name and value. Options that a strict schema does not name are refused too. */
export const decodeOptions = <A>(
  operation: string,
  schema: z.ZodMiniType<A>,
  options: unknown,
): E.Either<OptimError, A> => {
  const decoded = schema.safeParse(options);
  if (decoded.success) return E.right(decoded.data);
  const issue = decoded.error.issues[0]!;
  const isUnknown = issue.code === 'unrecognized_keys';
  const path = isUnknown ? [...issue.path, issue.keys[0]!] : issue.path;
  const got = path.reduce<unknown>(
    (value, key) => (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key],
    options,
  );
  if (path.length === 0) return E.left(invalidOption(operation, 'options', 'must be an object', got));
  return E.left(invalidOption(operation, nameOf(path), isUnknown ? 'is no option' : issue.message, got));
};

/** `betas[0]` for an element of a list, `a.b` for an option within an option. */
const nameOf = (path: readonly PropertyKey[]): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`)).join('');
