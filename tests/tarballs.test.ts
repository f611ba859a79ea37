import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { npmCli } from '../scripts/npm.mjs';
import { chromiumPath, launch } from './browser/chromium.ts';

// The README's recipe for using the packages elsewhere: pack (which also has publint and attw look at each package), install the
// files into an empty project, and run the ten lines there: in plain Node, type-checked, and bundled for a page.

const root = fileURLToPath(new URL('..', import.meta.url));
const parent = mkdtempSync(join(tmpdir(), 'adjoint-'));
const project = join(parent, 'a project');
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS|VITEST)/.test(name)),
);

const run = (cwd: string, ...args: readonly string[]): string =>
  execFileSync(process.execPath, args, { cwd, encoding: 'utf8', stdio: 'pipe', env: environment });
const npm = (cwd: string, ...args: readonly string[]): string => run(cwd, npmCli(), ...args);

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const [program] = /(?<=```ts\n)[\s\S]*?(?=```)/.exec(readme)!;
const [shown] = /(?<=```text\n)[\s\S]*?(?=```)/.exec(readme)!;

beforeAll(() => {
  npm(root, 'run', 'pack');
  mkdirSync(project);
  npm(project, 'init', '-y');
  npm(project, 'pkg', 'set', 'type=module');
  const tarballs = readdirSync(join(root, 'tarballs')).map((name) => join(root, 'tarballs', name));
  npm(project, 'install', '--no-audit', '--no-fund', ...tarballs);
}, 300_000);

afterAll(() => rmSync(parent, { recursive: true, force: true }), 60_000);

describe('packed packages', () => {
  const names = readdirSync(join(root, 'packages'));
  test.each(names)('say what %s is, under which licence, and hold nothing else', (name) => {
    const installed = join(project, 'node_modules', name === 'adjoint' ? name : `@adjoint/${name}`);
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    expect(files).toEqual(expect.arrayContaining(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']));
    expect(files.filter((file) => /\.test\b|\.test-d\b|fixtures|tsbuildinfo/.test(file))).toEqual([]);
    for (const file of files.filter((file) => file.endsWith('.map'))) {
      const { sources } = JSON.parse(readFileSync(join(installed, file), 'utf8')) as { sources: readonly string[] };
      for (const source of sources) expect(existsSync(join(installed, file, '..', source))).toBe(true);
    }
    expect(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))).toMatchObject({
      description: expect.stringMatching(/\.$/),
      keywords: expect.arrayContaining([expect.any(String)]),
      license: expect.stringContaining('MIT'),
      repository: { directory: `packages/${name}` },
    });
  });

  test('run the ten lines of the README in plain Node', () => {
    expect(program.split('\n').filter((line) => line !== '' && !line.startsWith('import'))).toHaveLength(9);
    writeFileSync(join(project, 'digits.mjs'), program);
    expect(run(project, 'digits.mjs')).toBe(shown);
  });

  test('type-check them with their declarations alone', { timeout: 120_000 }, () => {
    writeFileSync(join(project, 'digits.ts'), program);
    writeFileSync(join(project, 'picture.ts'), "export * from '@adjoint/plot';");
    const options = {
      strict: true,
      noEmit: true,
      target: 'es2022',
      module: 'nodenext',
      lib: ['es2022', 'dom'],
      types: [],
    };
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, include: ['digits.ts', 'picture.ts'] }),
    );
    expect(() => run(project, join(root, 'node_modules/typescript/bin/tsc'), '-p', '.')).not.toThrow();
  });

  const chromium = chromiumPath();
  if (chromium === undefined)
    test.skip('run them in a page: NOT TESTED, since there is no chromium, and CHROMIUM_PATH names none', () => {});
  else
    test('run them in a page, bundled, with the same bits as in Node', { timeout: 120_000 }, async () => {
      writeFileSync(
        join(project, 'index.html'),
        '<!doctype html><link rel="icon" href="data:,"><script type="module" src="digits.mjs"></script>',
      );
      const options = { configFile: false, root: project, logLevel: 'error' } as const;
      await build({ ...options, build: { target: 'es2022' } });
      const server = await preview({ ...options, preview: { port: 0 } });
      const browser = await launch(chromium);
      try {
        const page = await browser.newPage();
        const said: string[] = [];
        page.on('console', (message) => said.push(message.text()));
        page.on('pageerror', (error) => said.push(String(error)));
        await page.goto(server.resolvedUrls!.local[0]!);
        await expect.poll(() => said.join('\n'), { timeout: 60_000 }).toContain('accuracy');
        expect(`${said.join('\n')}\n`).toBe(shown);
      } finally {
        await browser.close();
        await server.close();
      }
    });

  test('bring matchers for vitest and arbitraries for fast-check to a project that has them', () => {
    for (const name of ['vitest', 'fast-check'])
      symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name), 'junction');
    const lines = [
      "import '@adjoint/gradcheck/vitest';",
      "import { graphs } from '@adjoint/gradcheck/fast-check';",
      "import { exp } from '@adjoint/ops';",
      "import { assert, property } from 'fast-check';",
      "import { expect, test } from 'vitest';",
      "test('graphs of exp have the right gradient', () => {",
      '  assert(property(graphs({ unary: [exp] }), ({ loss, at }) => void expect(loss).toHaveCorrectGradients({ at })));',
      '});',
    ];
    writeFileSync(join(project, 'exp.test.ts'), lines.join('\n'));
    expect(run(project, join(root, 'node_modules/vitest/vitest.mjs'), 'run')).toContain('1 passed');
  });
});
