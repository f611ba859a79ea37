import { deriveKey, uniforms } from '@adjoint/graph';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const program = fileURLToPath(new URL('training.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'adjoint-survival-'));
afterAll(() => rmSync(folder, { recursive: true }));

const epochs = 130;
const kills = 50;

/** Starts or resumes the run. It is killed so many milliseconds after it has made so many steps, or started, unless never. */
const live = (path: string, kill?: { readonly steps: number; readonly milliseconds: number }) =>
  new Promise<{ readonly output: string; readonly wasKilled: boolean }>((resolve, reject) => {
    const args = [
      '--conditions=@adjoint/source',
      '--import',
      import.meta.resolve('tsx'),
      program,
      path,
      String(epochs),
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    let isDoomed = false;
    const doom = (): void => {
      if (isDoomed || kill === undefined || output.split('\n').length - 1 < kill.steps) return;
      isDoomed = true;
      setTimeout(() => child.kill('SIGKILL'), kill.milliseconds);
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      doom();
    });
    child.once('error', reject).once('close', (code, signal) => {
      if (signal === null && code !== 0) reject(new Error(`the training ended with ${String(code)}`));
      else resolve({ output, wasKilled: signal === 'SIGKILL' });
    });
    doom();
  });

const endOf = ({ output }: { readonly output: string }) => /^ended after 1300 steps with \w{64}$/m.exec(output)?.[0];

test(`a run that is killed at ${kills} random moments and resumed ends with the same bits as one that never was`, async () => {
  const [unbroken, broken] = ['unbroken', 'broken'].map((name) => join(folder, `${name}.safetensors`)) as [
    string,
    string,
  ];
  const expected = live(unbroken);
  const draws = uniforms(deriveKey(5, 'survival'), 3 * kills);
  const resumedAt = new Set<string>();
  for (let life = 0; life < kills; life++) {
    const [whether, steps, milliseconds] = draws.subarray(3 * life, 3 * life + 3) as unknown as [
      number,
      number,
      number,
    ];
    // one in five dies while it starts or loads, the others within some steps, in the midst of one or of writing its checkpoint
    const kill =
      whether < 0.2
        ? { steps: 0, milliseconds: 800 * milliseconds }
        : { steps: 1 + Math.floor(20 * steps), milliseconds: 12 * milliseconds };
    const { output, wasKilled } = await live(broken, kill);
    expect(wasKilled).toBe(true);
    resumedAt.add(output.split('\n')[0]!);
  }
  expect(resumedAt.size).toBeGreaterThan(kills / 2); // it did go on, from other steps each time
  const ended = await live(broken);
  expect(endOf(ended)).toBeDefined();
  expect(endOf(ended)).toBe(endOf(await expected));
  expect(existsSync(`${broken}.previous`)).toBe(true);
}, 300_000);
