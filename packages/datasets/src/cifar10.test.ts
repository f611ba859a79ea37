import { either as E } from 'fp-ts';
import { type TarHeader, packTar } from 'modern-tar';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadCifar, tryCifar10 } from './cifar10.ts';
import { manifest, type RemoteDataset } from './manifest.ts';
import { nodePlatform } from './node.ts';
import type { RemoteOptions } from './source.ts';

const names = ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'];
const perFile = 7;

/** A file of the published format: a label, then 3,072 bytes that tell image and position. */
const batch = (index: number): Buffer => {
  const bytes = Buffer.alloc(perFile * 3073);
  for (let i = 0; i < perFile; i++) {
    bytes[i * 3073] = (index * perFile + i) % 10;
    for (let j = 0; j < 3072; j++) bytes[i * 3073 + 1 + j] = (31 * (index * perFile + i) + j) % 256;
  }
  return bytes;
};

interface Entry {
  readonly header: TarHeader;
  readonly body?: Uint8Array;
}

const file = (name: string, body: Uint8Array): Entry => ({ header: { name, size: body.length }, body });
const inFolder = (name: string, body: Uint8Array): Entry => file(`cifar-10-batches-bin/${name}`, body);

const entries: readonly Entry[] = [
  { header: { name: 'cifar-10-batches-bin/', size: 0, type: 'directory' } },
  inFolder('data_batch_4.bin', batch(3)), // not in order, as published
  inFolder('batches.meta.txt', Buffer.from('airplane\n')),
  ...[0, 1, 2, 4, 5].map((i) => inFolder(`${names[i]}.bin`, batch(i))),
  inFolder('readme.html', Buffer.from('<html></html>')),
];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjoint-cifar-'));
});
afterEach(() => rm(folder, { recursive: true }));

const writeArchive = async (entries: readonly Entry[]): Promise<RemoteDataset> => {
  const archive = gzipSync(await packTar(entries));
  await writeFile(join(folder, 'cifar-10-binary.tar.gz'), archive);
  return entryFor(archive);
};

/** The manifest's entry with the numbers of another archive. */
const entryFor = (archive: Uint8Array): RemoteDataset => ({
  ...manifest.cifar10,
  files: [
    {
      name: 'cifar-10-binary.tar.gz',
      bytes: archive.length,
      sha256: createHash('sha256').update(archive).digest('hex'),
      unpacked: { limit: 300_000 },
    },
  ],
});

const writeFolder = async (where: string): Promise<void> => {
  await mkdir(where, { recursive: true });
  await Promise.all(names.map((name, i) => writeFile(join(where, `${name}.bin`), batch(i))));
};

const load = async (dataset: RemoteDataset, options: RemoteOptions = { path: folder }) => {
  const platform = nodePlatform({ environment: {}, home: folder, system: 'linux' });
  return loadCifar(dataset, options, platform, perFile)();
};

const failureOf = async (dataset: RemoteDataset, options?: RemoteOptions) => {
  const result = await load(dataset, options);
  if (E.isRight(result)) throw new Error('the files were accepted');
  return result.left;
};

const expectRight = async (loading: ReturnType<typeof load>): Promise<void> => {
  const result = await loading;
  if (E.isLeft(result)) throw new Error(result.left.message);
  const { train, test, imageShape } = result.right;
  expect([train.images.shape, train.labels.shape]).toEqual([[5 * perFile, 3072], [5 * perFile]]);
  expect([test.images.shape, test.labels.shape]).toEqual([[perFile, 3072], [perFile]]);
  const pixels = (first: number) => (_: unknown, i: number) => (31 * (first + Math.floor(i / 3072)) + (i % 3072)) % 256;
  expect(train.images.data).toEqual(Uint8Array.from({ length: 5 * perFile * 3072 }, pixels(0)));
  expect(test.images.data).toEqual(Uint8Array.from({ length: perFile * 3072 }, pixels(5 * perFile)));
  expect([...train.labels.data]).toEqual(Array.from({ length: 5 * perFile }, (_, i) => i % 10));
  expect(test.labels.data).toEqual(Int32Array.from({ length: perFile }, (_, i) => (5 * perFile + i) % 10));
  expect(imageShape).toEqual([3, 32, 32]);
};

describe('CIFAR-10', () => {
  test('is read from the archive, in a folder or by its own path', async () => {
    const dataset = await writeArchive(entries);
    await expectRight(load(dataset));
    await expectRight(load(dataset, { path: join(folder, 'cifar-10-binary.tar.gz') }));
  });

  test.each(['.', 'cifar-10-batches-bin'])('is read from the unpacked files, in %s', async (where) => {
    await writeFolder(join(folder, where));
    await expectRight(load(manifest.cifar10));
  });

  test('lies in one array: the labels are taken out in place', async () => {
    await writeFolder(folder);
    const result = await load(manifest.cifar10);
    if (E.isLeft(result)) throw new Error(result.left.message);
    expect(result.right.train.images.data.buffer.byteLength).toBe(5 * perFile * 3073);
  });

  test('that lies nowhere is not found, and the message says what would help', async () => {
    const { message } = await failureOf(manifest.cifar10);
    expect(message).toContain(folder);
    expect(message).toContain('pass download: true to fetch https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz');
  });

  test('comes from the given place, though another has it unpacked', async () => {
    const dataset = await writeArchive(entries);
    const data = join(folder, 'data');
    await writeFolder(data);
    await writeFile(join(data, 'test_batch.bin'), ''); // read by nobody
    const platform = nodePlatform({ environment: { ADJOINT_DATA: data }, home: folder, system: 'linux' });
    await expectRight(loadCifar(dataset, { path: folder }, platform, perFile)());
  });

  test('is downloaded where that is allowed, and read from the cache afterwards', async () => {
    const archive = gzipSync(await packTar(entries));
    const dataset = entryFor(archive);
    const asked: string[] = [];
    const platform = {
      ...nodePlatform({ environment: {}, home: folder, system: 'linux' }),
      fetch: async (address: string) => {
        asked.push(address);
        return new Response(archive);
      },
    };
    await expectRight(loadCifar(dataset, { download: true }, platform, perFile)());
    await expectRight(loadCifar(dataset, { download: true }, platform, perFile)());
    expect(asked).toEqual(['https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz']);
  });

  test('with a label above 9 is refused with file and offset', async () => {
    await writeFolder(folder);
    const wrong = batch(2);
    wrong[3 * 3073] = 10;
    await writeFile(join(folder, 'data_batch_3.bin'), wrong);
    expect(await failureOf(manifest.cifar10)).toMatchObject({
      _tag: 'WrongBytes',
      message: `cifar-10: label must be an integer from 0 to 9, got 10 at byte ${3 * 3073} of ${join(folder, 'data_batch_3.bin')}`,
    });
    const dataset = await writeArchive(
      entries.map((entry) => (entry.header.name.endsWith('3.bin') ? { ...entry, body: wrong } : entry)),
    );
    await rm(join(folder, 'data_batch_3.bin'));
    expect(await failureOf(dataset)).toMatchObject({
      _tag: 'WrongBytes',
      offset: 3 * 3073,
      file: `cifar-10-batches-bin/data_batch_3.bin in ${join(folder, 'cifar-10-binary.tar.gz')}`,
    });
  });

  test.each([perFile * 3073 - 1, perFile * 3073 + 1, 0])('with a file of %d bytes is refused', async (bytes) => {
    await writeFolder(folder);
    await writeFile(join(folder, 'data_batch_5.bin'), Buffer.alloc(bytes));
    expect(await failureOf(manifest.cifar10)).toMatchObject({ _tag: 'WrongContent', got: String(bytes) });
  });

  test('can be called off', async () => {
    const dataset = await writeArchive(entries);
    const signal = AbortSignal.abort(new Error('enough'));
    expect(await failureOf(dataset, { path: folder, signal })).toMatchObject({ _tag: 'Aborted', reason: 'enough' });
    expect(await tryCifar10({ signal })()).toMatchObject({ left: { _tag: 'Aborted' } });
  });
});

describe('an archive', () => {
  test.each([
    ['a name that climbs out', file('cifar-10-batches-bin/../../x', Buffer.from('x')), "got '..'"],
    ['an absolute name', file('/etc/x', Buffer.from('x')), 'got an absolute path'],
    ['a symbolic link', { header: { name: 'x', size: 0, type: 'symlink', linkname: '/' } }, 'got symlink'],
    ['a hard link', { header: { name: 'x', size: 0, type: 'link', linkname: 'y' } }, 'got link'],
    ['a device', { header: { name: 'x', size: 0, type: 'character-device' } }, 'got character-device'],
    ['a file twice', inFolder('data_batch_1.bin', batch(0)), 'an entry must come once'],
    ['a file of another size', inFolder('data_batch_1.bin', Buffer.alloc(3073)), 'the entry must have'],
  ] satisfies readonly (readonly [string, Entry, string])[])('with %s is refused', async (name, entry, message) => {
    const others =
      name === 'a file of another size' ? entries.filter(({ header }) => !header.name.endsWith('1.bin')) : entries;
    const failure = await failureOf(await writeArchive([...others, entry]));
    expect(failure._tag).toBe('UnsafeArchive');
    expect(failure.message).toContain(message);
  });

  test('without one of the files is refused', async () => {
    const failure = await failureOf(await writeArchive(entries.slice(0, -2)));
    expect(failure).toMatchObject({ _tag: 'UnsafeArchive', entry: 'cifar-10-batches-bin/test_batch.bin' });
  });

  test('that unpacks to more than it may is refused', async () => {
    const failure = await failureOf(await writeArchive([...entries, file('more', Buffer.alloc(290_000))]));
    expect(failure.message).toContain('the file must unpack to at most 300000 bytes, got more');
  });

  test('of the right size with another hash is refused', async () => {
    const dataset = await writeArchive(entries);
    const other = { ...dataset, files: [{ ...dataset.files[0]!, sha256: '0'.repeat(64) }] };
    expect(await failureOf(other)).toMatchObject({ _tag: 'WrongContent', rule: expect.stringContaining('SHA-256') });
  });

  test('that is cut short anywhere is refused', async () => {
    const archive = gzipSync(await packTar(entries));
    for (const length of [0, 1, 100, archive.length >> 1, archive.length - 1]) {
      const short = archive.subarray(0, length);
      await writeFile(join(folder, 'cifar-10-binary.tar.gz'), short);
      expect(await failureOf(entryFor(short))).toMatchObject({ _tag: 'CorruptFile' });
    }
  });

  test('whose records are cut short inside the gzip is refused', async () => {
    const tar = await packTar(entries);
    for (const length of [100, 512, 700, 30_000, tar.length - 1024]) {
      const archive = gzipSync(tar.subarray(0, length));
      await writeFile(join(folder, 'cifar-10-binary.tar.gz'), archive);
      expect(['CorruptFile', 'UnsafeArchive']).toContain((await failureOf(entryFor(archive)))._tag);
    }
  });
});
