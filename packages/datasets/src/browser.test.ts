import { either as E } from 'fp-ts';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { browserPlatform, type Page } from './browser.ts';
import { manifest, type RemoteDataset } from './manifest.ts';
import { loadIdx } from './mnist.ts';
import type { RemoteOptions } from './source.ts';

const images = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28, ...new Uint8Array(784).fill(3)]);
const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 6);
const contents = [images, labels, images, labels];
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const dataset: RemoteDataset = {
  ...manifest.mnist,
  files: manifest.mnist.files.map((file, i) => ({
    ...file,
    bytes: gzipSync(contents[i]!).length,
    sha256: hashOf(gzipSync(contents[i]!)),
    unpacked: { limit: contents[i]!.length, sha256: hashOf(contents[i]!) },
  })),
};

let kept: Map<string, Response>;
let asked: string[];
beforeEach(() => {
  kept = new Map();
  asked = [];
});

/** A page whose network gives the files under an address, and whose cache is a map. */
const pageAt = (folder: string, change: (response: Response) => Response = (response) => response): Page => ({
  address: 'https://page.test/app/index.html',
  openCache: async () => ({
    match: async (address) => kept.get(address)?.clone(),
    put: async (address, response) => void kept.set(address, response),
  }),
  fetch: async (address, { headers }) => {
    asked.push(address);
    expect(headers).not.toHaveProperty('if-range');
    const i = dataset.files.findIndex(({ name }) => folder + name === address);
    return i === -1 ? new Response('', { status: 404 }) : change(new Response(gzipSync(contents[i]!)));
  },
});

const load = async (page: Page, options: RemoteOptions) => loadIdx(dataset, options, browserPlatform(page))();
const elsewhere = 'https://nowhere.test/';
const [mirror] = manifest.mnist.mirrors;

describe('in a browser', () => {
  test('a data set is downloaded where that is allowed, and comes from the cache afterwards', async () => {
    const result = await load(pageAt(mirror), { download: true });
    expect(result).toMatchObject({ right: { train: { labels: { shape: [1], data: Int32Array.of(6) } } } });
    expect([...kept.keys()]).toEqual(dataset.files.map(({ name }) => mirror + name));
    expect(E.isRight(await load(pageAt(elsewhere), {}))).toBe(true);
  });

  test('a data set that is not in the cache is not found, and nothing is asked for', async () => {
    expect(await load(pageAt(mirror), {})).toMatchObject({
      left: { _tag: 'FileNotFound', places: ["the browser's cache"] },
    });
    expect(asked).toEqual([]);
  });

  test('a path is an address, relative to that of the page', async () => {
    expect(E.isRight(await load(pageAt('https://page.test/app/data/'), { path: 'data' }))).toBe(true);
    expect(E.isRight(await load(pageAt('https://data.test/x/'), { path: new URL('https://data.test/x/') }))).toBe(true);
  });

  test('files that a server unpacks on the way, or pages in their place, do no harm', async () => {
    const page = pageAt('https://page.test/data/');
    const fetch: Page['fetch'] = async (address, request) => {
      const response = await page.fetch(address, request);
      if (!response.ok) return new Response('<html>', { headers: { 'content-type': 'text/html; charset=utf-8' } });
      const i = dataset.files.findIndex(({ name }) => address.endsWith(name));
      return new Response(contents[i], { headers: { 'content-encoding': 'gzip' } });
    };
    expect(E.isRight(await load({ ...page, fetch }, { path: '/data' }))).toBe(true);
  });

  test('a page without a cache downloads every time', async () => {
    const page = { ...pageAt(mirror), openCache: undefined };
    for (const files of [4, 8]) {
      expect(E.isRight(await load(page, { download: true }))).toBe(true);
      expect(asked).toHaveLength(files);
    }
  });

  test('other bytes are not kept', async () => {
    const wrong = pageAt(mirror, () => new Response(gzipSync('other bytes')));
    expect(await load(wrong, { download: true })).toMatchObject({ left: { _tag: 'DownloadFailed' } });
    expect(kept.size).toBe(0);
  });

  test('an answer that came over http is refused', async () => {
    const insecure = pageAt(mirror, (response) => Object.defineProperty(response, 'url', { value: 'http://x.test/' }));
    expect(await load(insecure, { download: true })).toMatchObject({
      left: { message: expect.stringContaining('a redirect to http://x.test/, which is not https') },
    });
  });
});
