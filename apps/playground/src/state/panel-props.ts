import type { ReadonlySignal } from '@preact/signals';
import type { Checked } from './check-signal.ts';
import type { Live } from './live.ts';
import type { Page } from './page.ts';
import type { Selection } from './selection.ts';
import type { Trainer } from './trainer.ts';
import type { Turns } from './turns.ts';

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
