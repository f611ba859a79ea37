import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { npmCli } from '../scripts/npm.mjs';

// The README's recipe for using the packages elsewhere: pack, install the files into an empty project, run in plain Node.

const root = fileURLToPath(new URL('..', import.meta.url));
const parent = mkdtempSync(join(tmpdir(), 'adjoint-'));
const project = join(parent, 'a project');
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS|VITEST)/.test(name)),
);

const run = (cwd: string, ...args: readonly string[]): string =>
  execFileSync(process.execPath, args, { cwd, encoding: 'utf8', stdio: 'pipe', env: environment });
const npm = (cwd: string, ...args: readonly string[]): string => run(cwd, npmCli(), ...args);

const [program] = /(?<=```ts\n)[\s\S]*?(?=```)/.exec(readFileSync(join(root, 'README.md'), 'utf8'))!;

beforeAll(() => {
  npm(root, 'run', 'pack');
  mkdirSync(project);
  npm(project, 'init', '-y');
  npm(project, 'pkg', 'set', 'type=module');
  const tarballs = readdirSync(join(root, 'tarballs')).map((name) => join(root, 'tarballs', name));
  npm(project, 'install', '--no-audit', '--no-fund', ...tarballs);
}, 180_000);

afterAll(() => rmSync(parent, { recursive: true, force: true }));

describe('packed packages', () => {
  test('run the first program of the README in plain Node', () => {
    writeFileSync(join(project, 'iris.mjs'), program);
    expect(run(project, 'iris.mjs')).toContain('gradient check: correct');
  });

  test('type-check it with their declarations alone', () => {
    writeFileSync(join(project, 'iris.ts'), program);
    const options = {
      strict: true,
      noEmit: true,
      target: 'es2022',
      module: 'nodenext',
      lib: ['es2022', 'dom'],
      types: [],
    };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['iris.ts'] }));
    expect(() => run(project, join(root, 'node_modules/typescript/bin/tsc'), '-p', '.')).not.toThrow();
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
