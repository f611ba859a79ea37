import { SingleBar } from 'cli-progress';

/** Shows how far a training run is: a bar in a terminal, a line every tenth of the way elsewhere. */
export interface Progress {
  readonly update: (epoch: number, loss: number) => void;
  readonly stop: () => void;
}

/** Starts to show the progress of so many epochs. */
export const progressBar = (title: string, epochs: number): Progress => {
  if (!process.stdout.isTTY) {
    const every = Math.max(1, Math.round(epochs / 10));
    return {
      update: (epoch, loss) => {
        if (epoch % every === 0) console.log(`${title}: epoch ${epoch} of ${epochs}, loss ${loss.toFixed(4)}`);
      },
      stop: () => {},
    };
  }
  const bar = new SingleBar({
    format: `${title} {bar} epoch {value} of {total}, loss {loss}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    stream: process.stdout,
    gracefulExit: false, // who trains decides what Ctrl-C does, and stops the bar
  });
  bar.start(epochs, 0, { loss: '' });
  return { update: (epoch, loss) => bar.update(epoch, { loss: loss.toFixed(4) }), stop: () => bar.stop() };
};
