/** What a picture shows, as rows for those who cannot see it, or want the numbers. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** How many digits numbers have; six if not given. */
  readonly digits?: number;
}

/** A text or a number of a table. */
export type Cell = number | string;

/** A cell as text. */
export const cellText = (cell: Cell, digits?: number): string =>
  typeof cell === 'string' ? cell : numberText(cell, digits);

/** A number as people write it, with so many digits: `0.001`, `12,500`, `3e-9`, `∞`. */
export const numberText = (number: number, digits = 6): string => {
  if (Number.isNaN(number)) return 'NaN';
  if (!Number.isFinite(number)) return number > 0 ? '∞' : '−∞';
  const magnitude = Math.abs(number);
  const text =
    magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e6)
      ? String(Number(number.toPrecision(digits)).toExponential()).replace('e+', 'e')
      : Number(number.toPrecision(digits)).toLocaleString('en', { maximumFractionDigits: 12 });
  return text.replaceAll('-', '−');
};
