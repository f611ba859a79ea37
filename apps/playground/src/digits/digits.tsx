/// <reference types="vite/client" />
import { effect, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import './digits.css';
import { DrawingBoard } from './drawing-board.tsx';
import { noDrawing } from './drawing.ts';
import { Evidence } from './evidence.tsx';
import { Neighbors } from './neighbors.tsx';
import { PixelPicture } from './pixel-picture.tsx';
import { percentText, ScoreTable } from './score-table.tsx';
import { openSession, type Session } from './session.ts';
import { Templates } from './templates.tsx';
import { TrainingPanel } from './training-panel.tsx';

/** Draw a digit, and see what a classifier makes of it that this page trains meanwhile, and why. */
export const Digits = () => {
  const session = useMemo(() => openSession(), []);
  const said = useSignal('');
  const say = (text: string): void => void (said.value = text);
  useEffect(() => {
    void session.train();
    return session.stop;
  }, [session]);
  useEffect(() => announcing(session, say), [session]);
  const { draw, undo, canUndo, drawExample, drawing, picture } = session;
  const isEmpty = drawing.value.length === 0;
  return (
    <div class="digits">
      <h2>Draw a digit</h2>
      <p>
        This page learns to read digits from 1,438 pictures, in a few seconds, and tells what it takes your drawing for
        while you draw.
      </p>
      <div class="digits-parts">
        <section class="card" aria-label="Drawing">
          <DrawingBoard session={session} say={say} />
          <p id="digits-board-help" class="digits-help">
            Draw with a finger or the mouse; or with keys: arrows move the pen (Home, End, Page Up and Page Down
            diagonally), space puts it down and lifts it, Backspace undoes, Delete clears.
          </p>
          <div class="digits-controls">
            <button type="button" disabled={isEmpty} onClick={() => draw(() => noDrawing)}>
              Clear
            </button>
            <button type="button" disabled={!canUndo.value} onClick={undo}>
              Undo drawing
            </button>
            <button
              type="button"
              disabled={session.run.value === undefined}
              onClick={() => say(`A digit of the data set: somebody wrote ${named(drawExample())}.`)}
            >
              Draw one that was held out
            </button>
          </div>
        </section>
        <section class="card" aria-label="Reading">
          <p class="digits-verdict">{verdictOf(session)}</p>
          <ScoreTable session={session} />
        </section>
        <section class="card" aria-labelledby="digits-seen-title">
          <h3 id="digits-seen-title">What the classifier sees</h3>
          <PixelPicture
            ink
            full={16}
            pixels={picture.value ?? []}
            label={isEmpty ? 'An empty picture' : 'The drawing in 8 rows of 8 blocks'}
          />
          <p>
            Your drawing, upright, scaled and with a pen of one width as in the data set, in 8 by 8 blocks: how dark one
            is counts its dark points, from 0 to 16.
          </p>
          {picture.value !== undefined && (
            <details>
              <summary>The counts</summary>
              <pre>{rowsOf(picture.value)}</pre>
            </details>
          )}
        </section>
        <Evidence session={session} />
        <Neighbors session={session} />
        <TrainingPanel session={session} />
        <Templates session={session} />
      </div>
      <p class="digits-said" role="status">
        {said}
      </p>
    </div>
  );
};

/** What the drawing looks like, in a sentence. */
const verdictOf = ({ run, judgement }: Session): string => {
  if (run.value === undefined) return 'The classifier is not trained yet.';
  if (judgement.value === undefined) return 'Nothing is drawn yet.';
  const { digit, probabilities, scores } = judgement.value;
  if (run.value.classifier.choice.loss === 'softmax')
    return `It looks like ${named(digit)}, with probability ${percentText(probabilities[digit]!)}.`;
  const second = Math.max(...Array.from(scores).filter((_, other) => other !== digit));
  return `It looks like ${named(digit)}, whose score is ${(scores[digit]! - second).toFixed(2)} above the next.`;
};

/** Says what the drawing looks like whenever that has changed and the pen has rested a moment. */
const announcing = ({ drawing, judgement }: Session, say: (text: string) => void): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: number | undefined;
  const stop = effect(() => {
    const digit = judgement.value?.digit;
    const isEmpty = drawing.value.length === 0;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!isEmpty && digit !== undefined && digit !== last) say(`It looks like ${named(digit)}.`);
      last = isEmpty ? undefined : digit;
    }, 700);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
};

const named = (digit: number | undefined): string =>
  digit === undefined ? 'something' : `${digit === 8 ? 'an' : 'a'} ${digit}`;

const rowsOf = (picture: ArrayLike<number>): string =>
  Array.from({ length: 8 }, (_, row) =>
    Array.from({ length: 8 }, (_, column) => String(picture[row * 8 + column]).padStart(2)).join(' '),
  ).join('\n');
