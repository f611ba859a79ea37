import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { type Choice, type Classifier, classifierOf } from './classifier.ts';
import { type DigitSet, loadDigits, pictureAt } from './digit-set.ts';
import { type Drawing, drawingOf, noDrawing } from './drawing.ts';
import { type Judgement, judge, slopeOf } from './judgement.ts';
import { nearestTo, type Neighbor } from './nearest.ts';
import { type DigitPicture, pictureOf } from './picture.ts';
import { type Progress, train } from './training.ts';

/** A training run as the page shows it: of which classifier, how far it is, and whether it goes on. */
interface Run {
  readonly classifier: Classifier;
  readonly progress: Progress;
  readonly state: 'training' | 'finished' | 'stopped';
}

/** What is drawn, what is trained, and what the one says of the other. */
export interface Session {
  readonly choice: ReadonlySignal<Choice>;
  readonly run: ReadonlySignal<Run | undefined>;
  /** What went wrong, in words. */
  readonly failure: ReadonlySignal<string | undefined>;
  readonly drawing: ReadonlySignal<Drawing>;
  readonly picture: ReadonlySignal<DigitPicture | undefined>;
  readonly judgement: ReadonlySignal<Judgement | undefined>;
  /** The pictures learned from that are nearest to what is drawn. */
  readonly neighbors: ReadonlySignal<readonly Neighbor[]>;
  /** The digit whose score is explained: the chosen one, or else the one with the highest score. */
  readonly explained: ReadonlySignal<number | undefined>;
  /** What one more dark point in each block does to that digit's score. */
  readonly slope: ReadonlySignal<ArrayLike<number> | undefined>;
  readonly explain: (digit: number | undefined) => void;
  readonly draw: (way: (drawing: Drawing) => Drawing) => void;
  /** Takes back the last stroke, or the clearing of the board, or an example. */
  readonly undo: () => void;
  readonly canUndo: ReadonlySignal<boolean>;
  /** Draws one of the digits held out; returns the digit that it is, once the data are here. */
  readonly drawExample: () => number | undefined;
  /** Trains from the start, another classifier where one is chosen. */
  readonly train: (choice?: Partial<Choice>) => Promise<void>;
  /** Stops training, and keeps what was reached. */
  readonly stop: () => void;
}

/** A session with nothing drawn, and nothing trained yet. */
export const openSession = (load: () => Promise<DigitSet> = loadDigits): Session => {
  const choice = signal<Choice>({ model: 'linear', loss: 'softmax' });
  const run = signal<Run | undefined>(undefined);
  const failure = signal<string | undefined>(undefined);
  const drawing = signal<Drawing>(noDrawing);
  const past = signal<readonly Drawing[]>([]); // each of which had another number of strokes than the next
  const canUndo = computed(() => past.value.length > 0);
  const chosen = signal<number | undefined>(undefined);
  const picture = computed(() => pictureOf(drawing.value));
  const judgement = computed(
    () => run.value && picture.value && judge(run.value.classifier, run.value.progress.weights, picture.value),
  );
  const set = signal<DigitSet | undefined>(undefined);
  const neighbors = computed(() => (set.value && picture.value ? nearestTo(picture.value, set.value.train, 5) : []));
  const explained = computed(() => chosen.value ?? judgement.value?.digit);
  const slope = computed(() => {
    if (run.value === undefined || picture.value === undefined || explained.value === undefined) return undefined;
    return slopeOf(run.value.classifier, run.value.progress.weights, picture.value, explained.value);
  });
  let runs = 0;
  let examples = 0;

  const go = async (of: number): Promise<void> => {
    set.value ??= await load();
    await nextTask();
    const classifier = classifierOf(choice.peek());
    await nextTask();
    if (of !== runs) return;
    let shown = 0;
    for await (const progress of train(classifier, set.value, { epochs, seed: 1, pause: nextTask })) {
      if (of !== runs) return;
      const state = progress.epoch === epochs ? 'finished' : 'training';
      if (state === 'training' && progress.epoch > 0 && performance.now() - shown < 100) continue;
      run.value = { classifier, progress, state };
      shown = performance.now();
      await nextTask(); // what has just been shown is drawn
    }
  };

  const draw: Session['draw'] = (way) => {
    const before = drawing.peek();
    drawing.value = way(before);
    if (drawing.peek().length !== before.length) past.value = [...past.peek(), before];
  };

  const halt = (): void => {
    runs++;
    const at = run.peek();
    if (at?.state === 'training') run.value = { ...at, state: 'stopped' };
  };

  return {
    choice,
    run,
    failure,
    drawing,
    picture,
    judgement,
    neighbors,
    explained,
    slope,
    explain: (digit) => {
      chosen.value = digit;
    },
    draw,
    undo: () => {
      drawing.value = past.peek().at(-1) ?? drawing.peek();
      past.value = past.peek().slice(0, -1);
    },
    canUndo,
    drawExample: () => {
      const test = set.peek()?.test;
      if (test === undefined) return undefined;
      const row = (37 * examples++) % test.labels.data.length; // which has no factor in common with their number
      draw(() => drawingOf(pictureAt(test, row)));
      return test.labels.data[row]!;
    },
    train: async (to = {}) => {
      choice.value = { ...choice.peek(), ...to };
      failure.value = undefined;
      const of = ++runs;
      try {
        await go(of);
      } catch (error) {
        if (of !== runs) return;
        halt();
        failure.value = error instanceof Error ? error.message : String(error);
      }
    },
    stop: halt,
  };
};

const epochs = 40;

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
