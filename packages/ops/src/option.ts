import { invalidArgument, isTensor, orThrow, refuse } from '@adjoint/graph';

/** The options of a call (`what` if they are others), none where none are given. Anything but an object, or an option that is not among `names`, is an `InvalidArgument`. */
export const optionsOf = <O extends object>(
  operation: string,
  options: O | undefined,
  names: readonly (keyof O & string)[],
  what = 'options',
): Partial<O> => {
  if (options === undefined) return {};
  if (isTensor(options) || Object.prototype.toString.call(options) !== '[object Object]')
    return orThrow(refuse(invalidArgument(operation, `${what} must be an object`, options)));
  const unknown = Object.keys(options).find((key) => !names.includes(key as keyof O & string)); // any string may be asked
  return unknown === undefined
    ? options
    : orThrow(refuse(invalidArgument(operation, `${what} must be among ${names.join(', ')}`, unknown)));
};

/** Which numbers an option may be, and how a message says so. */
interface Range {
  readonly rule: string;
  readonly accepts: (value: number) => boolean;
}

/** Any number but NaN. */
const anyNumber: Range = { rule: 'must be a number', accepts: (value) => !Number.isNaN(value) };

/** A number above 0. */
export const positive: Range = { rule: 'must be a number above 0', accepts: (value) => value > 0 };

/** A number in [0, 1). */
export const fraction: Range = {
  rule: 'must be a number from 0 up to but not including 1',
  accepts: (value) => value >= 0 && value < 1,
};

/** A number given as an argument or option of a call; what is out of range, or no number, is an `InvalidArgument` of the operation. */
export const numberOption = (
  operation: string,
  name: string,
  value: unknown,
  { rule, accepts }: Range = anyNumber,
): number =>
  typeof value === 'number' && accepts(value)
    ? value
    : orThrow(refuse(invalidArgument(operation, `${name} ${rule}`, value)));

/** A truth value given as an option of a call; anything else is an `InvalidArgument` of the operation. */
export const booleanOption = (operation: string, name: string, value: unknown): boolean =>
  typeof value === 'boolean'
    ? value
    : orThrow(refuse(invalidArgument(operation, `${name} must be true or false`, value)));
