import { PixelPicture } from './pixel-picture.tsx';
import type { Session } from './session.ts';

/** The pictures that were learned from and are most like what is drawn. */
export const Neighbors = ({ session: { neighbors } }: { readonly session: Session }) => (
  <section class="card" aria-labelledby="digits-neighbors-title">
    <h3 id="digits-neighbors-title">What it is most like</h3>
    <p>
      {neighbors.value.length === 0
        ? 'Draw something, and the nearest of the pictures that were learned from appear here.'
        : 'These of the pictures that were learned from are nearest, whatever the classifier says.'}
    </p>
    <ul class="digits-templates">
      {neighbors.value.map(({ picture, digit, distance }, index) => (
        <li key={index}>
          <PixelPicture ink full={16} pixels={picture} />
          <span>
            {digit}, {distance.toFixed(0)} away
          </span>
        </li>
      ))}
    </ul>
  </section>
);
