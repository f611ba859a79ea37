import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

test('the batches’ weighted mean is the full gradient, and the error of one falls as 1/√B', () => {
  const folder = mkdtempSync(join(tmpdir(), 'adjoint-mini-batches-'));
  const args = ['--conditions=@adjoint/source', '--import', import.meta.resolve('tsx'), main];
  const printed = execFileSync(process.execPath, args, { encoding: 'utf8', cwd: folder });
  const svg = readFileSync(join(folder, 'output', 'mini-batches.svg'), 'utf8');
  rmSync(folder, { recursive: true });

  const rows = [...printed.matchAll(/^ *(\d+) +(\d\S+) +(\d\S+)$/gm)].map((row) => row.slice(1).map(Number));
  expect(rows.map(([size]) => size)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]);
  const count = 1797;
  const sigma = rows[0]![1]!;
  for (const [size, error, ofMean] of rows as [number, number, number][]) {
    expect(ofMean).toBeLessThan(1e-13);
    const expected = (sigma / Math.sqrt(size)) * Math.sqrt((count - size) / (count - 1));
    const batches = Math.ceil(count / size); // the fewer, the rougher their mean square
    expect(Math.abs(error / expected - 1)).toBeLessThan(0.04 + 0.5 / Math.sqrt(batches));
  }
  expect(svg).toContain('σ/√B');
  expect(svg).not.toMatch(/NaN|undefined/);
});
