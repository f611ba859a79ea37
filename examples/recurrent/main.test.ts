import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

let printed = '';
beforeAll(() => {
  const args = ['--conditions=@adjoint/source', '--import', import.meta.resolve('tsx'), main];
  printed = execFileSync(process.execPath, args, { encoding: 'utf8' });
}, 300_000);

/** The cells of the line that begins with a word, as numbers. */
const cellsOf = (word: string): readonly number[] =>
  new RegExp(`^${word} +(\\d.*)$`, 'm').exec(printed)![1]!.split(/ +/).map(Number);

describe('two cells that read digits in loops', () => {
  test('have the gradients of their steps written out, in a graph of one size whatever the length', () => {
    const [rows, pixels] = [cellsOf('by rows'), cellsOf('by pixels')] as number[][];
    expect([rows![0], pixels![0]]).toEqual([8, 64]);
    expect(pixels![1]).toBe(rows![1]);
    expect(pixels![2]).toBeGreaterThan(7 * rows![2]!);
    for (const [, , , difference] of [rows!, pixels!]) expect(difference).toBeLessThan(1e-13);
  });

  test('have correct gradients', () => {
    expect(printed).toContain('gradient check: correct, 20 of 20 parameters agree with centered differences\n');
  });

  test('keep as many states as the checkpoints say, for the same gradients', () => {
    const kept = ['1', '8', 'Infinity'].map(cellsOf);
    // both readers keep all 64; or 8 between chunks and those of one chunk, going forward and going back; or none
    expect(kept.map((cells) => cells.slice(0, 2))).toEqual([[128, 128], [32, 48], [0, 128]]); // prettier-ignore
    for (const cells of kept) expect(cells[3]).toBeLessThan(1e-13);
  });

  test('learn to tell digits that they have not seen apart better than softmax regression does', () => {
    const [flat, read] = [...printed.matchAll(/: accuracy \S+ in training, (\S+) on 359 digits held out$/gm)];
    expect(Number(flat![1])).toBeGreaterThan(0.95);
    expect(Number(read![1])).toBeGreaterThan(0.98);
    const [, gained, lost] = /^(\d+) of them are right row by row alone, (\d+) by softmax regression alone$/m.exec(printed)!; // prettier-ignore
    expect(Number(gained) - Number(lost)).toBe(Math.round(359 * (Number(read![1]) - Number(flat![1]))));
    expect(Number(gained)).toBeGreaterThan(Number(lost));
  });
});
