import { AdjointError } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { manifest, type RemoteDataset } from './manifest.ts';
import { fashionMnist, loadIdx, mnist } from './mnist.ts';
import { nodePlatform } from './node.ts';
import type { RemoteOptions } from './source.ts';

const installed = existsSync(manifest.fashionMnist.systemFolders[0]);
const hashOf = (bytes: Uint8Array, name: string): string => createHash(name).update(bytes).digest('hex');

/** An IDX file of bytes. */
const idx = (sizes: readonly number[], data: Iterable<number>): Buffer => {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.writeUInt32BE(0x800 + sizes.length);
  sizes.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis));
  return Buffer.concat([header, Uint8Array.from(data)]);
};

if (!installed)
  test.skip('Fashion-MNIST as Debian installs it: NOT TESTED, since dataset-fashion-mnist is not installed', () => {});

describe.skipIf(!installed)('Fashion-MNIST as the Debian package dataset-fashion-mnist installs it', () => {
  test('has 60,000 images to train and 10,000 to test, of 784 bytes', async () => {
    const { train, test, imageShape } = await fashionMnist();
    expect([train.images.shape, train.labels.shape]).toEqual([[60_000, 784], [60_000]]);
    expect([test.images.shape, test.labels.shape]).toEqual([[10_000, 784], [10_000]]);
    expect(imageShape).toEqual([28, 28]);
    expect(train.images.data).toBeInstanceOf(Uint8Array);
    expect(train.labels.data).toBeInstanceOf(Int32Array);
  });

  test('has the pixels and labels whose hashes its makers give', async () => {
    const { train, test } = await fashionMnist();
    const images = (count: number, data: Uint8Array) => hashOf(idx([count, 28, 28], data), 'md5');
    const labels = (count: number, data: Int32Array) => hashOf(idx([count], data), 'md5');
    expect(images(60_000, train.images.data)).toBe('f4a8712d7a061bf5bd6d2ca38dc4d50a');
    expect(labels(60_000, train.labels.data)).toBe('9018921c3c673c538a1fc5bad174d6f9');
    expect(images(10_000, test.images.data)).toBe('8181f5470baa50b63fa0f6fddb340f0a');
    expect(labels(10_000, test.labels.data)).toBe('15d484375f8d13e6eb1aabb0c3f46965');
  });
});

const contents: readonly Buffer[] = [
  idx(
    [3, 28, 28],
    Array.from({ length: 3 * 784 }, (_, i) => i % 256),
  ),
  idx([3], [0, 9, 4]),
  idx(
    [1, 28, 28],
    Array.from({ length: 784 }, (_, i) => (7 * i) % 256),
  ),
  idx([1], [5]),
];

/** The manifest's entry with the numbers of other contents. */
const entryFor = (contents: readonly Buffer[]): RemoteDataset => ({
  ...manifest.mnist,
  files: manifest.mnist.files.map((file, i) => ({
    ...file,
    bytes: gzipSync(contents[i]!).length,
    sha256: hashOf(gzipSync(contents[i]!), 'sha256'),
    unpacked: { limit: contents[i]!.length, sha256: hashOf(contents[i]!, 'sha256') },
  })),
});

const small = entryFor(contents);
const names = manifest.mnist.files.map(({ name }) => name);

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'adjoint-mnist-'));
});
afterEach(() => rm(home, { recursive: true }));

const write = async (path: string, bytes: Uint8Array): Promise<void> => {
  await mkdir(dirname(join(home, path)), { recursive: true });
  await writeFile(join(home, path), bytes);
};

const writeAll = async (folder: string): Promise<void> => {
  await Promise.all(names.map((name, i) => write(join(folder, name), gzipSync(contents[i]!))));
};

const load = (
  options: RemoteOptions = {},
  dataset: RemoteDataset = small,
  environment: Readonly<Record<string, string>> = {},
) => loadIdx(dataset, options, nodePlatform({ environment, home, system: 'linux' }))();

const failureOf = async (...args: Parameters<typeof load>) => {
  const result = await load(...args);
  if (E.isRight(result)) throw new Error('the files were accepted');
  return result.left;
};

const expectSmall = async (loading: ReturnType<typeof load>): Promise<void> => {
  const result = await loading;
  if (E.isLeft(result)) throw new Error(result.left.message);
  const { train, test } = result.right;
  expect(train.images.shape).toEqual([3, 784]);
  expect(train.images.data).toEqual(Uint8Array.from({ length: 3 * 784 }, (_, i) => i % 256));
  expect(train.labels).toEqual({ shape: [3], data: Int32Array.of(0, 9, 4) });
  expect(test.labels).toEqual({ shape: [1], data: Int32Array.of(5) });
};

describe('a data set of the format of MNIST', () => {
  test('is found in the folder that is given, as a path or an address', async () => {
    await writeAll('mine');
    await expectSmall(load({ path: join(home, 'mine') }));
    await expectSmall(load({ path: pathToFileURL(join(home, 'mine')) }));
  });

  test.each(['data/mnist', 'data'])('is found in ADJOINT_DATA, as %s', async (folder) => {
    await writeAll(folder);
    await expectSmall(load({}, small, { ADJOINT_DATA: join(home, 'data') }));
  });

  test("is found in the system's folders", async () => {
    await writeAll('system');
    await expectSmall(load({}, { ...small, systemFolders: [join(home, 'system')] }));
  });

  test('is found in the cache', async () => {
    await writeAll('.cache/adjoint/mnist');
    await expectSmall(load());
    await writeAll('elsewhere/adjoint/mnist');
    await expectSmall(load({}, small, { XDG_CACHE_HOME: join(home, 'elsewhere') }));
  });

  test('is looked for in the given folder first, then in the others in turn', async () => {
    await writeAll('data');
    const wrong = gzipSync(idx([3], [1, 1, 1]));
    await write(join('mine', names[1]!), wrong); // wins, and is refused
    const path = join(home, 'mine');
    const failure = await failureOf({ path }, small, { ADJOINT_DATA: join(home, 'data') });
    expect(failure).toMatchObject({ _tag: 'WrongContent', file: join(path, names[1]!) });
  });

  test('may be unpacked already', async () => {
    await Promise.all(names.map((name, i) => write(join('mine', name.replace('.gz', '')), contents[i]!)));
    await expectSmall(load({ path: join(home, 'mine') }));
  });

  test('may be compressed otherwise than published', async () => {
    await Promise.all(names.map((name, i) => write(join('mine', name), gzipSync(contents[i]!, { level: 0 }))));
    await expectSmall(load({ path: join(home, 'mine') }));
  });

  test('that lies nowhere is not found: the places, the addresses and what would help', async () => {
    const dataset = { ...small, systemFolders: [join(home, 'system')], systemPackage: 'dataset-mnist' };
    const failure = await failureOf({ path: join(home, 'mine') }, dataset, { ADJOINT_DATA: join(home, 'data') });
    const places = ['mine', 'data/mnist', 'data', 'system', '.cache/adjoint/mnist'].map((place) => join(home, place));
    const addresses = dataset.mirrors.map((mirror) => `${mirror}train-images-idx3-ubyte.gz`);
    expect(failure).toEqual({
      _tag: 'FileNotFound',
      dataset: 'mnist',
      file: 'train-images-idx3-ubyte.gz',
      places,
      addresses,
      message: `mnist: train-images-idx3-ubyte.gz must be in one of the places searched, got none in ${places.join(', ')}; pass download: true to fetch ${addresses.join(' or ')}, or put that file in a folder and pass the folder as path, or install the Debian package dataset-mnist`,
    });
  });

  test('with other bytes is refused by their hash', async () => {
    await writeAll('mine');
    await write(join('mine', names[0]!), gzipSync(idx([3, 28, 28], new Uint8Array(3 * 784))));
    expect(await failureOf({ path: join(home, 'mine') })).toMatchObject({
      _tag: 'WrongContent',
      rule: expect.stringContaining(small.files[0]!.unpacked.sha256!),
    });
  });

  test('that unpacks to more than it may is refused before it is unpacked', async () => {
    await writeAll('mine');
    await write(join('mine', names[0]!), gzipSync(Buffer.alloc(100_000_000)));
    const before = process.memoryUsage().rss;
    expect((await failureOf({ path: join(home, 'mine') })).message).toContain(
      `the file must unpack to at most ${contents[0]!.length} bytes, got more`,
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
    await write(join('mine', names[0]!.replace('.gz', '')), Buffer.alloc(contents[0]!.length + 1));
    expect(await failureOf({ path: join(home, 'mine') })).toMatchObject({ _tag: 'WrongContent' });
  });

  test('that is cut short anywhere, damaged or not compressed is refused', async () => {
    await writeAll('mine');
    const whole = gzipSync(contents[0]!);
    const damaged = Buffer.from(whole).fill(255, whole.length - 12, whole.length - 8);
    const cuts = [0, 1, 10, 200, whole.length - 1].map((length) => whole.subarray(0, length));
    for (const bytes of [...cuts, damaged, contents[0]!]) {
      await write(join('mine', names[0]!), bytes);
      const { _tag } = await failureOf({ path: join(home, 'mine') });
      expect(bytes.length === 0 ? ['CorruptFile', 'WrongBytes'] : ['CorruptFile']).toContain(_tag);
    }
  });

  test('with other shapes or labels than it may have is refused', async () => {
    const withFile = async (index: number, bytes: Buffer) => {
      const others = contents.map((content, i) => (i === index ? bytes : content));
      await Promise.all(others.map((content, i) => write(join('mine', names[i]!), gzipSync(content))));
      return failureOf({ path: join(home, 'mine') }, entryFor(others));
    };
    expect((await withFile(0, idx([2, 28, 28], new Uint8Array(2 * 784)))).message).toContain(
      'the shape must be [3, 28, 28], got [2, 28, 28]',
    );
    expect((await withFile(1, idx([3, 1], [1, 2, 3]))).message).toContain('the shape must be [3], got [3, 1]');
    expect(await withFile(1, idx([3], [1, 10, 3]))).toMatchObject({ _tag: 'WrongBytes', offset: 9, got: '10' });
    expect(await withFile(1, idx([3], [1, 10, 3]).fill(9, 2, 3))).toMatchObject({ _tag: 'WrongBytes', offset: 2 });
  });

  test('can be called off before and while it is read', async () => {
    await writeAll('mine');
    const signal = AbortSignal.abort(new Error('enough'));
    expect(await failureOf({ path: join(home, 'mine'), signal })).toEqual({
      _tag: 'Aborted',
      dataset: 'mnist',
      reason: 'enough',
      message: 'mnist: loading must not be called off, got enough',
    });
    await expect(mnist({ signal })).rejects.toThrow(AdjointError);
  });
});
