import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('the program finds the slip in the weights, not in the biases, and nothing once it is corrected', () => {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const tsx = import.meta.resolve('tsx');
  const printed = execFileSync(process.execPath, ['--conditions=@adjoint/source', '--import', tsx, main], {
    encoding: 'utf8',
  });
  const [before, after] = printed.split('\ncorrected\n');
  expect(before).toMatch(/^as it was\ngradient check: wrong/);
  expect(before).toMatch(/^ *W .*wrong$/m);
  expect(before).toMatch(/^ *b .*correct$/m);
  expect(after).toMatch(/^gradient check: correct, 2 of 2 parameters agree/);
});
