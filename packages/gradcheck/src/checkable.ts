import { type AnyTensor, invalidArgument, isRecord, isTensor, orThrow, refuse } from '@adjoint/graph';
import { checkFunction } from './check-function.ts';
import { checkGradients, type CheckGradientsOptions } from './check-gradients.ts';
import type { CheckOptions } from './examine.ts';
import type { Report } from './report.ts';

/** Functions that claim a gradient of whatever they take; they may answer by promises. */
export interface Functions {
  /** The number, or a promise of it. */
  readonly value: (at: never) => unknown;
  /** Its derivative by what the functions take, or a promise of it. */
  readonly gradient: (at: never) => unknown;
}

/** One array of numbers, or several by name. */
type Numbers = ArrayLike<number> | Readonly<Record<string, ArrayLike<number>>>;

/** What a check of gradients is given besides their owner: the options of a tensor; the point of functions, and options. */
export type GradientArguments<T> = T extends AnyTensor
  ? [options: CheckGradientsOptions]
  : T extends Functions
    ? [at: PointOf<Parameters<T['value']>[0]>, options?: CheckOptions]
    : [due: 'a tensor, or functions { value, gradient }'];

/** Nothing, or a promise of it where the functions answer by promises. */
export type GradientAnswer<T> = T extends AnyTensor
  ? void
  : T extends Functions
    ? Extract<ReturnType<T['value'] | T['gradient']>, PromiseLike<unknown>> extends never
      ? void
      : Promise<void>
    : void;

/** What settles the parameter of a function that takes one array, or a record of arrays. */
export type PointOf<A> = Float64Array extends A
  ? ArrayLike<number>
  : Readonly<Record<keyof A & string, ArrayLike<number>>>;

/** The report on a tensor or on functions, in which nothing is known of the arguments yet; what is none is refused in the caller's name. */
export const reportOn = (
  caller: string,
  subject: unknown,
  [given, options]: readonly unknown[],
): Report | Promise<Report> => {
  const refused = (rule: string, got: unknown): never => orThrow(refuse(invalidArgument(caller, rule, got)));
  if (isTensor(subject))
    return isRecord(given) && isRecord(given['at'])
      ? checkGradients(subject, given as unknown as CheckGradientsOptions) // its bindings are looked at by the check
      : refused('the gradients of a tensor are checked at a point, { at: values by name }', given);
  if (!isFunctions(subject)) return refused('must have a tensor, or functions { value, gradient }', subject);
  if (!isNumbers(given))
    return refused('functions are checked at a point, an array of numbers or several arrays by name', given);
  const point = isArray(given)
    ? given
    : Object.fromEntries(Object.entries(given).map(([name, entries]) => [name, Float64Array.from(entries)]));
  const check = checkFunction as Check; // it looks at what it is given, and no overload fits both kinds of functions
  return check(subject, point, options);
};

type Check = (checked: unknown, at: unknown, options: unknown) => Report | Promise<Report>;

const isFunctions = (subject: unknown): subject is Functions =>
  typeof subject === 'object' &&
  subject !== null &&
  'value' in subject &&
  typeof subject.value === 'function' &&
  'gradient' in subject &&
  typeof subject.gradient === 'function';

const isNumbers = (given: unknown): given is Numbers =>
  isArray(given) || (isRecord(given) && Object.values(given).every(isArray));

const isArray = (given: unknown): given is ArrayLike<number> =>
  (Array.isArray(given) && given.every((entry) => typeof entry === 'number')) ||
  (ArrayBuffer.isView(given) && 'length' in given);
