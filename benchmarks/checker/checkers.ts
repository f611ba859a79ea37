// Adjoint's checker and the recipes of others behind one interface.

import type { AnyTensor, Key } from '@adjoint/graph';
import { checkGradients, type Report } from '@adjoint/gradcheck';
import { mul } from '@adjoint/ops';
import type { Case, Numbers } from './case.ts';
import { type Measured, passes, type Recipe, recipes } from './recipes.ts';

/** A gradient that is to be checked. */
interface Question {
  /** The loss with the derivative that is true. */
  readonly whole: Case;
  /** The loss with the derivative to check, and what that comes to. */
  readonly claimed: Case;
  readonly gradient: Numbers;
  /** The number that the loss is multiplied by. */
  readonly scale: number;
  readonly key: Key;
  /** An entry that a recipe which would look at all of them may look at alone. */
  readonly only?: number;
}

/** Whether a gradient passes, how often the loss was computed, and Adjoint's whole report. */
export type Answer = Readonly<{ passes: boolean; evaluations: number; report?: Report }>;

/** What answers questions. */
export interface Checker {
  readonly name: string;
  readonly answer: (question: Question) => Answer;
}

/** Adjoint's checker, then the recipes. */
export const checkers = (): readonly Checker[] => [adjoint, ...recipes().map(byRecipe)];

const adjoint: Checker = {
  name: 'Adjoint',
  answer: ({ claimed, scale, key }) => {
    const { loss, wrt, at } = claimed;
    const report = checkGradients(scale === 1 ? loss : (mul(scale, loss) as AnyTensor), { at, wrt, seed: key });
    return { passes: report.ok, evaluations: report.evaluations, report };
  },
};

/** The differences of a loss are taken once: they are the same whatever is claimed, and scale with the loss. */
const byRecipe = (recipe: Recipe): Checker => {
  const known = new Map<Case, Measured>();
  const measured = ({ whole, key, only }: Question): Measured => {
    if (only !== undefined) return recipe.measure(whole, key, only); // nothing is known of that entry yet
    if (!known.has(whole)) known.set(whole, recipe.measure(whole, key));
    return known.get(whole)!;
  };
  return {
    name: recipe.name,
    answer: (question) => {
      const { evaluations, ...rest } = measured(question);
      return { passes: passes(recipe, { evaluations, ...rest }, question.gradient, question.scale), evaluations };
    },
  };
};
