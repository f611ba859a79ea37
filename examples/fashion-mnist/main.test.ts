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
  test('after one epoch three classifiers of clothes are well on their way', { timeout: 300_000 }, () => {
    const found = [...run(['--epochs', '1']).matchAll(/^(.+): test accuracy (\d\.\d{4}), \d+ s$/gm)];
    expect(found.map(([, name]) => name)).toEqual(['softmax', 'SVM', '100 hidden units']);
    const [softmax, svm, network] = found.map(([, , accuracy]) => Number(accuracy));
    expect(softmax).toBeGreaterThan(0.8); // at least 0.840, 0.838 and 0.885 after twelve epochs
    expect(svm).toBeGreaterThan(0.8);
    expect(network).toBeGreaterThan(0.83);
  });
else
  test('NOT TESTED, since dataset-fashion-mnist is not installed: it skips with a message', () => {
    expect(run([], { ...process.env, ADJOINT_DATA: '', XDG_CACHE_HOME: '/nonexistent' })).toMatch(
      /^skipped: fashionMnist: /,
    );
  });
