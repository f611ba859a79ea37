import { expect, test } from 'vitest';
import { addPoint, type Experiment, movePoint, original, reach } from './experiment.ts';
import { begin, goOn, type History, pathOf, presentOf, redo, stepBack, undo } from './history.ts';

const updated = (experiment: Experiment): Experiment => ({ ...experiment, step: experiment.step + 1 });
const change = (history: History, experiment: Experiment, group: string): History =>
  goOn(history, { experiment, group, isUpdate: false });
const update = (history: History, run: string): History =>
  goOn(history, { experiment: updated(presentOf(history)), group: run, isUpdate: true });

const start = begin(original);
const point = { x: 0, y: 0, label: 1, isHeldOut: false };

test('a change is undone and redone', () => {
  const changed = change(start, addPoint(original, point), 'add');
  const back = undo(changed)!;
  expect(presentOf(back)).toBe(original);
  expect(presentOf(redo(back)!).points).toHaveLength(10);
  expect(undo(start)).toBeUndefined();
  expect(redo(changed)).toBeUndefined();
});

test('the places of one drag are undone together, and take no more room than one', () => {
  const first = change(start, movePoint(original, 0, 0.1, 0.1), 'drag 1');
  const second = change(first, movePoint(original, 0, 0.2, 0.2), 'drag 1');
  expect(second.moments).toHaveLength(2);
  expect(presentOf(undo(second)!)).toBe(original);
});

test('a run is undone as a whole, and stepped back one update at a time', () => {
  const run = update(update(update(start, 'run 1'), 'run 1'), 'run 1');
  expect(presentOf(undo(run)!).step).toBe(0);
  expect(presentOf(stepBack(run)!).step).toBe(2);
  expect(presentOf(redo(undo(run)!)!).step).toBe(3);
  expect(stepBack(change(run, original, 'edit'))).toBeUndefined();
  expect(pathOf(run).map(({ step }) => step)).toEqual([0, 1, 2, 3]);
});

test('a change after an undo forgets what could be redone', () => {
  const back = undo(update(start, 'run 1'))!;
  expect(redo(change(back, addPoint(original, point), 'add'))).toBeUndefined();
});

test('a history forgets what is long past', () => {
  let history = start;
  for (let step = 0; step < 2500; step++) history = update(history, 'run 1');
  expect(presentOf(history).step).toBe(2500);
  expect(history.moments.length).toBeLessThanOrEqual(2001);
});

test('points stay within the plane', () => {
  expect(movePoint(original, 0, 9, -9).points[0]).toMatchObject({ x: reach, y: -reach });
});
