import { effect } from '@preact/signals';
import { beforeAll, describe, expect, test } from 'vitest';
import { type DigitSet, loadDigits, pictureAt } from './digit-set.ts';
import { noDrawing, penDown, penMoved } from './drawing.ts';
import { drawnDigits } from './drawn-digits.ts';
import { openSession } from './session.ts';

let set: DigitSet;
beforeAll(async () => {
  set = await loadDigits();
});
const open = () => openSession(() => Promise.resolve(set));

describe('a session', () => {
  test('judges what is drawn as soon as something is trained', async () => {
    const session = open();
    session.draw(() => drawnDigits()[5]!);
    expect(session.judgement.value).toBeUndefined();
    await session.train();
    expect(session.run.value).toMatchObject({ state: 'finished', progress: { epoch: 40, epochs: 40 } });
    expect(session.judgement.value!.digit).toBe(5);
    expect(session.neighbors.value.filter(({ digit }) => digit === 5).length).toBeGreaterThanOrEqual(3);
  });
  test('explains the digit it looks like, or the one that is asked for', async () => {
    const session = open();
    await session.train();
    expect(session.slope.value).toBeUndefined();
    session.draw(() => drawnDigits()[5]!);
    const slope = session.slope.value;
    expect([session.explained.value, slope!.length]).toEqual([5, 64]);
    session.explain(2);
    expect(session.explained.value).toBe(2);
    expect(session.slope.value).not.toEqual(slope);
  });
  test('stops where it is told to, and keeps what was reached', async () => {
    const session = open();
    const states: string[] = [];
    const end = effect(() => {
      if (session.run.value === undefined) return;
      states.push(session.run.value.state);
      if (session.run.value.progress.epoch > 0) queueMicrotask(session.stop);
    });
    await session.train();
    end();
    expect(states.at(-1)).toBe('stopped');
    expect(session.run.value!.progress.accuracy).toBeGreaterThan(0.8);
  });
  test('forgets a run when another begins', async () => {
    const session = open();
    await Promise.all([session.train(), session.train({ model: 'hidden layer' }), session.train({ loss: 'hinge' })]);
    expect(session.run.value).toMatchObject({
      state: 'finished',
      classifier: { choice: { model: 'hidden layer', loss: 'hinge' } },
    });
  });
  test('says what went wrong, and can begin again', async () => {
    let fails = true;
    const session = openSession(() => (fails ? Promise.reject(new Error('no network')) : Promise.resolve(set)));
    await session.train();
    expect([session.failure.value, session.run.value]).toEqual(['no network', undefined]);
    expect(session.drawExample()).toBeUndefined();
    fails = false;
    await session.train();
    expect([session.failure.value, session.run.value!.state]).toEqual([undefined, 'finished']);
  });
  test('takes back strokes, clearings and examples, one at a time', async () => {
    const session = open();
    await session.train();
    const [a, b] = [{ x: 0, y: 0 }, { x: 1, y: 1 }]; // prettier-ignore
    session.draw((drawing) => penDown(drawing, a));
    session.draw((drawing) => penMoved(drawing, b));
    session.draw((drawing) => penDown(drawing, b));
    session.draw(() => noDrawing);
    session.drawExample();
    const undone = Array.from({ length: 4 }, () => {
      session.undo();
      return session.drawing.value;
    });
    expect(undone).toEqual([[], [[a, b], [b]], [[a, b]], []]);
    expect(session.canUndo.value).toBe(false);
  });
  test('draws digits held out, one after the other', async () => {
    const session = open();
    await session.train();
    expect([session.drawExample(), session.drawing.value.length]).toEqual([
      set.test.labels.data[0],
      pictureAt(set.test, 0).reduce((sum, count) => sum + count),
    ]);
    expect(session.drawExample()).toBe(set.test.labels.data[37]);
  });
});
