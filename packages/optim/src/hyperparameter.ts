import { orThrow } from '@adjoint/graph';
import * as z from 'zod/mini';
import { decodeOptions } from './option.ts';
import type { Rate } from './rate.ts';

/** The hyperparameters of a rule as its schema decodes them; the first that breaks it, or that it does not know, is an `InvalidOption`. */
export const hyperparametersOf = <S extends Readonly<Record<string, z.ZodMiniType>>>(
  rule: string,
  schema: S,
  options: unknown,
): z.infer<z.ZodMiniObject<S>> =>
  orThrow(
    decodeOptions(rule, z.strictObject(schema) as unknown as z.ZodMiniType<z.infer<z.ZodMiniObject<S>>>, options),
  ); // of that output

const number = (rule: string, isRight: (value: number) => boolean): z.ZodMiniType<number> =>
  z.number(rule).check(z.refine(isRight, rule));

const rate = (rule: string, least: z.ZodMiniType<number>): z.ZodMiniType<Rate> =>
  z.custom<Rate>((value) => typeof value === 'function' || least.safeParse(value).success, rule);

// schemas, each with what it says of values that break it

/** What something is divided by or goes by: finite and more than 0. */
export const aPositive = number('must be a positive number', (value) => value > 0);

/** What may be left out by being 0. */
export const notNegative = number('must be a number from 0 up', (value) => value >= 0);

/** How much of what was there stays: a decay or a momentum. */
export const aFraction = number('must be in [0, 1)', (value) => value >= 0 && value < 1);

/** How many, at least one. */
export const aCount = number('must be a whole number from 1 up', (value) => Number.isInteger(value) && value >= 1);

/** How many, if any. */
export const aWholeNumber = number('must be a whole number', (value) => Number.isInteger(value) && value >= 0);

/** Whether. */
export const aFlag: z.ZodMiniType<boolean> = z.boolean('must be true or false');

/** A learning rate. */
export const aRate = rate('must be a positive number or a schedule', aPositive);

/** A strength that may change from step to step. */
export const aRateFromZero = rate('must be a number from 0 up or a schedule', notNegative);

/** The decays of two running means. */
export const twoFractions: z.ZodMiniType<readonly [number, number]> = z.tuple(
  [aFraction, aFraction],
  'must be two numbers in [0, 1)',
);

/** What a hyperparameter is where none is given. */
export const byDefault = <A>(schema: z.ZodMiniType<A>, value: NonNullable<A>): z.ZodMiniType<A> =>
  z._default(schema, value as never) as unknown as z.ZodMiniType<A>; // of that output
