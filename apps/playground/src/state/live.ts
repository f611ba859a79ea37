import type { AnyTensor } from '@adjoint/graph';
import { compile } from '@adjoint/runtime';
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { either as E } from 'fp-ts';
import { type Experiment, original } from '../experiment/experiment.ts';
import type { ParseLoss, TextProblem } from '../session/expression-loss.ts';
import type { Measurement } from '../session/measurement.ts';
import { openSession, type Session } from '../session/session.ts';
import type { Page } from './page.ts';

/** What is computed from the experiment that the page shows, as soon as there are programs for it. */
export interface Live {
  readonly shown: ReadonlySignal<Shown | undefined>;
  /** What is wrong with the text of the loss; what is shown is then still what was right. */
  readonly problem: ReadonlySignal<TextProblem | undefined>;
  /** The losses of an experiment that was shown before. */
  readonly lossesAt: (experiment: Experiment) => Losses | undefined;
}

/** An experiment with its programs and its measurement, which belong together. */
export interface Shown {
  readonly experiment: Experiment;
  readonly session: Session;
  readonly measurement: Measurement;
}

/** What is kept of a measurement: without the scores of thousands of updates, which would fill the memory. */
type Losses = Pick<Measurement, 'total' | 'heldOutLoss'>;

/** Follows a page: compiles when the graph changes, measures whenever a number does. */
export const followPage = (page: Page, parseLoss: () => Promise<ParseLoss>): Live => {
  const shown = signal<Shown | undefined>(undefined);
  const problem = signal<TextProblem | undefined>(undefined);
  const known = new WeakMap<Experiment, Losses>();
  let session: Session | undefined;
  let wanted = 0;
  const show = (experiment: Experiment, by: Session): void => {
    const measurement = by.measure(experiment);
    const { total, heldOutLoss } = measurement;
    known.set(experiment, { total, heldOutLoss });
    shown.value = { experiment, session: by, measurement };
  };
  const reopen = async (order: number): Promise<void> => {
    const parser = page.experiment.peek().loss.kind === 'expression' ? await parseLoss() : undefined;
    const opened = await openSession(page.experiment.peek(), onThisThread, parser);
    if (order !== wanted) {
      if (E.isRight(opened)) opened.right.dispose();
      return;
    }
    problem.value = E.isLeft(opened) ? opened.left : undefined;
    if (E.isLeft(opened)) {
      page.tell(`The loss does not fit: ${opened.left.message}.`);
      if (session === undefined) page.change(() => original); // rather than a page of nothing
      return;
    }
    const before = session;
    session = opened.right;
    if (session.fits(page.experiment.peek())) show(page.experiment.peek(), session);
    else void reopen(++wanted);
    before?.dispose();
  };
  effect(() => {
    const experiment = page.experiment.value;
    if (session?.fits(experiment) === true) {
      wanted++; // what is being compiled is not wanted any more
      problem.value = undefined;
      show(experiment, session);
    } else void reopen(++wanted);
  });
  return { shown, problem, lossesAt: (experiment) => known.get(experiment) };
};

/** Programs of a few hundred points are done before another thread would have begun. */
const onThisThread = (outputs: Readonly<Record<string, AnyTensor>>) => compile(outputs, { threads: 1 });
