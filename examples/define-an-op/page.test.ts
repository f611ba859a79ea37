import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const textOf = (file: string): string => readFileSync(pathOf(file), 'utf8');

/** How many lines a text has, apart from empty ones. */
const linesIn = (text: string): number => text.split('\n').filter((line) => line.trim() !== '').length;

/** The lines of every operation: its declaration, with the comments and private functions that go with it. */
const declarations = textOf('operations.ts')
  .split(/\n(?=\/\*\*(?:(?!\*\/)[^])*\*\/\nexport )/)
  .slice(1) // the imports
  .map((text) => ({ name: /export const (\w+)/.exec(text)![1]!, lines: linesIn(text) }));

/** The lines of every operation's row in the table of tests. */
const rows = new Map(
  [...textOf('operations.test.ts').matchAll(/^ {2}\[\n {4}'(\w+)',\n[^]*?^ {2}\],$/gm)].map(([text, name]) => [
    name!,
    linesIn(text),
  ]),
);

describe('the lines that an operation takes', () => {
  test('are those that the page counts', () => {
    expect(declarations).toHaveLength(3);
    expect([...rows.keys()]).toEqual(declarations.map(({ name }) => name));
    const counted = [...textOf('README.md').matchAll(/^\| `(\w+)` +\| +(\d+) +\| +(\d+) +\|$/gm)];
    expect(counted.map(([, name, lines, row]) => [name, Number(lines), Number(row)])).toEqual(
      declarations.map(({ name, lines }) => [name, lines, rows.get(name)]),
    );
  });
});

test('the program prints the loss, its derivative as a listing, and a check that it passes', () => {
  const tsx = import.meta.resolve('tsx');
  const printed = execFileSync(process.execPath, ['--conditions=@adjoint/source', '--import', tsx, pathOf('main.ts')], {
    encoding: 'utf8',
  });
  expect(printed).toMatch(/^loss logMeanExp\(pinball\(.*squaredDistances\(points, centres\).*\): \[\] = 0\.\d{6}$/m);
  expect(printed).toMatch(/^%\d+ = squaredDistances\(points, centres\): \[batch, 3\]$/m);
  expect(printed).toContain('gradient check: correct, 2 of 2 parameters agree');
});
