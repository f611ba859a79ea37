import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '@adjoint/runtime';
import { either as E } from 'fp-ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Experiment, holdOutPoint, original } from '../experiment/experiment.ts';
import { setHyperparameter, setModel, setOptimizer } from '../experiment/restart.ts';
import { parseLoss } from '../expression/parse-loss.ts';
import { type MakeProgram, openSession, type Session } from '../session/session.ts';
import { programOf, shownUpdates } from './program-text.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const folder = join(root, 'apps', 'playground', 'dist', 'programs'); // in the workspace, where `adjoint` is installed

const sessionOf = async (experiment: Experiment): Promise<Session> => {
  const session = await openSession(
    experiment,
    ((outputs) => compile(outputs, { threads: 1 })) as MakeProgram,
    parseLoss,
  );
  if (E.isLeft(session)) throw new Error(session.left.message);
  return session.right;
};

/** After some updates, so that the optimizer remembers something. */
const later = async (experiment: Experiment): Promise<Experiment> => {
  const session = await sessionOf(experiment);
  return session.update(session.update(session.update(experiment)));
};

const experiments: Readonly<Record<string, () => Promise<Experiment>>> = {
  original: async () => original,
  softmax: () => later({ ...original, loss: { kind: 'named', name: 'crossEntropy' } }),
  network: () =>
    later({
      ...setHyperparameter(setOptimizer(setModel(original, { degree: 3, hidden: [5, 4] }), 'adam'), 'beta1', 0.8),
      batchSize: 4,
    }),
  heldOut: () => later(holdOutPoint(setOptimizer(original, 'nesterov'), 2, true)),
  expression: () =>
    later({
      ...original,
      loss: {
        kind: 'expression',
        text: 'total = crossEntropy(scores, y)\np = exp(-total)\nmean((1 - p)^2 * total) + λ * l1(W)',
      },
    }),
  lonely: async () => ({ ...original, loss: { kind: 'expression', text: 'l2(W)' } }),
  squared: () => later({ ...original, loss: { kind: 'expression', text: 'hinge(scores, labels, squared: true)' } }),
  nadam: () => later(setOptimizer(original, 'nadam')),
};
const names = Object.keys(experiments);

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of names) writeFileSync(join(folder, `${name}.ts`), programOf(await experiments[name]!()));
  const options = {
    extends: '../../../../tsconfig.base.json',
    compilerOptions: {
      composite: false,
      lib: ['ES2023', 'DOM'],
      allowImportingTsExtensions: true,
      noEmit: true,
      rewriteRelativeImportExtensions: false,
    },
    include: ['*.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('exported programs type-check', () => {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  expect(spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' }).stdout).toBe('');
}, 120_000);

test.for(['original', 'network', 'heldOut', 'expression', 'lonely'])(
  'the exported program of %s prints the losses of the page',
  async (name) => {
    const start = await experiments[name]!();
    const session = await sessionOf(start);
    const printed = execFileSync(
      process.execPath,
      ['--conditions=@adjoint/source', '--import', 'tsx', join(folder, `${name}.ts`)],
      { encoding: 'utf8', cwd: root },
    );
    const lines = printed.trim().split('\n').map((line) => line.split(' ').map(Number)); // prettier-ignore
    expect(lines).toHaveLength(shownUpdates + 1);
    let at = start;
    for (const [update, ...losses] of lines) {
      const { dataLoss, regularization, total } = session.measure(at);
      expect(update).toBe(at.step);
      [dataLoss, regularization, total].forEach((expected, index) => expect(losses[index]).toBeCloseTo(expected, 9));
      at = session.update(at);
    }
  },
);
