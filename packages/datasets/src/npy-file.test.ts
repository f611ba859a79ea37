import { AdjointError, toValue } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeNpy } from './npy.ts';
import { loadNpy, saveNpy, tryLoadNpy, trySaveNpy } from './npy-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjoint-npy-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const value = toValue([
  [1, 2],
  [3, 4],
]);

describe('a saved value', () => {
  test.each(['path', 'address'])('is loaded again, by %s', async (by) => {
    const path = join(folder, 'x.npy');
    const place = by === 'path' ? path : pathToFileURL(path);
    await saveNpy(place, value);
    expect(await loadNpy(place)).toEqual(value);
    expect(new Uint8Array(await readFile(path))).toEqual(encodeNpy(value));
  });

  test('replaces the old one, and leaves no other file', async () => {
    const path = join(folder, 'x.npy');
    await saveNpy(path, toValue(1));
    await Promise.all([saveNpy(path, value), saveNpy(path, value)]);
    expect(await loadNpy(path)).toEqual(value);
    expect(await readdir(folder)).toEqual(['x.npy']);
  });

  test('that cannot take its name is refused, and leaves nothing behind', async () => {
    const path = join(folder, 'taken.npy');
    await writeFile(path, 'old');
    expect(await trySaveNpy(join(path, 'below.npy'), value)()).toMatchObject({
      left: { _tag: 'UnwritableFile', dataset: 'npy', reason: 'ENOTDIR' },
    });
    expect(await trySaveNpy(folder, value)()).toMatchObject({ left: { _tag: 'UnwritableFile', reason: 'EISDIR' } });
    expect(await readdir(folder)).toEqual(['taken.npy']);
  });

  test('whose data do not fill its shape is refused before anything is written', async () => {
    const result = await trySaveNpy(join(folder, 'x.npy'), { shape: [5], data: new Float64Array(2) })();
    expect(result).toMatchObject({ left: { _tag: 'UnfitShape' } });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a .npy file', () => {
  test('that is missing or broken is refused with its name', async () => {
    const path = join(folder, 'x.npy');
    expect(await tryLoadNpy(path)()).toMatchObject({ left: { _tag: 'UnreadableFile', file: path, reason: 'ENOENT' } });
    await writeFile(path, encodeNpy(value).subarray(0, 100));
    expect(await tryLoadNpy(path)()).toMatchObject({ left: { _tag: 'WrongBytes', file: path } });
    await expect(loadNpy(path)).rejects.toThrow(AdjointError);
  });

  test('is read only when the task is run', async () => {
    const path = join(folder, 'x.npy');
    const load = tryLoadNpy(path);
    await saveNpy(path, value);
    expect(await load()).toEqual(E.right(value));
  });
});
