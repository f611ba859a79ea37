import { AdjointError, type Value } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadParameters, saveParameters, tryLoadParameters, trySaveParameters } from './storage.ts';

let root: string;
let folder: string;
let path: string;
let count = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'adjoint-storage-'));
});

afterAll(async () => {
  await rm(root, { recursive: true });
});

const fresh = async () => {
  folder = join(root, String(count++));
  await mkdir(folder);
  path = join(folder, 'weights.safetensors');
};

const values: Readonly<Record<string, Value>> = {
  W: { shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) },
  b: { shape: [], data: Float32Array.of(5) },
};
const other = { W: { shape: [1], data: Float64Array.of(7) } };

const failureOf = async (task: Promise<unknown>) => {
  const error: unknown = await task.then(
    () => undefined,
    (error: unknown) => error,
  );
  return error instanceof AdjointError ? error.failure : error;
};

describe('saved parameters', () => {
  test('are loaded as they were', async () => {
    await fresh();
    await saveParameters(path, values);
    expect(await loadParameters(path)).toEqual(values);
    expect(await readdir(folder)).toEqual(['weights.safetensors']);
  });
  test('replace those that were there', async () => {
    await fresh();
    await saveParameters(path, other);
    await saveParameters(path, values);
    expect(await loadParameters(path)).toEqual(values);
  });
  test('are saved and loaded by tasks as well', async () => {
    await fresh();
    expect(E.isRight(await trySaveParameters(path, values)())).toBe(true);
    expect(await tryLoadParameters(path)()).toEqual(E.right(values));
  });
});

describe('a save that fails', () => {
  test('for want of a folder is a FileNotWritten, and makes no folder', async () => {
    await fresh();
    const missing = join(folder, 'missing', 'weights.safetensors');
    expect(await failureOf(saveParameters(missing, values))).toMatchObject({
      _tag: 'FileNotWritten',
      path: missing,
      reason: expect.stringContaining('ENOENT') as string,
      message: expect.stringContaining(`saveParameters: the file must be writable, got ${missing}: `) as string,
    });
    expect(await readdir(folder)).toEqual([]);
  });
  test('because the name is taken by a folder leaves nothing behind', async () => {
    await fresh();
    await mkdir(path);
    await writeFile(join(path, 'kept'), '');
    expect(await failureOf(saveParameters(path, values))).toMatchObject({ _tag: 'FileNotWritten', path });
    expect(await readdir(folder)).toEqual(['weights.safetensors']);
  });
  test.each<[string, Readonly<Record<string, Value>>]>([
    ['of values that no file can hold', { ...values, __metadata__: values['b']! }],
    ['of what is no value', { ...values, c: { shape: [1], data: [1] as unknown as Float64Array } }],
  ])('because %s leaves the old file as it was', async (_, broken) => {
    await fresh();
    await saveParameters(path, other);
    const before = await readFile(path);
    expect(await failureOf(saveParameters(path, broken))).toMatchObject({ _tag: 'FileNotWritten', path });
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(folder)).toEqual(['weights.safetensors']);
  });
  test('because it cannot begin leaves the old file as it was', async () => {
    await fresh();
    await saveParameters(path, other);
    await mkdir(`${path}.part`); // in the way of the unfinished file
    expect(await failureOf(saveParameters(path, values))).toMatchObject({ _tag: 'FileNotWritten', path });
    expect(await loadParameters(path)).toEqual(other);
  });
  test('is a left of its task', async () => {
    await fresh();
    const result = await trySaveParameters(join(folder, 'missing', 'x'), values)();
    expect(result).toMatchObject(E.left({ _tag: 'FileNotWritten' }));
  });
});

describe('a load that fails', () => {
  test('for want of a file is a FileNotRead', async () => {
    await fresh();
    expect(await failureOf(loadParameters(path))).toMatchObject({
      _tag: 'FileNotRead',
      path,
      message: expect.stringContaining(`loadParameters: the file must be readable, got ${path}: ENOENT`) as string,
    });
  });
  test('because it is a folder is a FileNotRead', async () => {
    await fresh();
    expect(await failureOf(loadParameters(folder))).toMatchObject({ _tag: 'FileNotRead', path: folder });
  });
  test('because the file is cut short is a DamagedFile that says where it should reach', async () => {
    await fresh();
    await saveParameters(path, values);
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, -1));
    expect(await failureOf(loadParameters(path))).toMatchObject({
      _tag: 'DamagedFile',
      path,
      got: `${bytes.length - 1} bytes`,
      message: `loadParameters: ${path}: the file must reach to the end of b, byte ${bytes.length}, got ${bytes.length - 1} bytes`,
    });
  });
  test.each([0, 1, 7, 8, 20, 60, 100])('because only %d bytes are left is a DamagedFile', async (length) => {
    await fresh();
    await saveParameters(path, values);
    await writeFile(path, (await readFile(path)).subarray(0, length));
    expect(await tryLoadParameters(path)()).toMatchObject(E.left({ _tag: 'DamagedFile', path }));
  });
});
