/** How a picture of 8 by 8 is to be drawn. */
export interface PixelPictureProps {
  /** Numbers in rows. */
  readonly pixels: ArrayLike<number>;
  /** The magnitude that has the full colour. */
  readonly full: number;
  /** What to say of it to those who do not see it. It is left out where the text beside it says all. */
  readonly label?: string;
}

/** Ink, or colours for signed numbers: blue above 0, red below, and nothing at 0. */
export const PixelPicture = ({ pixels, full, label, ink = false }: PixelPictureProps & { readonly ink?: boolean }) => (
  <svg
    class={`digits-pixels ${ink ? 'digits-ink' : 'digits-signed'}`}
    viewBox="0 0 8 8"
    shape-rendering="crispEdges"
    {...(label === undefined ? { 'aria-hidden': 'true' } : { role: 'img', 'aria-label': label })}
  >
    {Array.from(pixels, (pixel, at) =>
      pixel === 0 ? null : (
        <rect
          key={at}
          class={pixel > 0 ? 'digits-for' : 'digits-against'}
          x={at % 8}
          y={Math.floor(at / 8)}
          width="1"
          height="1"
          fill-opacity={Math.min(Math.abs(pixel) / full, 1).toFixed(2)}
        />
      ),
    )}
  </svg>
);

/** The largest magnitude among some numbers, or 1 where there is none. */
export const fullOf = (numbers: ArrayLike<number>): number =>
  Array.from(numbers).reduce((largest, number) => Math.max(largest, Math.abs(number)), 0) || 1;
