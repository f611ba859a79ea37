import type { FitEvent, FitResult } from './fit.ts';
import type { Scores } from './progress.ts';

/** How to show the progress of a training run. */
export interface ProgressOptions {
  /** What stands in front; `training` if not given. */
  readonly title?: string;
  /** Where to; the process's standard error if not given. */
  readonly stream?: ProgressStream;
}

/** What text can be written to, such as a stream of Node's; a terminal says that it is one. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  /** Takes a text. */
  readonly write: (text: string) => unknown;
}

/**
 * Shows how far a training run is while its events pass, and its newest scores: as a bar in a terminal, elsewhere as a line for about every
 * tenth of the epochs. Who stops listening ends the run. Node only.
 *
 * @example
 * ```ts
 * import { parameter } from '@adjoint/graph';
 * import { l2 } from '@adjoint/ops';
 * import { fit, resultOf, sgd, showProgress } from '@adjoint/optim';
 *
 * const loss = l2(parameter('w', [3]));
 * const run = fit({ loss, optimizer: sgd({ learningRate: 0.1 }), data: {}, epochs: 20 });
 * await resultOf(showProgress(run));
 * ```
 */
export async function* showProgress(
  run: AsyncGenerator<FitEvent, FitResult, undefined>,
  { title = 'training', stream = process.stderr }: ProgressOptions = {},
): AsyncGenerator<FitEvent, FitResult, undefined> {
  const display = stream.isTTY === true ? await bar(title, stream) : lines(title, stream);
  let validation: Scores = {};
  try {
    for (;;) {
      const { done, value: event } = await run.next();
      if (done === true) return event;
      if (event.type === 'step') display.step(event, textOf(event.scores, validation));
      if (event.type === 'validation') validation = event.scores;
      if (event.type === 'epoch') display.epoch(event, textOf(event.scores, validation));
      if (event.type === 'stopped') display.stop();
      yield event;
    }
  } finally {
    display.stop();
    await run.return(undefined as never); // the run's end is of no interest to who has left
  }
}

/** What shows the progress. */
interface Display {
  readonly step: (event: EventOf<'step'>, scores: string) => void;
  readonly epoch: (event: EventOf<'epoch'>, scores: string) => void;
  readonly stop: () => void;
}

type EventOf<T> = Extract<FitEvent, { readonly type: T }>;

const lines = (title: string, stream: ProgressStream): Display => ({
  step: () => {},
  epoch: ({ epoch, epochs }, scores) => {
    const isDue = epoch === epochs || epoch % Math.max(1, Math.round(epochs / 10)) === 0;
    if (isDue) stream.write(`${title}: epoch ${epoch} of ${epochs}, ${scores}\n`);
  },
  stop: () => {},
});

const bar = async (title: string, stream: ProgressStream): Promise<Display> => {
  const { SingleBar } = (await import('cli-progress')).default;
  const bar = new SingleBar({
    format: `${title} {bar} {percentage} % | epoch {epoch} | {scores} | {eta_formatted} left`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    stream: stream as NodeJS.WritableStream, // of which it only writes, and asks whether it is a terminal
    hideCursor: true,
    gracefulExit: false, // who trains decides what Ctrl-C does
  });
  let epochScores = '';
  const show = (step: number, steps: number, epoch: number, scores: string): void => {
    if (!bar.isActive) bar.start(steps, step, { epoch, scores });
    bar.update(step, { epoch, scores });
  };
  return {
    step: ({ step, steps, epoch }, scores) => show(step, steps, epoch, epochScores || scores),
    epoch: ({ step, steps, epoch }, scores) => show(step, steps, epoch, (epochScores = scores)),
    stop: () => bar.stop(),
  };
};

/** `loss 0.1234 (validation 0.2345), error 0.0500`. */
const textOf = (scores: Scores, validation: Scores): string =>
  Object.entries(scores)
    .map(([name, score]) => {
      const validated = validation[name];
      return `${name} ${shown(score)}${validated === undefined ? '' : ` (validation ${shown(validated)})`}`;
    })
    .join(', ');

const shown = (score: number): string =>
  Math.abs(score) >= 1e-3 && Math.abs(score) < 1e5 ? score.toFixed(4) : String(Number(score.toPrecision(4)));
