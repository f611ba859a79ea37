import { hiddenUnits } from './classifier.ts';
import { fullOf, PixelPicture } from './pixel-picture.tsx';
import type { Session } from './session.ts';

/** The weights as pictures: templates of the digits, or what hidden units look for. */
export const Templates = ({ session: { run } }: { readonly session: Session }) => {
  if (run.value === undefined) return null;
  const { classifier, progress } = run.value;
  const { data, shape } = progress.weights[classifier.templates]!;
  const columns = shape[1]!;
  const columnOf = (unit: number) => Array.from({ length: 64 }, (_, pixel) => data[pixel * columns + unit]!);
  const full = fullOf(data as ArrayLike<number>);
  const isLinear = classifier.choice.model === 'linear';
  return (
    <section class="card digits-weights" aria-labelledby="digits-templates-title">
      <h3 id="digits-templates-title">{isLinear ? 'A template for each digit' : 'What the hidden units look for'}</h3>
      <p>
        {isLinear
          ? 'These are the weights: a drawing gets a high score where it has ink on blue and none on red.'
          : `These are the weights of the ${hiddenUnits} hidden units: each is the more active the more ink there is on its blue and the less on its red. Each has the full colours where its own weights are largest.`}
      </p>
      <ul class="digits-templates">
        {Array.from({ length: columns }, (_, unit) => (
          <li key={unit}>
            <PixelPicture pixels={columnOf(unit)} full={isLinear ? full : fullOf(columnOf(unit))} />
            <span>{isLinear ? unit : `unit ${unit + 1}`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
};
