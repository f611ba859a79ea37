// Runs a task of the workspace on a machine that has only Node and npm: `node scripts/run.mjs <task> [arguments]`.
// It installs with the pinned pnpm, through npm, when the lockfile or a manifest has changed. Nothing goes through a shell.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npmCli } from './npm.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);
const manifest = JSON.parse(readFileSync(at('package.json'), 'utf8'));
const pnpmVersion = manifest.packageManager.split('+')[0];
const stamp = at('node_modules', '.adjoint-install');

// a step is the arguments of one Node process
const tool =
  (path) =>
  (...args) => [at('node_modules', path), ...args];
const tsc = tool('typescript/bin/tsc');
const vitest = tool('vitest/vitest.mjs');
const oxfmt = tool('oxfmt/bin/oxfmt');
const oxlint = tool('oxlint/bin/oxlint');
const knip = tool('knip/bin/knip.js');
const typedoc = tool('typedoc/bin/typedoc');
const publint = tool('publint/src/cli.js');
const vite = tool('vite/bin/vite.js');
const attw = tool('@arethetypeswrong/cli/dist/index.js');
const changeset = tool('@changesets/cli/bin.js');
const pnpm = (...args) => [npmCli(), 'exec', '--yes', pnpmVersion, '--', ...args];

const fromSource = (path) => ['--conditions=@adjoint/source', '--import', 'tsx', path];

const program = (name) => at('examples', name, 'main.ts');
const programs = readdirSync(at('examples')).filter((name) => existsSync(program(name)));

const build = tsc('-b');
const formatted = oxfmt('--check');
const lint = oxlint();
const unused = knip();
const unit = vitest('run');

/** Each task is a list of steps, run in order up to the first failure; arguments after the task go to its last step. */
const tasks = {
  start: () => [fromSource(program('quickstart'))],
  example: (args) => {
    const name = args.shift(); // what is left is for the program
    if (programs.includes(name)) return [fromSource(program(name))];
    return fail(`usage: npm run example ${programs.join(' | ')} [-- its arguments]`);
  },
  playground: () => [vite(at('apps', 'playground'))],
  test: () => [build, unit],
  check: () => [formatted, lint, unused, build, unit],
  docs: () => [typedoc()],
  build: () => [build],
  pack: () => {
    const published = readdirSync(at('packages')).filter((name) => existsSync(at('packages', name, 'package.json')));
    // a build leaves the outputs of deleted sources behind, and they would be published
    const stale = [at('tarballs'), ...published.map((name) => at('packages', name, 'dist'))];
    for (const folder of stale) rmSync(folder, { recursive: true, force: true });
    const tarball = (folder) => {
      const { name, version } = JSON.parse(readFileSync(at('packages', folder, 'package.json'), 'utf8'));
      return at('tarballs', `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
    };
    return [
      tsc('-b', ...published.map((name) => at('packages', name))),
      pnpm('--recursive', '--filter', './packages/*', 'pack', '--pack-destination', at('tarballs')),
      ...published.map((name) => publint(tarball(name), '--strict')),
      ...published.map((name) => attw(tarball(name), '--profile', 'esm-only', '--format', 'ascii', '--no-emoji')),
    ];
  },
  benchmark: ([which]) => {
    const benchmarks = {
      'long-chain': [
        tsc('-b', at('packages', 'ops'), at('packages', 'runtime')),
        ['--expose-gc', '--max-old-space-size=8192', at('benchmarks', 'long-chain', 'main.mjs')],
      ],
      minimizers: [fromSource(at('benchmarks', 'minimizers', 'main.mjs'))],
      checker: [fromSource(at('benchmarks', 'checker', 'main.mjs'))],
      bundle: [[at('benchmarks', 'bundle', 'main.mjs')]],
      playground: [fromSource(at('benchmarks', 'playground', 'main.mjs'))],
      peers: [
        tsc('-b', at('packages', 'optim'), at('packages', 'runtime')),
        [npmCli(), 'ci', '--prefix', at('benchmarks', 'peers'), '--ignore-scripts', '--no-audit', '--no-fund'],
        [at('benchmarks', 'peers', 'main.mjs')],
      ],
    };
    return Object.hasOwn(benchmarks, which ?? '') ? benchmarks[which] : Object.values(benchmarks).flat();
  },
  change: () => [changeset('add')],
  versions: () => [changeset('version'), oxfmt()],
  format: () => [oxfmt()],
  formatted: () => [formatted],
  lint: () => [lint],
  unused: () => [unused],
};

await main();

async function main() {
  checkNode();
  const [name, ...args] = process.argv.slice(2);
  if (!Object.hasOwn(tasks, name ?? '')) fail(`usage: node scripts/run.mjs ${Object.keys(tasks).join(' | ')}`);
  await install();
  const steps = tasks[name](args);
  for (const [i, step] of steps.entries()) await run(i === steps.length - 1 ? [...step, ...args] : step);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Adjoint needs Node 20.19 or newer, this is ${process.version}`);
}

async function install() {
  const wanted = fingerprint();
  // npm leaves its own lockfile in node_modules: what it installed has no workspace links, so pnpm starts afresh
  const byNpm = existsSync(at('node_modules', '.package-lock.json'));
  if (!byNpm && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error(`installing the dependencies with ${pnpmVersion} (once per change of the lockfile)`);
  if (byNpm) rmSync(at('node_modules'), { recursive: true, force: true });
  // without scripts, because `prepare` builds and a build that fails must not stop `npm start`: tasks build for themselves
  await run(pnpm('install', '--frozen-lockfile', '--ignore-scripts', '--config.confirmModulesPurge=false'));
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** What the installed state depends on: the lockfile, the workspace file, every manifest, and the platform. */
function fingerprint() {
  const manifests = ['packages', 'apps'].flatMap((folder) =>
    readdirSync(at(folder)).map((name) => join(folder, name, 'package.json')),
  );
  const files = [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'package.json',
    'examples/package.json',
    ...manifests.toSorted(),
  ];
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const file of files) if (existsSync(at(file))) hash.update(`${file}\n`).update(readFileSync(at(file)));
  return hash.digest('hex');
}

/** Runs one Node process to its end; leaves with its exit code or signal unless it succeeded. */
async function run(args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  // a terminal sends Ctrl-C to the whole group, so the child has it already
  const forward = (signal) => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  const { code, signal } = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  for (const signal of signals) process.off(signal, forward);
  if (signal !== null) process.exit(128 + constants.signals[signal]);
  if (code !== 0) process.exit(code);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
