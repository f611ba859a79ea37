import { AdjointError } from '@adjoint/graph';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile, mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { download } from './download.ts';
import type { RemoteDataset } from './manifest.ts';
import { nodePlatform } from './node.ts';
import type { Platform } from './platform.ts';
import type { DownloadProgress, RemoteOptions, Source } from './source.ts';

const content = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * i) % 251));
const dataset: RemoteDataset = {
  name: 'sample',
  mirrors: ['https://first.test/', 'https://second.test/'],
  files: [
    {
      name: 'sample.gz',
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      unpacked: { limit: 1 },
    },
  ],
  systemFolders: [],
  classes: [],
  origin: 'a test',
  citation: 'none',
  licence: 'none stated',
};

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let answers: readonly Answer[]; // to one request after the other; the last one to all further
let requests: { readonly host: string; readonly range?: string; readonly ifRange?: string }[];
let waits: number[];
let home: string;
let port: number;

const server = createServer((request, response) => {
  const { range, 'if-range': ifRange } = request.headers;
  const answer = answers[Math.min(requests.length, answers.length - 1)]!;
  requests.push({
    host: String(request.headers['x-host']),
    ...(range === undefined ? {} : { range }),
    ...(ifRange === undefined ? {} : { ifRange: String(ifRange) }),
  });
  answer(request, response);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo); // a server on TCP has one
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'adjoint-download-'));
  requests = [];
  waits = [];
  arrived = 0;
});

afterEach(() => rm(home, { recursive: true }));

/** Node's platform, but every https address leads to the test server, and waiting takes no time. */
const platform = (): Platform => ({
  ...nodePlatform({ environment: {}, home, system: 'linux' }),
  fetch: (address, { headers, ...rest }) => {
    const { protocol, host, pathname } = new URL(address);
    expect(protocol).toBe('https:');
    return fetch(`http://127.0.0.1:${port}${pathname}`, { headers: { ...headers, 'x-host': host }, ...rest });
  },
  wait: async (milliseconds) => void waits.push(milliseconds),
});

const sourceFor = (options: RemoteOptions = {}): Source => ({
  dataset,
  options: {
    ...options,
    onProgress: (event) => {
      arrived = event.bytes;
      options.onProgress?.(event);
    },
  },
  platform: platform(),
});
const fetchSample = (options: RemoteOptions = {}) => download(sourceFor(options), 'sample.gz');

const folder = () => join(home, '.cache', 'adjoint', 'sample');
const kept = () => readFile(join(folder(), 'sample.gz'));
const names = () => readdir(folder());

const failureOf = async (loading: Promise<unknown>) => {
  const error = await loading.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof AdjointError)) throw error ?? new Error('the download succeeded');
  return error.failure;
};

interface Serving {
  readonly bytes?: Buffer;
  readonly etag?: string;
  readonly cutAt?: number;
  readonly ranges?: boolean;
  readonly length?: number;
}

/** How much of the file has been handed over. */
let arrived = 0;

/** A server that behaves, or is cut when so many bytes of the file have been handed over: `fetch` drops what it has not. */
const serve =
  ({ bytes = content, etag = '"1"', cutAt, ranges = true, length }: Serving = {}): Answer =>
  (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const condition = request.headers['if-range'];
    const isPart = ranges && start > 0 && (condition === undefined || condition === etag);
    const body = isPart ? bytes.subarray(start) : bytes;
    response.writeHead(isPart ? 206 : 200, {
      etag,
      'content-length': length ?? body.length,
      ...(isPart && { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
    });
    const until = cutAt === undefined ? body.length : Math.max(0, cutAt - (isPart ? start : 0));
    response.write(body.subarray(0, until), () => (cutAt === undefined ? response.end() : void cut(response, cutAt)));
  };

const cut = async (response: Parameters<Answer>[1], at: number): Promise<void> => {
  const hasArrived = (): boolean => arrived >= at;
  for (let turn = 0; turn < 2 || (turn < 100 && !hasArrived()); turn++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  response.destroy();
};

const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_, response) =>
    void response.writeHead(code, headers).end();

describe('a download', () => {
  test('keeps the file under its name, and nothing else', async () => {
    answers = [serve()];
    const file = await fetchSample();
    expect(file).toMatchObject({ name: join(folder(), 'sample.gz'), bytes: content.length });
    expect(await kept()).toEqual(content);
    expect(await names()).toEqual(['sample.gz']);
  });

  test('tells how far it is', async () => {
    const events: DownloadProgress[] = [];
    answers = [serve()];
    await fetchSample({ onProgress: (event) => events.push(event) });
    const total = content.length;
    expect(events.at(-1)).toEqual({ dataset: 'sample', file: 'sample.gz', bytes: total, total });
    expect(events.map(({ bytes }) => bytes)).toEqual(events.map(({ bytes }) => bytes).toSorted((a, b) => a - b));
  });

  test.each([0, 1, 2, 511, 1024, 49_998, 49_999, ...Array.from({ length: 40 }, (_, i) => 1 + 1249 * i)])(
    'that is cut at byte %d goes on from there',
    async (cutAt) => {
      answers = [serve({ cutAt }), serve()];
      await fetchSample();
      expect(await kept()).toEqual(content);
      expect(requests.length).toBeLessThanOrEqual(3);
      if (cutAt > 1000)
        expect(requests[1]).toMatchObject({ ifRange: '"1"', range: expect.stringMatching(/^bytes=\d+-$/) });
    },
  );

  test.each([1, 777, 20_000, 49_999])(
    'that ends for good at byte %d leaves no file, and the next one goes on',
    async (cutAt) => {
      answers = [serve({ cutAt })];
      expect(await failureOf(fetchSample())).toMatchObject({ _tag: 'DownloadFailed' });
      expect(await names()).not.toContain('sample.gz');
      const before = requests.length;
      answers = [serve()];
      await fetchSample();
      expect(await kept()).toEqual(content);
      expect(requests.slice(before)).toHaveLength(1);
      expect(requests[before]!.range).toBe(`bytes=${cutAt}-`);
    },
  );

  test('that is cut again and again goes on every time', async () => {
    answers = [...Array.from({ length: 30 }, (_, i) => serve({ cutAt: (i + 1) * 1500 })), serve()];
    await fetchSample();
    expect(await kept()).toEqual(content);
    expect(waits.filter((wait) => wait > 0)).toHaveLength(0);
  });

  test('from a server without ranges begins anew', async () => {
    answers = [serve({ cutAt: 20_000, ranges: false }), serve({ ranges: false })];
    await fetchSample();
    expect(await kept()).toEqual(content);
  });

  test('of a file that changed between two requests takes nothing of the old one', async () => {
    answers = [
      serve({ bytes: Buffer.alloc(content.length, 7), etag: '"old"', cutAt: 20_000 }),
      serve({ etag: '"new"' }),
    ];
    await fetchSample();
    expect(await kept()).toEqual(content);
    expect(requests[1]!.ifRange).toBe('"old"');
  });

  test('of a file that changed behind a server that gives ranges all the same begins anew', async () => {
    const old = serve({ bytes: Buffer.alloc(content.length, 7), cutAt: 20_000 }); // the same tag for other bytes
    answers = [old, serve()];
    await fetchSample();
    expect(await kept()).toEqual(content);
  });

  test.each<readonly [string, Serving]>([
    ['other bytes', { bytes: Buffer.alloc(content.length, 7) }],
    ['too few bytes', { bytes: content.subarray(1) }],
    ['too many bytes', { bytes: Buffer.concat([content, content]) }],
  ])('of %s is refused, and the next mirror asked', async (_, serving) => {
    answers = [serve(serving)];
    const failure = await failureOf(fetchSample());
    expect(failure).toMatchObject({
      _tag: 'DownloadFailed',
      failures: [{ address: 'https://first.test/sample.gz' }, { address: 'https://second.test/sample.gz' }],
    });
    expect(await names()).not.toContain('sample.gz');
    requests = [];
    answers = [serve(serving), serve()];
    await fetchSample();
    expect(await kept()).toEqual(content);
    expect(requests.map(({ host }) => host)).toEqual(['first.test', 'second.test']);
  });

  test('of a body without a length that is too long is refused', async () => {
    answers = [(_, response) => void response.writeHead(200).end(Buffer.concat([content, content]))];
    const { message } = await failureOf(fetchSample());
    expect(message).toContain(`more than ${content.length} bytes from https://first.test/sample.gz`);
  });

  test('that one mirror does not have comes from the next', async () => {
    answers = [status(404), serve()];
    await fetchSample();
    expect(requests.map(({ host }) => host)).toEqual(['first.test', 'second.test']);
  });

  test('that no mirror has says what each of them said', async () => {
    answers = [status(404), status(403)];
    expect((await failureOf(fetchSample())).message).toBe(
      'sample: one address must give sample.gz, got HTTP 404 from https://first.test/sample.gz; HTTP 403 from https://second.test/sample.gz',
    );
  });

  test('follows redirects over https', async () => {
    answers = [status(302, { location: 'https://elsewhere.test/a' }), status(307, { location: '/b' }), serve()];
    await fetchSample();
    expect(requests.map(({ host }) => host)).toEqual(['first.test', 'elsewhere.test', 'elsewhere.test']);
  });

  test('follows no redirect to http, and not redirects without end', async () => {
    answers = [status(302, { location: `http://127.0.0.1:${port}/sample.gz` })];
    expect((await failureOf(fetchSample())).message).toContain(
      `a redirect to http://127.0.0.1:${port}, which is not https`,
    );
    expect(requests).toHaveLength(2); // one to each mirror, none to where they led
    answers = [status(302, { location: '/again' })];
    expect((await failureOf(fetchSample())).message).toContain('more than 5 redirects');
  });

  test('waits as long as a busy server says', async () => {
    answers = [status(429, { 'retry-after': '7' }), status(503), serve()];
    await fetchSample();
    expect(waits).toEqual([7000, 1000]);
  });

  test('does not ask a busy server for ever, or wait for very long', async () => {
    answers = [status(503)];
    await failureOf(fetchSample());
    expect(requests).toHaveLength(8); // four to each mirror
    requests = [];
    answers = [status(429, { 'retry-after': '3600' })];
    expect((await failureOf(fetchSample())).message).toContain('HTTP 429, to be asked again in 3600 s');
    expect(requests).toHaveLength(2);
  });

  test('of a slow body can be called off, and the next one goes on', async () => {
    const calling = new AbortController();
    answers = [
      (_, response) => {
        response.writeHead(200, { etag: '"1"', 'content-length': content.length });
        response.write(content.subarray(0, 30_000));
      },
    ];
    const reason = new Error('enough');
    await expect(fetchSample({ signal: calling.signal, onProgress: () => calling.abort(reason) })).rejects.toBe(reason);
    expect(await names()).not.toContain('sample.gz');
    answers = [serve()];
    await fetchSample();
    expect(requests.at(-1)!.range).toMatch(/^bytes=[1-9]/);
    expect(await kept()).toEqual(content);
  });

  test('from a server that falls silent is asked for again, and then elsewhere', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const silent: Platform['fetch'] = (_, { signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      const state = { isOver: false };
      const loading = failureOf(download({ ...sourceFor(), platform: { ...platform(), fetch: silent } }, 'sample.gz'));
      const watching = loading.finally(() => (state.isOver = true));
      while (!state.isOver) {
        await vi.advanceTimersByTimeAsync(30_000);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect((await watching).message).toContain('got no byte for 30 s from https://first.test/sample.gz');
    } finally {
      vi.useRealTimers();
    }
  });

  test.skipIf(process.platform !== 'linux')('of a disk that is full says so, and asks no other mirror', async () => {
    await mkdir(folder(), { recursive: true });
    await symlink('/dev/full', join(folder(), 'sample.gz.part')); // a device on which every write fails
    answers = [serve()];
    expect(await failureOf(fetchSample())).toMatchObject({
      _tag: 'UnwritableFile',
      reason: expect.stringMatching(/ENOSPC|EINVAL/),
    });
    expect(requests.length).toBeLessThanOrEqual(1);
    expect(await names()).not.toContain('sample.gz');
  });

  test('on a disk that fills up at any byte leaves what came, and goes on when there is room', async () => {
    for (const room of [0, 1, 10_000, 49_999]) {
      const source = sourceFor();
      const { cache } = source.platform;
      const full: Platform = {
        ...source.platform,
        cache: async (dataset) => {
          const folder = await cache(dataset);
          return {
            ...folder,
            receive: async (name) => {
              const partial = await folder.receive(name);
              return {
                ...partial,
                append: async (chunk) => {
                  await partial.append(chunk.subarray(0, Math.max(0, room - partial.bytes())));
                  if (partial.bytes() >= room) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
                },
              };
            },
          };
        },
      };
      answers = [serve()];
      await expect(download({ ...source, platform: full }, 'sample.gz')).rejects.toThrow('no space left');
      expect(await names()).not.toContain('sample.gz');
      await fetchSample();
      expect(await kept()).toEqual(content);
      expect(requests.at(-1)!.range).toBe(room === 0 ? undefined : `bytes=${room}-`);
      await rm(folder(), { recursive: true });
    }
  });

  test('begins anew where the part of an earlier one is wrong, too long or its note damaged', async () => {
    answers = [serve()];
    await mkdir(folder(), { recursive: true });
    for (const part of [Buffer.alloc(100), Buffer.alloc(content.length), Buffer.alloc(content.length + 1)]) {
      await writeFile(join(folder(), 'sample.gz.part'), part);
      await writeFile(join(folder(), 'sample.gz.part.json'), '{');
      await fetchSample();
      expect(await kept()).toEqual(content);
      expect(await names()).toEqual(['sample.gz']);
      await rm(join(folder(), 'sample.gz'));
    }
  });

  test('twice at the same time gives the right file', async () => {
    answers = [serve()];
    await Promise.all([fetchSample(), fetchSample(), fetchSample()]);
    expect(await kept()).toEqual(content);
    expect(await names()).toEqual(['sample.gz']);
  });

  test('to a folder that cannot be written says so', async () => {
    await mkdir(join(folder(), 'sample.gz.part'), { recursive: true }); // in the way
    answers = [serve()];
    expect(await failureOf(fetchSample())).toMatchObject({ _tag: 'UnwritableFile', reason: 'EISDIR' });
    expect(await names()).toEqual(['sample.gz.part']);
  });

  test('takes over from a process that has ended, and leaves one that runs alone', async () => {
    await mkdir(folder(), { recursive: true });
    await writeFile(join(folder(), 'sample.gz.part'), content.subarray(0, 10_000));
    answers = [serve()];
    await writeFile(join(folder(), 'sample.gz.lock'), String(process.ppid));
    await fetchSample();
    expect(requests[0]!.range).toBeUndefined();
    await writeFile(join(folder(), 'sample.gz.lock'), '999999999'); // no process has such a number
    await fetchSample();
    expect(requests[1]!.range).toBe('bytes=10000-');
    expect(await names()).toEqual(['sample.gz']);
  });
});
