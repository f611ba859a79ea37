// What a checker makes of all faults and of all correct gradients.

import { type Case, gradientOf } from './case.ts';
import type { Answer, Checker } from './checkers.ts';
import type { Needle } from './large.ts';
import type { Planted } from './planting.ts';

/** What every checker is asked. */
export interface Exam {
  readonly scales: readonly number[];
  readonly faults: readonly Planted[];
  readonly needles: readonly Needle[];
  /** Correct gradients, in groups by name. */
  readonly correct: Readonly<Record<string, readonly Case[]>>;
}

/** How a checker did. */
export interface Score {
  readonly name: string;
  /** The share of the faults that was caught, for each scale of the loss. */
  readonly caught: readonly number[];
  /** The share of the single wrong entries that was caught. */
  readonly needles: number;
  /** How many of the correct gradients were refused, in each group. */
  readonly alarms: Readonly<Record<string, number>>;
  /** How often the loss was computed for each tensor of the correct gradients. */
  readonly evaluations: { readonly mean: number; readonly most: number };
  readonly seconds: number;
}

/** Hears of each answer: to what it was, and which. */
export interface Listener {
  readonly onFault: (planted: Planted, scale: number, answer: Answer) => void;
  readonly onNeedle: (needle: Needle, answer: Answer) => void;
  readonly onCorrect: (correct: Case, answer: Answer) => void;
}

/** Puts all questions to a checker. */
export const scoreOf = (checker: Checker, { scales, faults, needles, correct }: Exam, listener: Listener): Score => {
  const start = performance.now();
  const evaluations: number[] = [];
  const caught = scales.map((scale) =>
    shareOf(faults, (planted, key) => {
      const { whole, faulty, gradient } = planted;
      const answer = checker.answer({ whole, claimed: faulty, gradient, scale, key });
      listener.onFault(planted, scale, answer);
      return !answer.passes;
    }),
  );
  const found = shareOf(needles, (needle, key) => {
    const { whole, faulty, gradient, entry } = needle;
    const answer = checker.answer({ whole, claimed: faulty, gradient, scale: 1, key, only: entry });
    listener.onNeedle(needle, answer);
    return !answer.passes;
  });
  const isRefused = (one: Case, key: number): boolean => {
    const answer = checker.answer({ whole: one, claimed: one, gradient: gradientOf(one), scale: 1, key });
    listener.onCorrect(one, answer);
    evaluations.push(answer.evaluations / one.wrt.length);
    return !answer.passes;
  };
  const alarms = Object.fromEntries(
    Object.entries(correct).map(([group, cases]) => [group, cases.filter(isRefused).length]),
  );
  return {
    name: checker.name,
    caught,
    needles: found,
    alarms,
    evaluations: {
      mean: evaluations.reduce((sum, count) => sum + count, 0) / evaluations.length,
      most: Math.max(...evaluations),
    },
    seconds: (performance.now() - start) / 1000,
  };
};

const shareOf = <T>(all: readonly T[], isSo: (one: T, index: number) => boolean): number =>
  all.filter(isSo).length / all.length;
