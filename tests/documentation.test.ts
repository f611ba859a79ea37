import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { marked, mismatches } from './shown.ts';

// Every TypeScript block of a README, a guide or an @example is a program: it must type-check, run, and print what it shows.

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'tests', 'documentation');
const timeout = 180_000; // several at once, on a machine that may be busy
const scratch = mkdtempSync(join(tmpdir(), 'adjoint-'));

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
  /** The block of text after the program, which is all that it prints. */
  readonly prints?: string;
}

interface Fence {
  readonly language: string;
  readonly text: string;
  /** What stands before it, from the fence before on. */
  readonly before: string;
}

/** The fenced blocks of a page, or of the doc comments of a source. */
const fencesOf = (source: string): readonly Fence[] => {
  const page = readFileSync(join(root, source), 'utf8').replaceAll(/^ *\* ?/gm, source.endsWith('.ts') ? '' : '$&');
  // a block in a list is indented as the list is
  const found = [...page.matchAll(/^( *)```(\w+)\n([\s\S]*?)^ *```$/gm)];
  return found.map(([, indent, language, text], i) => ({
    language: language!,
    text: text!.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    before: page.slice(i === 0 ? 0 : found[i - 1]!.index + found[i - 1]![0].length, found[i]!.index),
  }));
};

/** Whether a block of text is the output of the block before it: nothing but a few words are between the two. */
const isOutput = (fence: Fence | undefined): boolean => fence?.language === 'text' && !/^#/m.test(fence.before);

const blocksOf = (source: string): readonly Block[] =>
  fencesOf(source).flatMap(({ language, text }, i, fences) => {
    if (language !== 'ts') return [];
    return [{ source, program: text, ...(isOutput(fences[i + 1]) && { prints: fences[i + 1]!.text }) }];
  });

const sources = [
  'README.md',
  'CONTRIBUTING.md',
  ...filesIn('docs/guides', '.md'),
  ...['packages', 'benchmarks'].flatMap((path) => [...filesIn(path, '.md'), ...filesIn(path, '.ts')]),
];
const blocks = sources.flatMap(blocksOf).map((block, index) => {
  const isTest = block.program.includes("from 'vitest'");
  const file = join(folder, `block-${index}.${isTest ? 'test.ts' : 'ts'}`);
  return {
    ...block,
    isTest,
    file,
    marked: join(folder, `marked-${index}.ts`),
    name: `${block.source}, block ${index}`,
  };
});

const node = async (...args: readonly string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, args, { cwd: mkdtempSync(join(scratch, 'run-')) })).stdout;

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const block of blocks) {
    writeFileSync(block.file, `${block.program}\nexport {};\n`);
    if (!block.isTest) writeFileSync(block.marked, `${marked(block.program)}\nexport {};\n`);
  }
  const options = {
    extends: '../../tsconfig.base.json',
    compilerOptions: {
      composite: false,
      lib: ['ES2023', 'DOM'], // sources are checked here, and those of runtime name WebAssembly
      allowImportingTsExtensions: true,
      noEmit: true,
      rewriteRelativeImportExtensions: false,
    },
    include: ['block-*.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));
});

afterAll(() => [folder, scratch].forEach((path) => rmSync(path, { recursive: true, force: true })));

describe('documentation', () => {
  test('has examples', () => {
    expect(blocks.length).toBeGreaterThan(8);
  });

  test('type-checks', { timeout }, () => {
    const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });

  const programs = blocks.flatMap((block) => (block.isTest ? [] : [[block.name, block] as const]));
  test.concurrent.for(programs)(
    'prints what it shows: %s',
    { timeout },
    async ([, { program, prints, marked: path }]) => {
      const output = await node('--conditions=@adjoint/source', '--import', import.meta.resolve('tsx'), path);
      expect(mismatches(program, output, prints)).toEqual([]);
    },
  );

  const tests = blocks.flatMap((block) => (block.isTest ? [[block.name, block] as const] : []));
  test.concurrent.for(tests)('passes: %s', { timeout }, async ([, { file }]) => {
    const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', root, relative(root, file)];
    expect(await node(...vitest)).toContain('passed');
  });
});

test('no page has blocks but programs, texts, and commands', () => {
  const languages = new Set(sources.flatMap(fencesOf).map(({ language }) => language));
  expect([...languages].toSorted()).toEqual(['sh', 'text', 'ts']);
});

test('every @example is a program', () => {
  const examples = sources.flatMap((source) => {
    const [, ...found] = readFileSync(join(root, source), 'utf8').split(/^ *\* @example/m);
    return found.map((example) => ({ source, example: example.slice(0, example.indexOf('*/')) }));
  });
  expect(examples.length).toBeGreaterThan(50);
  expect(examples.filter(({ example }) => !/^.*\n *\* ```ts\n/.test(example))).toEqual([]);
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
