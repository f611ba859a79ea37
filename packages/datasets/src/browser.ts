import type { RemoteDataset } from './manifest.ts';
import type { Cache, Hash, PartialFile, Place, Platform, StoredFile } from './platform.ts';
import { chunksOf, streamOf } from './stream.ts';

/** The part of a browser's Cache API that keeps files, by address. */
export interface ResponseCache {
  readonly match: (address: string) => Promise<Response | undefined>;
  readonly put: (address: string, response: Response) => Promise<void>;
}

/** What the browser's side takes from the page, so that tests can give something else. */
export interface Page {
  /** The page's address, for paths relative to it. */
  readonly address: string | undefined;
  /** Nothing where there is no Cache API, as on a page without https; then nothing is kept. */
  readonly openCache: (() => Promise<ResponseCache>) | undefined;
  readonly fetch: Platform['fetch'];
}

/** Files behind addresses, and in the browser's cache: a page's side. A `path` is the address of a folder. */
export const browserPlatform = (page: Page = thisPage()): Platform => ({
  places: async (_, path) => (path === undefined ? [] : [addresses(page, String(path))]),
  cache: async (dataset) => browserCache(dataset, await page.openCache?.()),
  sha256: wholeHash,
  // in the types of pages a DecompressionStream takes no chunks of shared memory, and a response has none
  gunzip: (chunks) =>
    chunksOf(streamOf(chunks as AsyncIterable<Uint8Array<ArrayBuffer>>).pipeThrough(new DecompressionStream('gzip'))),
  fetch: page.fetch,
  isUnrestricted: false,
  wait: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, milliseconds);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
});

const browserCache = ({ mirrors: [mirror] }: RemoteDataset, cache: ResponseCache | undefined): Cache => ({
  name: "the browser's cache",
  open: async (file) => {
    const kept = await cache?.match(mirror + file);
    return kept === undefined ? undefined : storedBytes(mirror + file, new Uint8Array(await kept.arrayBuffer()));
  },
  receive: async (file) => inMemory(mirror + file, cache),
});

/** A file on its way stays in memory, so that a later request of the same load goes on from there, not a later load. */
const inMemory = (address: string, cache: ResponseCache | undefined): PartialFile => {
  let chunks: Uint8Array[] = [];
  let bytes = 0;
  return {
    bytes: () => bytes,
    version: () => undefined,
    restart: async () => {
      chunks = [];
      bytes = 0;
    },
    append: async (chunk) => {
      chunks.push(chunk);
      bytes += chunk.length;
    },
    chunks: async function* () {
      yield* chunks;
    },
    keep: async () => {
      const whole = joined(chunks);
      await cache?.put(address, new Response(whole));
      return storedBytes(address, whole);
    },
    close: async () => undefined,
  };
};

const addresses = (page: Page, path: string): Place => ({
  name: path,
  open: async (file) => {
    const address = new URL(file, new URL(path.endsWith('/') ? path : `${path}/`, page.address)).href;
    const { signal } = new AbortController();
    const response = await page.fetch(address, { headers: {}, redirect: 'follow', signal }).catch(() => undefined);
    // many servers answer with a page where there is no file
    if (response?.ok !== true || response.headers.get('content-type')?.startsWith('text/html') === true) {
      await response?.body?.cancel();
      return undefined;
    }
    // such a body has been unpacked on its way
    const isUnpacked = response.headers.get('content-encoding') === 'gzip';
    return storedBytes(
      isUnpacked ? address.replace(/\.gz$/, '') : address,
      new Uint8Array(await response.arrayBuffer()),
    );
  },
});

const storedBytes = (name: string, whole: Uint8Array): StoredFile => ({
  name,
  bytes: whole.length,
  chunks: async function* () {
    for (let start = 0; start < whole.length; start += chunkBytes) yield whole.subarray(start, start + chunkBytes);
  },
  readInto: async (target) => {
    const part = whole.subarray(0, target.length);
    target.set(part);
    return part.length;
  },
});

/** A browser hashes only whole arrays. */
const wholeHash = (): Hash => {
  const chunks: Uint8Array[] = [];
  return {
    update: (chunk) => void chunks.push(chunk),
    digest: async () => {
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', joined(chunks)));
      return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    },
  };
};

const joined = (chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let start = 0;
  for (const chunk of chunks) {
    whole.set(chunk, start);
    start += chunk.length;
  }
  return whole;
};

const thisPage = (): Page => {
  // a page's globals, of which Node's types know nothing
  const page = globalThis as {
    location?: { href: string };
    caches?: { open: (name: string) => Promise<ResponseCache> };
  };
  const { caches } = page;
  return {
    address: page.location?.href,
    openCache: caches === undefined ? undefined : () => caches.open('adjoint'),
    fetch: (address, request) => fetch(address, request),
  };
};

const chunkBytes = 1 << 20;
