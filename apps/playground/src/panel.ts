import type { ComponentType } from 'preact';
import { Bench } from './points/bench.tsx';
import type { PanelProps } from './state/panel-props.ts';

/** A part of the page behind a tab of its own, loaded when it is first opened. */
export interface Panel {
  /** Names it in tests. */
  readonly id: string;
  readonly title: string;
  /** What it is for, and what to do first. */
  readonly about: string;
  /** Whether it is about the experiment: what can be undone, shared and trained. */
  readonly isOfExperiment: boolean;
  readonly load: () => Promise<ComponentType<PanelProps>> | ComponentType<PanelProps>;
}

/** The panels in the order of their tabs. Each loads a component of `PanelProps`. */
export const panels: readonly Panel[] = [
  {
    id: 'points',
    title: 'Classifier',
    about: 'A classifier that learns while you watch. Press Run, drag a point, change a weight.',
    isOfExperiment: true,
    load: () => Bench,
  },
  {
    id: 'expression',
    title: 'Your own loss',
    about: 'Write the loss as an expression: its gradient follows, and the points are trained by it.',
    isOfExperiment: true,
    load: async () => (await import('./expression/expression-panel.tsx')).ExpressionPanel,
  },
  {
    id: 'digits',
    title: 'Digits',
    about: 'Draw a digit, and see what a classifier makes of it that learns in this page.',
    isOfExperiment: false,
    load: async () => (await import('./digits/digits.tsx')).Digits,
  },
];
