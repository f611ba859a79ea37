import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// Every TypeScript block of a README, a guide or an @example is a program: it must type-check and run.

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'tests', 'documentation');

/** All files below a folder with names that end so, but for tests and what is installed or built. */
const filesIn = (path: string, ends: string): readonly string[] =>
  readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) => {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) return /^(node_modules|dist|tarballs)$/.test(entry.name) ? [] : filesIn(inside, ends);
    return entry.name.endsWith(ends) && !entry.name.includes('.test') ? [inside] : [];
  });

interface Block {
  readonly source: string;
  readonly program: string;
}

const blocksOf = (source: string): readonly Block[] => {
  const text = readFileSync(join(root, source), 'utf8').replaceAll(/^ \* ?/gm, '');
  // a block in a list is indented as the list is
  return [...text.matchAll(/^( *)```ts\n([\s\S]*?)```/gm)].map(([, indent, program]) => ({
    source,
    program: program!.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
};

const sources = [
  'README.md',
  'CONTRIBUTING.md',
  ...filesIn('docs/guides', '.md'),
  ...['packages', 'benchmarks'].flatMap((path) => [...filesIn(path, '.md'), ...filesIn(path, '.ts')]),
];
const blocks = sources.flatMap(blocksOf).map((block, index) => {
  const isTest = block.program.includes("from 'vitest'");
  return { ...block, isTest, file: join(folder, `block-${index}.${isTest ? 'test.ts' : 'ts'}`) };
});

const node = (...args: readonly string[]): string =>
  execFileSync(process.execPath, args, { encoding: 'utf8', cwd: mkdtempSync(join(tmpdir(), 'adjoint-')) });

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const { file, program } of blocks) writeFileSync(file, `${program}\nexport {};\n`);
  const options = {
    extends: '../../tsconfig.base.json',
    compilerOptions: {
      composite: false,
      lib: ['ES2023', 'DOM'], // sources are checked here, and those of runtime name WebAssembly
      allowImportingTsExtensions: true,
      noEmit: true,
      rewriteRelativeImportExtensions: false,
    },
    include: ['*.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('documentation', () => {
  test('has examples', () => {
    expect(blocks.length).toBeGreaterThan(8);
  });

  test('type-checks', () => {
    const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });

  const programs = blocks.filter(({ isTest }) => !isTest).map(({ source, file }) => [relative('.', source), file]);
  test.each(programs)('runs: %s', (_, file) => {
    expect(() => node('--conditions=@adjoint/source', '--import', import.meta.resolve('tsx'), file)).not.toThrow();
  });

  const tests = blocks.filter(({ isTest }) => isTest).map(({ source, file }) => [relative('.', source), file]);
  test.each(tests)('passes: %s', (_, file) => {
    const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', root, relative(root, file!)];
    expect(() => node(...vitest)).not.toThrow();
  });

  test('the first program of the README declares, proves, fits, saves and predicts', () => {
    const printed = node('--conditions=@adjoint/source', '--import', import.meta.resolve('tsx'), blocks[0]!.file);
    expect(printed).toContain('gradient check: correct');
    expect(Number(/test accuracy ([\d.]+)/.exec(printed)?.[1])).toBeGreaterThan(0.9);
    expect(printed).toContain('predicted Int32Array(30)');
  });

  test('the operation of the README passes its checks', () => {
    const { file } = blocks.find(({ source, program }) => source === 'README.md' && program.includes('defineOp'))!;
    const printed = node('--conditions=@adjoint/source', '--import', import.meta.resolve('tsx'), file);
    expect(printed).toMatch(/^softsign: passed \d+ checks$/m);
  });
});

test.each(filesIn('examples', '.md'))('%s quotes the programs beside it word for word', (page) => {
  const textOf = (name: string): string => readFileSync(join(root, dirname(page), name), 'utf8');
  const programs = readdirSync(join(root, dirname(page)))
    .filter((name) => name.endsWith('.ts'))
    .map(textOf);
  const quotes = [...readFileSync(join(root, page), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(
    ([, quote]) => quote!,
  );
  expect(quotes.length).toBeGreaterThan(0);
  expect(quotes.filter((quote) => !programs.some((program) => program.includes(quote)))).toEqual([]);
});

test('every guide is on the site', () => {
  const { projectDocuments } = JSON.parse(readFileSync(join(root, 'typedoc.json'), 'utf8'));
  expect(projectDocuments.toSorted()).toEqual(filesIn('docs/guides', '.md').toSorted());
});
