/** A number in few characters of always as many decimals, with a true minus, for columns. */
export const fixed = (value: number, decimals = 2): string => {
  if (Number.isNaN(value)) return '—';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (Math.abs(value) >= 1e5) return value.toExponential(1).replace('-', '−').replace('+', '');
  const text = value.toFixed(decimals);
  return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', '−');
};

/** A loss, with four decimals unless it is large. */
export const lossText = (loss: number): string => {
  const size = Math.abs(loss);
  return fixed(loss, size < 100 ? 4 : size < 10_000 ? 2 : 0);
};

/** A number of any size to three digits. */
export const short = (value: number): string => {
  if (!Number.isFinite(value)) return fixed(value);
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(1) : String(Number(value.toPrecision(3)));
  return text.replace('-', '−').replace('e+', 'e').replace('e-', 'e−');
};

/** A share in percent. */
export const percent = (share: number | undefined): string =>
  share === undefined ? '—' : `${Math.round(share * 1000) / 10} %`;
