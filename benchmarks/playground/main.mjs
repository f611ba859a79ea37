// How long a step of the playground's training loop takes in Chromium: the task of the page's thread that makes the update, and draws the part of
// the page whose turn it is. Chromium's own trace says how long it took, and how much of that the thread was running, which another program on the machine
// does not change. Frames of a screen at 60 Hz are 16.7 ms apart.

import { chromiumPath, launch } from '../../tests/browser/chromium.ts';
import { buildPage, serveFolder } from '../../apps/playground/site.ts';

const seconds = Number(process.env.SECONDS ?? 6);
const path = chromiumPath();
if (path === undefined) {
  console.error('there is no chromium, and CHROMIUM_PATH names none');
  process.exit(1);
}

const choose = (page, label, value) => page.getByLabel(label, { exact: true }).selectOption(value);

const settings = {
  'linear, softmax': async (page) => choose(page, 'Loss', 'crossEntropy'),
  'linear, SVM, batches of 32': async (page) => choose(page, 'Points an update', '32'),
  'two hidden layers of 16, Adam': async (page) => {
    await choose(page, 'Loss', 'crossEntropy');
    await choose(page, 'First hidden layer', '16');
    await choose(page, 'Second hidden layer', '16');
    await choose(page, 'Update rule', 'adam');
  },
};

const browser = await launch(path);
const site = await serveFolder(await buildPage('benchmark'));
console.log(`Chromium ${browser.version()}, 200 points, ${seconds} s each`);
for (const [name, set] of Object.entries(settings)) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(site.address);
  await choose(page, 'Classes', '4');
  await choose(page, 'Points', 'spiral');
  await page.locator('[data-point="199"]').waitFor();
  await set(page);
  await page.locator('.verdict.right').waitFor();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.waitForTimeout(1000); // until the engine has compiled what runs
  await browser.startTracing(page, {
    categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel'],
  });
  await page.waitForTimeout(1000 * seconds);
  const { steps, others } = tasksIn(JSON.parse((await browser.stopTracing()).toString()).traceEvents);
  await page.close();
  const rate = (1e6 * (steps.length - 1)) / (steps.at(-1).ts - steps[0].ts);
  const [running, taken] = ['tdur', 'dur'].map((field) => quantilesOf(steps.map((step) => step[field] / 1000)));
  const longest = others.reduce((most, { tdur = 0 }) => Math.max(most, tdur / 1000), 0);
  console.log(`${name}: ${rate.toFixed(1)} frames a second`);
  console.log(`  a step: the thread runs ${running}; by the clock ${taken}`);
  console.log(`  between steps: the longest task runs ${longest.toFixed(1)} ms`);
}
await browser.close();
await site.close();

/** The tasks of the page's thread in which animation frames were made, and the others. */
function tasksIn(events) {
  const frames = events.filter(({ name }) => name === 'FireAnimationFrame');
  const [{ tid, pid }] = frames;
  const tasks = events
    .filter((event) => event.name === 'RunTask' && event.ph === 'X' && event.tid === tid && event.pid === pid)
    .toSorted((a, b) => a.ts - b.ts);
  const isStep = ({ ts, dur }) => frames.some((frame) => frame.ts >= ts && frame.ts <= ts + dur);
  return { steps: tasks.filter(isStep), others: tasks.filter((task) => !isStep(task)) };
}

function quantilesOf(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1);
  return `${at(0.5)} ms, 95 % at most ${at(0.95)} ms, the longest ${at(1)} ms`;
}
