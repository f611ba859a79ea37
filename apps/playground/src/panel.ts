import type { ComponentType } from 'preact';
import { Bench } from './points/bench.tsx';
import type { PanelProps } from './state/panel-props.ts';

/** A part of the page behind a tab of its own, loaded when it is first opened. */
export interface Panel {
  /** Names it in tests. */
  readonly id: string;
  readonly title: string;
  readonly load: () => Promise<ComponentType<PanelProps>> | ComponentType<PanelProps>;
}

/** The panels in the order of their tabs. Each loads a component of `PanelProps`. */
export const panels: readonly Panel[] = [
  { id: 'points', title: 'Points in the plane', load: () => Bench },
  {
    id: 'expression',
    title: 'The loss as an expression',
    load: async () => (await import('./expression/expression-panel.tsx')).ExpressionPanel,
  },
  { id: 'digits', title: 'Digits', load: async () => (await import('./digits/digits.tsx')).Digits },
];
