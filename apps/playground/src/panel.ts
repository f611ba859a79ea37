import type { ComponentType } from 'preact';
import type { Page } from './page.ts';

/** A part of the page behind a tab of its own, loaded when it is first opened. */
export interface Panel {
  /** Names it in the address and in tests. */
  readonly id: string;
  readonly title: string;
  readonly load: () => Promise<ComponentType<PanelProps>>;
}

/** What a panel's component gets. */
export interface PanelProps {
  readonly page: Page;
}

/** The panels in the order of their tabs. Each loads a component of `PanelProps`. */
export const panels: readonly Panel[] = [];
