import type { ReadonlySignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { Bench } from './bench.tsx';
import type { Checked } from './check-signal.ts';
import type { Live } from './live.ts';
import type { Page } from './page.ts';
import type { Selection } from './selection.ts';
import type { Trainer } from './trainer.ts';
import type { Turns } from './turns.ts';

/** A part of the page behind a tab of its own, loaded when it is first opened. */
export interface Panel {
  /** Names it in tests. */
  readonly id: string;
  readonly title: string;
  readonly load: () => Promise<ComponentType<PanelProps>> | ComponentType<PanelProps>;
}

/** What a panel's component gets. */
export interface PanelProps {
  /** The experiment, and the ways to change it. */
  readonly page: Page;
  /** Programs and measurements of what is shown. */
  readonly live: Live;
  readonly trainer: Trainer;
  /** What is shown, for views that need not follow at every frame. */
  readonly turns: Turns;
  readonly selection: Selection;
  /** The latest gradient check. */
  readonly checked: ReadonlySignal<Checked | undefined>;
}

/** The panels in the order of their tabs. Each loads a component of `PanelProps`. */
export const panels: readonly Panel[] = [
  { id: 'points', title: 'Points in the plane', load: () => Bench },
  {
    id: 'expression',
    title: 'The loss as an expression',
    load: async () => (await import('./expression-panel.tsx')).ExpressionPanel,
  },
  { id: 'digits', title: 'Digits', load: async () => (await import('./digits/digits.tsx')).Digits },
];
