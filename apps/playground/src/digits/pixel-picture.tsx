/** How a picture of 8 by 8 is to be drawn. */
interface PixelPictureProps {
  /** Numbers in rows. */
  readonly pixels: ArrayLike<number>;
  /** The magnitude that has the full colour. */
  readonly full: number;
  /** What to say of it to those who do not see it. It is left out where the text beside it says all. */
  readonly label?: string;
  /** Whether the numbers are ink; else they are signed, blue above 0 and red below. */
  readonly ink?: boolean;
}

/** A picture of 8 by 8, in colours that the page's style decides. At 0 there is nothing. */
export const PixelPicture = ({ pixels, full, label, ink = false }: PixelPictureProps) => (
  <svg
    class={`digits-pixels ${ink ? 'digits-ink' : 'digits-signed'}`}
    viewBox="0 0 8 8"
    shape-rendering="crispEdges"
    {...(label === undefined ? { 'aria-hidden': 'true' } : { role: 'img', 'aria-label': label })}
  >
    {Array.from(squaresOf(pixels, full), ([level, squares]) => (
      <path
        key={level}
        class={level > 0 ? 'digits-for' : 'digits-against'}
        fill-opacity={Math.abs(level) / levels}
        d={squares}
      />
    ))}
  </svg>
);

/** The largest magnitude among some numbers, or 1 where there is none. */
export const fullOf = (numbers: ArrayLike<number>): number =>
  Array.from(numbers).reduce((largest, number) => Math.max(largest, Math.abs(number)), 0) || 1;

/** As many as there are counts of dark points. */
const levels = 16;

/** The squares that have a level of colour in common, as one path: many pictures of 64 elements would make a page slow. */
const squaresOf = (pixels: ArrayLike<number>, full: number): ReadonlyMap<number, string> => {
  const squares = new Map<number, string>();
  for (let at = 0; at < pixels.length; at++) {
    const level = Math.round(levels * Math.min(Math.max(pixels[at]! / full, -1), 1));
    if (level !== 0) squares.set(level, `${squares.get(level) ?? ''}M${at % 8} ${Math.floor(at / 8)}h1v1h-1z`);
  }
  return squares;
};
