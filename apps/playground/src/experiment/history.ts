import type { Experiment } from './experiment.ts';

/** All that an experiment has been, in order, and which of it is shown. What is after that can be redone. */
export interface History {
  readonly moments: readonly Moment[];
  readonly at: number;
}

/** An experiment, and what made it so. */
export interface Moment {
  readonly experiment: Experiment;
  /** What neighbouring moments share that are undone together: the updates of one run, the places of one drag. */
  readonly group: string;
  /** Whether an update of an optimizer made it, which can be stepped back over by itself. */
  readonly isUpdate: boolean;
}

/** A history that begins. */
export const begin = (experiment: Experiment): History => ({
  moments: [{ experiment, group: 'start', isUpdate: false }],
  at: 0,
});

/** The experiment that is shown. */
export const presentOf = ({ moments, at }: History): Experiment => moments[at]!.experiment;

/** Goes on with a moment and forgets what could be redone. A change in the group of the moment before takes its place; updates all stay. */
export const goOn = ({ moments, at }: History, moment: Moment): History => {
  const replaces = !moment.isUpdate && at > 0 && moments[at]!.group === moment.group;
  const kept = moments.slice(Math.max(0, at + 1 - mostMoments), replaces ? at : at + 1);
  return { moments: [...kept, moment], at: kept.length };
};

/** Whether something can be undone. */
export const canUndo = ({ moments, at }: History): boolean => moments[0]!.group !== moments[at]!.group;

/** Whether something can be redone. */
export const canRedo = ({ moments, at }: History): boolean => at + 1 < moments.length;

/** Back to before the last group, or nothing where nothing is before. */
export const undo = ({ moments, at }: History): History | undefined => {
  const { group } = moments[at]!;
  let to = at;
  while (to > 0 && moments[to]!.group === group) to--;
  return to === at ? undefined : { moments, at: to };
};

/** Forward over the next group, or nothing where nothing is after. */
export const redo = ({ moments, at }: History): History | undefined => {
  const group = moments[at + 1]?.group;
  if (group === undefined) return undefined;
  let to = at + 1;
  while (moments[to + 1]?.group === group) to++;
  return { moments, at: to };
};

/** One update back, or nothing where no update comes before. */
export const stepBack = ({ moments, at }: History): History | undefined =>
  at > 0 && moments[at]!.isUpdate ? { moments, at: at - 1 } : undefined;

/** The experiments of the updates that led here, the first of them what they started from. */
export const pathOf = ({ moments, at }: History): readonly Experiment[] => {
  let from = at;
  while (from > 0 && moments[from]!.isUpdate) from--;
  return moments.slice(from, at + 1).map(({ experiment }) => experiment);
};

const mostMoments = 2000;
