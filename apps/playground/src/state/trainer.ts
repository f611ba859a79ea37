import { type ReadonlySignal, signal } from '@preact/signals';
import type { Experiment, Numbers } from '../experiment/experiment.ts';
import type { Live } from './live.ts';
import type { Page } from './page.ts';

/** Makes updates, one or many. */
export interface Trainer {
  readonly isRunning: ReadonlySignal<boolean>;
  /** How many updates it makes for each picture. */
  readonly pace: ReadonlySignal<number>;
  readonly setPace: (pace: number) => void;
  readonly update: () => void;
  readonly run: () => void;
  readonly stop: () => void;
}

/** A trainer of what a page shows. */
export const trainerOf = (page: Page, { shown }: Live): Trainer => {
  const isRunning = signal(false);
  const pace = signal(1);
  let runs = 0;
  let frame = 0;
  const advance = (updates: number, run: string): void => {
    const now = shown.peek();
    if (now === undefined || now.experiment !== page.experiment.peek()) return; // programs are being made
    const made: Experiment[] = [];
    const isLost = !Number.isFinite(now.measurement.total);
    for (let { experiment } = now; made.length < updates; made.push(experiment)) {
      const next = now.session.update(experiment);
      if (next === experiment) return stop('There is no training point to learn from.');
      if (isLost) return stop('The loss is no finite number here, and no way leads down: undo, or change the loss.');
      if (![next.parameters, next.states].every(areFinite)) {
        stop(`The parameters grew beyond all numbers: ${remedy}`);
        break;
      }
      experiment = next;
    }
    page.advance(made, run);
    const { experiment, measurement } = shown.peek()!; // of the last of these, which has just been measured
    if (experiment === made.at(-1) && !Number.isFinite(measurement.total))
      stop(`The loss is no finite number any more: ${remedy}`);
  };
  const stop = (why?: string): void => {
    cancelAnimationFrame(frame);
    isRunning.value = false;
    if (why !== undefined) page.tell(why);
  };
  return {
    isRunning,
    pace,
    setPace: (updates) => {
      pace.value = updates;
    },
    update: () => {
      advance(1, `update ${++runs}`);
    },
    run: () => {
      if (isRunning.peek()) return;
      isRunning.value = true;
      const run = `run ${++runs}`;
      const tick = (): void => {
        frame = requestAnimationFrame(tick);
        advance(pace.peek(), run);
      };
      frame = requestAnimationFrame(tick);
    },
    stop: () => stop(),
  };
};

const remedy = 'step back, and choose a smaller step size.';

const areFinite = (numbers: Numbers): boolean => Object.values(numbers).every((each) => each.every(Number.isFinite));
