import { effect, type ReadonlySignal } from '@preact/signals';
import { toHash } from '../experiment/address.ts';
import { original } from '../experiment/experiment.ts';
import type { Page } from './page.ts';

/**
 * Lets the address follow what a page shows as soon as it rests, so that reloading, a bookmark or a copy of the address gives the same experiment back. It
 * makes no entries in the browser's own history: going back leaves the page, or returns to an address that was opened in it before.
 */
export const followInAddress = (page: Page, isRunning: ReadonlySignal<boolean>): void => {
  let written = page.experiment.peek();
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const isToWrite = (experiment: typeof written): boolean =>
    experiment === page.experiment.peek() && experiment !== written && !isRunning.peek();
  const write = async (experiment: typeof written): Promise<void> => {
    const part = experiment === original ? '' : `#${await toHash(experiment)}`;
    if (!isToWrite(experiment)) return;
    written = experiment;
    history.replaceState(null, '', `${location.pathname}${location.search}${part}`);
  };
  effect(() => {
    const experiment = page.experiment.value;
    clearTimeout(waiting);
    if (!isRunning.value) waiting = setTimeout(() => void write(experiment), restMilliseconds);
  });
};

const restMilliseconds = 300;
