import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

/**
 * Adds `offline.js` to a build: a service worker that keeps every file of the page when it is first opened, and answers from what it keeps.
 * A build that differs keeps its own files. It waits until no page of the build before is open, which may still load some of its files, and forgets those then.
 */
export const offline = (): Plugin => ({
  name: 'offline',
  generateBundle(_, bundle) {
    const files = ['./', ...Object.keys(bundle).filter((file) => file !== 'index.html')];
    const contents = Object.values(bundle).map((file) => (file.type === 'chunk' ? file.code : file.source));
    const version = contents.reduce((hash, content) => hash.update(content), createHash('sha256')).digest('hex');
    this.emitFile({
      type: 'asset',
      fileName: 'offline.js',
      source: workerOf(version.slice(0, 16), files),
    });
  },
});

const workerOf = (
  version: string,
  files: readonly string[],
): string => `const place = 'adjoint ' + self.registration.scope + ' ';
const name = place + ${JSON.stringify(version)};
const files = ${JSON.stringify(files)};

self.addEventListener('install', (event) => {
  const fresh = files.map((file) => new Request(file, { cache: 'reload' }));
  event.waitUntil(caches.open(name).then((cache) => cache.addAll(fresh)));
});

self.addEventListener('activate', (event) => {
  const forget = async () => {
    for (const other of await caches.keys())
      if (other.startsWith(place) && other !== name) await caches.delete(other);
    await self.clients.claim();
  };
  event.waitUntil(forget());
});

self.addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET') return;
  event.respondWith(caches.open(name).then(async (cache) => (await cache.match(event.request)) ?? fetch(event.request)));
});
`;
