import './style.css'; // before what the panels have of their own
import { either as E } from 'fp-ts';
import { render } from 'preact';
import { App } from './app.tsx';
import { fromHash } from './experiment/address.ts';
import { original } from './experiment/experiment.ts';
import { followInAddress } from './state/address-bar.ts';
import { checksOf } from './state/check-signal.ts';
import { followPage } from './state/live.ts';
import { openPage } from './state/page.ts';
import { newSelection } from './state/selection.ts';
import { trainerOf } from './state/trainer.ts';
import { takingTurns } from './state/turns.ts';

const given = location.hash.slice(1);
const read = given === '' ? E.right(original) : await fromHash(given);
const page = openPage(E.getOrElse(() => original)(read));
if (E.isLeft(read)) page.tell(`This address holds no experiment (${read.left}), so here is the first one.`);

const live = followPage(page, async () => (await import('./expression/parse-loss.ts')).parseLoss);
const trainer = trainerOf(page, live);
followInAddress(page, trainer.isRunning);
const turns = takingTurns(live.shown, trainer.isRunning);
const props = {
  page,
  live,
  trainer,
  turns,
  selection: newSelection(),
  checked: checksOf(turns.cells, live.shown, trainer.isRunning),
};
render(<App {...props} />, document.querySelector('#playground')!);

addEventListener('hashchange', async () => {
  const given = location.hash.slice(1);
  const linked = given === '' ? E.right(original) : await fromHash(given); // back to where nothing was given
  if (E.isRight(linked)) page.change(() => linked.right);
  else page.tell(`This address holds no experiment: ${linked.left}.`);
});

if (import.meta.env.PROD && 'serviceWorker' in navigator) void navigator.serviceWorker.register('./offline.js');
