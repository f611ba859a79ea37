// Every fault at every place of every loss, as far as it changes the gradient.

import { printExpression } from '@adjoint/graph';
import { type Case, gradientOf, type Numbers } from './case.ts';
import { lectureCases, matrixCases, operationCases, variablesOf } from './cases.ts';
import { type Fault, generalFaults, planted, specialFaults } from './faults.ts';

/** A loss with a faulty derivative. */
export interface Planted {
  readonly fault: Fault;
  readonly whole: Case;
  readonly faulty: Case;
  /** What the loss's derivative comes to with the fault. */
  readonly gradient: Numbers;
  /** The operation that is faulty, as a report would name it. */
  readonly operation: string;
  readonly expressions: readonly string[];
  readonly input: number;
}

/** The least change of an entry, relative to the norm of its tensor's gradient, that counts. */
const leastEffect = 1e-5;

/** Of the general faults every place gets one in this many, another one at the next place. */
const oneIn = 4;

/** The faults of every loss that faults are planted in. */
export const plantings = (): readonly Planted[] =>
  [...operationCases(), ...matrixCases(), ...lectureCases()].flatMap(plantingsOf);

const plantingsOf = (whole: Case, turn: number): readonly Planted[] => {
  const truth = gradientOf(whole);
  const places = (whole.middle ?? []).flatMap((node) => variablesOf(node).map((input) => ({ node, input })));
  return places.flatMap((place, index) => {
    const general = generalFaults.filter((_, fault) => (fault + turn + index) % oneIn === 0);
    return [...general, ...specialFaults].flatMap((fault): readonly Planted[] => {
      const faulty = planted(whole, fault, place);
      const gradient = faulty === undefined ? truth : gradientOf(faulty);
      if (faulty === undefined || effectOf(gradient, truth) < leastEffect) return [];
      const { node, input } = place;
      const operation = node.label ?? node.op.name;
      return [{ fault, whole, faulty, gradient, operation, expressions: node.outputs.map(printExpression), input }];
    });
  });
};

/** The largest change of an entry, relative to the norm of the gradient by its tensor. */
const effectOf = (claimed: Numbers, truth: Numbers): number =>
  Math.max(
    ...Object.keys(truth).map((name) => {
      const change = truth[name]!.reduce((most, entry, i) => Math.max(most, Math.abs(entry - claimed[name]![i]!)), 0);
      const norm = Math.sqrt(truth[name]!.reduce((sum, entry) => sum + entry * entry, 0));
      return change === 0 ? 0 : change / norm;
    }),
  );
