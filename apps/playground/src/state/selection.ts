import { type ReadonlySignal, signal } from '@preact/signals';

/** What is chosen on the page without being part of the experiment. */
export interface Selection {
  /** The number of the chosen point. */
  readonly point: ReadonlySignal<number | undefined>;
  readonly choosePoint: (index: number | undefined) => void;
  /** The class of the next point. */
  readonly label: ReadonlySignal<number>;
  readonly chooseLabel: (label: number) => void;
}

/** A selection of nothing. */
export const newSelection = (): Selection => {
  const point = signal<number | undefined>(undefined);
  const label = signal(0);
  return {
    point,
    choosePoint: (index) => {
      point.value = index;
    },
    label,
    chooseLabel: (chosen) => {
      label.value = chosen;
    },
  };
};
