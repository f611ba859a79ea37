import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href; // found from here, not from the folder it runs in

test('the picture of the first page is what the program draws, and small', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'adjoint-cover-'));
  execFileSync(process.execPath, ['--conditions=@adjoint/source', '--import', tsx, main], { cwd });
  const wordsIn = (svg: string): readonly string[] => [...svg.matchAll(/<t\w+[^>]*>([^<]*)</g)].map(([, words]) => words!); // prettier-ignore
  for (const theme of ['light', 'dark']) {
    const name = join('docs', 'pictures', `cover-${theme}.svg`);
    const drawn = readFileSync(join(cwd, name), 'utf8');
    const kept = readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
    expect(wordsIn(kept)).toEqual(wordsIn(drawn));
    expect(wordsIn(kept)).toEqual(expect.arrayContaining(['gradient descent', 'Adam', 'loss', '∂/∂decay']));
    expect(kept.length).toBeLessThan(150_000);
  }
}, 120_000);
