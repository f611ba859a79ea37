import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

test('the strategies do as the lecture says: chance, luck, slopes, noise, curvature', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'adjoint-strategies-'));
  const args = ['--conditions=@adjoint/source', '--import', import.meta.resolve('tsx'), main];
  const printed = execFileSync(process.execPath, args, { encoding: 'utf8', cwd: folder });
  const svg = readFileSync(join(folder, 'output', 'strategies.svg'), 'utf8');
  rmSync(folder, { recursive: true });

  const rows = [...printed.matchAll(/^(\S.*?) +(\d+) +(\d\.\d{4}) +(\S+) % +(\S+) %$/gm)].map(
    ([, strategy, passes, ...figures]) => ({
      strategy: strategy!,
      passes: Number(passes),
      figures: figures.map(Number),
    }),
  );
  const at = (strategy: string) => rows.find((row) => row.strategy === strategy)!;
  const lossOf = (strategy: string) => at(strategy).figures[0]!;
  const testOf = (strategy: string) => at(strategy).figures[2]!;
  expect(rows).toHaveLength(9);
  expect(testOf('random search')).toBeGreaterThan(12); // chance is 10 %
  expect(testOf('random search')).toBeLessThan(50);
  expect(lossOf('random local search')).toBeLessThan(lossOf('random search'));
  expect(lossOf('gradient descent')).toBeLessThan(lossOf('random local search'));
  for (const stochastic of ['mini-batches of 256', 'mini-batches of 32', 'one sample at a time', 'momentum', 'Adam']) {
    expect(lossOf(stochastic)).toBeLessThan(lossOf('gradient descent')); // in a fifth of the passes
    expect(at(stochastic).passes).toBeLessThan(at('gradient descent').passes / 4);
    expect(testOf(stochastic)).toBeGreaterThan(95);
  }
  expect(lossOf('mini-batches of 32')).toBeLessThan(lossOf('mini-batches of 256'));
  expect(lossOf('momentum')).toBeLessThan(lossOf('mini-batches of 256'));
  for (const { strategy } of rows) expect(lossOf('L-BFGS')).toBeLessThanOrEqual(lossOf(strategy));
  for (const { strategy } of rows) expect(svg).toContain(`>${strategy}</text>`);
  expect(svg).not.toMatch(/NaN|undefined/);
});
