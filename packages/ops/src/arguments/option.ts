import { invalidArgument, isDim, type Dim, orThrow, refuse } from '@adjoint/graph';

/** Which numbers an option may be, and how a message says so. */
interface Range {
  readonly rule: string;
  readonly accepts: (value: number) => boolean;
}

/** Any number but NaN. */
const notNaN: Range = { rule: 'must be a number', accepts: (value) => !Number.isNaN(value) };

/** Any number, NaN as well. */
export const anyNumber: Range = { rule: 'must be a number', accepts: () => true };

/** A number above 0. */
export const positive: Range = { rule: 'must be a number above 0', accepts: (value) => value > 0 };

/** A number in [0, 1). */
export const fraction: Range = {
  rule: 'must be a number from 0 up to but not including 1',
  accepts: (value) => value >= 0 && value < 1,
};

/** An integer. */
export const integer: Range = { rule: 'must be an integer', accepts: (value) => Number.isSafeInteger(value) };

/** A number given as an argument or option of a call; what is out of range, or no number, is an `InvalidArgument` of the operation. */
export const numberOption = (
  operation: string,
  name: string,
  value: unknown,
  { rule, accepts }: Range = notNaN,
): number =>
  typeof value === 'number' && accepts(value)
    ? value
    : orThrow(refuse(invalidArgument(operation, `${name} ${rule}`, value)));

/** A truth value given as an option of a call; anything else is an `InvalidArgument` of the operation. */
export const booleanOption = (operation: string, name: string, value: unknown): boolean =>
  typeof value === 'boolean'
    ? value
    : orThrow(refuse(invalidArgument(operation, `${name} must be true or false`, value)));

/** A list as an array without holes, which most methods of arrays pass over; `undefined` for anything else. */
export const elementsIn = (value: unknown): readonly unknown[] | undefined =>
  Array.isArray(value) ? Array.from<unknown>(value) : undefined;

/** Dimensions that an operation makes, unless they are beyond all integers. */
export const requireDims = (operation: string, dims: readonly Dim[]): readonly Dim[] =>
  dims.every(isDim)
    ? dims
    : orThrow(refuse(invalidArgument(operation, 'the sizes of the result must be integers up to 2^53', dims)));
