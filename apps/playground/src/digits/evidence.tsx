import { fullOf, PixelPicture } from './pixel-picture.tsx';
import type { Session } from './session.ts';

/** Which pixels speak for a digit: the gradient of its score with respect to the picture. */
export const Evidence = ({ session: { slope, explained, explain } }: { readonly session: Session }) => {
  const digit = explained.value;
  return (
    <section class="card digits-evidence" aria-labelledby="digits-evidence-title">
      <h3 id="digits-evidence-title">Which pixels speak for it</h3>
      <label>
        Explain the score of{' '}
        <select onChange={({ currentTarget: { value } }) => explain(value === '' ? undefined : Number(value))}>
          <option value="">the digit it looks like</option>
          {Array.from({ length: 10 }, (_, each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      {slope.value === undefined || digit === undefined ? (
        <p>Draw something, and the gradient of a score with respect to the picture appears here.</p>
      ) : (
        <figure>
          <PixelPicture pixels={slope.value} full={fullOf(slope.value)} />
          <figcaption>
            This is the gradient of the score of {digit} with respect to the picture: ink on blue raises it, ink on red
            lowers it{strongest(slope.value)}.
          </figcaption>
        </figure>
      )}
    </section>
  );
};

/** Where a slope is steepest, in words. */
const strongest = (slope: ArrayLike<number>): string => {
  const steepest = Array.from(slope).reduce(
    (best, each, at) => (Math.abs(each) > Math.abs(slope[best]!) ? at : best),
    0,
  );
  const [row, column] = [Math.floor(steepest / 8) + 1, (steepest % 8) + 1];
  const rate = Math.abs(slope[steepest]!).toFixed(2);
  if (slope[steepest] === 0) return ', and nothing here does either';
  return `, most of all in row ${row}, column ${column}, where one more dark point ${slope[steepest]! > 0 ? 'adds' : 'takes'} ${rate}`;
};
