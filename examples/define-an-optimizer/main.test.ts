import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

test('the rule takes about ten lines', () => {
  const [declaration] = /^const normalizedDescent[^]*?^ {4}\}\);$/m.exec(readFileSync(main, 'utf8'))!;
  expect(declaration.split('\n')).toHaveLength(9);
});

test('the program finds the plane, by way of a checkpoint too, then slopes that decay under a chain', () => {
  const tsx = import.meta.resolve('tsx');
  const printed = execFileSync(process.execPath, ['--conditions=@adjoint/source', '--import', tsx, main], {
    encoding: 'utf8',
  });
  const [first, second, height] = /^slopes (\S+) (\S+) height (\S+) after 400 steps$/m
    .exec(printed)!
    .slice(1)
    .map(Number);
  expect(first).toBeCloseTo(2, 1);
  expect(second).toBeCloseTo(-1, 1);
  expect(height).toBeCloseTo(1, 1);
  expect(printed).toContain('the same as in one go: true\n');
  const decayed = /^slopes that decay (\S+) (\S+)$/m.exec(printed)!.slice(1).map(Number);
  for (const slope of decayed) expect(Math.abs(slope)).toBeLessThan(0.1);
  expect(printed).toContain('states 0.velocity of slopes, 0.velocity of height, steps made\n');
});
