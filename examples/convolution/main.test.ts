import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

const run = (args: readonly string[], environment: NodeJS.ProcessEnv = process.env): string =>
  execFileSync(
    process.execPath,
    ['--conditions=@adjoint/source', '--import', import.meta.resolve('tsx'), main, ...args],
    { encoding: 'utf8', env: environment, stdio: ['ignore', 'pipe', 'ignore'] },
  );

const isThere = existsSync('/usr/share/datasets/fashion-mnist');

if (isThere)
  test('convolutions learn what clothes look like from a few thousand of them', { timeout: 300_000 }, () => {
    const found = /^convolutions: test accuracy (\d\.\d{4}), \d+ s$/m.exec(run(['--samples', '5000', '--epochs', '1']));
    expect(Number(found?.[1])).toBeGreaterThan(0.72); // 0.90 after all epochs of all pictures
  });
else
  test('NOT TESTED, since dataset-fashion-mnist is not installed: it skips with a message', () => {
    expect(run([], { ...process.env, ADJOINT_DATA: '', XDG_CACHE_HOME: '/nonexistent' })).toMatch(
      /^skipped: fashionMnist: /,
    );
  });
