import { invalidArgument, orThrow, refuse } from './error.ts';
import { isTensor } from './application.ts';

/**
 * The options of a call (`what` if they are others), none where none are given. Anything but an object (`rule` says so), or an option
 * that is not among `names`, is an `InvalidArgument` of the operation.
 */
export const optionsOf = <O extends object>(
  operation: string,
  options: O | undefined,
  names: readonly (keyof O & string)[],
  what = 'options',
  rule = `${what} must be an object`,
): Partial<O> => {
  if (options === undefined) return {};
  if (!isRecord(options)) return orThrow(refuse(invalidArgument(operation, rule, options)));
  const unknown = Object.keys(options).find((key) => !names.includes(key as keyof O & string)); // any string may be asked
  return unknown === undefined
    ? options
    : orThrow(refuse(invalidArgument(operation, `${what} must be among ${names.join(', ')}`, unknown)));
};

/** Whether something is an object of named entries: not a tensor, a list, a date or a map. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  Object.prototype.toString.call(value) === '[object Object]' && !isTensor(value);
