import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Experiment } from '../experiment/experiment.ts';
import { begin, goOn, type History, presentOf } from '../experiment/history.ts';

/** What every component gets: the experiment, and the ways to change it. */
export interface Page {
  readonly history: ReadonlySignal<History>;
  /** What is shown. */
  readonly experiment: ReadonlySignal<Experiment>;
  /** Makes a change that can be undone; changes in a row that share a group are undone together. */
  readonly change: (to: (experiment: Experiment) => Experiment, group?: string) => void;
  /** Goes on with the experiments that updates of an optimizer made, one after the other. */
  readonly advance: (experiments: readonly Experiment[], run: string) => void;
  /** Shows another time of the history, where there is one. */
  readonly travel: (way: (history: History) => History | undefined) => void;
  /** What the page last told its user: read aloud by screen readers. */
  readonly notice: ReadonlySignal<string>;
  readonly tell: (notice: string) => void;
}

/** A page about an experiment. */
export const openPage = (start: Experiment): Page => {
  const history = signal(begin(start));
  const experiment = computed(() => presentOf(history.value));
  const notice = signal('');
  let changes = 0;
  let leaving: ReturnType<typeof setTimeout> | undefined;
  return {
    history,
    experiment,
    change: (to, group = `change ${++changes}`) => {
      const next = to(experiment.peek());
      if (next !== experiment.peek())
        history.value = goOn(history.peek(), { experiment: next, group, isUpdate: false });
    },
    advance: (experiments, run) => {
      history.value = experiments.reduce(
        (before, next) => goOn(before, { experiment: next, group: run, isUpdate: true }),
        history.peek(),
      );
    },
    travel: (way) => {
      history.value = way(history.peek()) ?? history.peek();
    },
    notice,
    tell: (text) => {
      clearTimeout(leaving);
      notice.value = text;
      leaving = setTimeout(() => (notice.value = ''), noticeMilliseconds);
    },
  };
};

const noticeMilliseconds = 9000;
