import { splitData } from '@adjoint/datasets';
import type { Value } from '@adjoint/graph';

/** Pictures `[rows, 64]` and the digits `[rows]` that they show. */
export interface DigitRows {
  readonly pictures: Value<Float64Array>;
  readonly labels: Value<Int32Array>;
  readonly [column: string]: Value;
}

/** The data set in two parts: what is learned from, and a fifth that is held out to judge by. */
export interface DigitSet {
  readonly train: DigitRows;
  readonly test: DigitRows;
}

/** Fetches the 1,797 digits that `@adjoint/datasets` carries, as the page's own file. */
export const fetchDigits = async (): Promise<DigitSet> => {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the digits must be beside the page, got status ${response.status}`);
  return digitSetOf(digitRowsOf(await unpacked(await response.blob())));
};

/** The two parts, the same every time. Each has its share of every digit. */
export const digitSetOf = (rows: DigitRows): DigitSet => splitData(rows, { test: 0.2, seed: 1, stratify: 'labels' });

/** Digits as text: a line each, of 64 counts and the digit they show. Anything else throws. */
export const digitRowsOf = (text: string): DigitRows => {
  const lines = text.trimEnd().split('\n');
  const pictures = new Float64Array(lines.length * 64);
  const labels = new Int32Array(lines.length);
  for (const [row, line] of lines.entries()) {
    const numbers = line.split(',').map(Number);
    if (numbers.length !== 65 || !numbers.every((number) => number >= 0 && number <= 16))
      throw new Error(`digits: a line must have 64 counts from 0 to 16 and a label, got line ${row + 1}`);
    pictures.set(numbers.slice(0, 64), row * 64);
    labels[row] = numbers[64]!;
  }
  return { pictures: { shape: [lines.length, 64], data: pictures }, labels: { shape: [lines.length], data: labels } };
};

/** The picture of a row. */
export const pictureAt = ({ pictures }: DigitRows, row: number): Float64Array =>
  pictures.data.subarray(row * 64, (row + 1) * 64);

// Vite makes a file of its own of this, with an address relative to the page's
const address = new URL('../../../../packages/datasets/data/digits.csv.gz', import.meta.url);

/** The text in a file that is compressed with gzip, unless the server has unpacked it on its way. */
const unpacked = async (file: Blob): Promise<string> => {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const isPacked = first === 0x1f && second === 0x8b;
  return new Response(isPacked ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file).text();
};
