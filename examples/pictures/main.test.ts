import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href; // found from here, not from the folder it runs in

test('every picture is a file, and on one page', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'adjoint-pictures-'));
  const output = execFileSync(process.execPath, ['--conditions=@adjoint/source', '--import', tsx, main], {
    cwd,
    encoding: 'utf8',
  });
  const folder = join(cwd, 'output', 'pictures');
  const files = readdirSync(folder).filter((name) => name.endsWith('.svg'));
  expect(output).toContain(`${files.length} pictures on one page`);
  expect(files.length).toBeGreaterThanOrEqual(18);
  for (const file of files)
    expect(readFileSync(join(folder, file), 'utf8')).toMatch(/^<svg [^>]*role="img"[\s\S]*<\/svg>\n$/);
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  expect(page.match(/<figure>/g)).toHaveLength(files.length);
  expect(page).not.toMatch(/https?:|<script/);
}, 120_000);
