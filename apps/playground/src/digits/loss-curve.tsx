import type { Progress } from './training.ts';

/** The loss of each epoch as a line, with a sentence that says the same. */
export const LossCurve = ({ progress: { losses, epochs } }: { readonly progress: Progress }) => {
  const highest = Math.max(...losses, 0) || 1;
  const [width, height] = [300, 90];
  const points = losses.map((loss, epoch) => `${((epoch + 0.5) / epochs) * width},${(1 - loss / highest) * height}`);
  const text =
    losses.length < 2
      ? 'The line shows the mean loss of each epoch, as soon as there are two.'
      : `The mean loss went from ${losses[0]!.toFixed(3)} in the first epoch to ${losses.at(-1)!.toFixed(3)} in epoch ${losses.length}.`;
  return (
    <figure class="digits-curve">
      <svg viewBox={`-2 -4 ${width + 4} ${height + 8}`} aria-hidden="true" preserveAspectRatio="none">
        <path class="digits-axis" d={`M0 0V${height}H${width}`} />
        <polyline class="digits-line" points={points.join(' ')} />
      </svg>
      <figcaption>{text}</figcaption>
    </figure>
  );
};
