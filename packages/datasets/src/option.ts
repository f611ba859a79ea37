import { orThrow } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { unfitOption } from './error.ts';

/** Throws an `UnfitOption` where an option breaks its rule. */
export const demandOption = (operation: string, holds: boolean, rule: string, got: unknown): void => {
  if (!holds) orThrow(E.left(unfitOption(operation, rule, got)));
};

/** Whether a number counts something: an integer from 1 on, and at most `largest`. */
export const isCount = (number: number, largest = Number.MAX_SAFE_INTEGER): boolean =>
  Number.isInteger(number) && number >= 1 && number <= largest;
