import { orThrow } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { type DownloadFailure, downloadFailed } from './error.ts';
import { hashOf } from './hash.ts';
import type { RemoteFile } from './manifest.ts';
import type { PartialFile, StoredFile } from './platform.ts';
import { requestRest } from './request.ts';
import type { Source } from './source.ts';

/**
 * Fetches a published file into the cache: from one mirror after the other, going on where an earlier download was cut.
 * The file gets its name when its size and hash are the published ones, and not before.
 */
export const download = async (source: Source, published: string): Promise<StoredFile> => {
  const { dataset, platform } = source;
  const file = dataset.files.find(({ name }) => name === published)!; // the loaders ask for files of the manifest
  const cache = await platform.cache(dataset);
  const partial = await cache.receive(file.name);
  try {
    const failures: DownloadFailure[] = [];
    for (const mirror of dataset.mirrors) {
      const address = mirror + file.name;
      const reason = await fetchFrom(source, file, partial, address);
      if (reason === undefined) return await partial.keep();
      failures.push({ address, reason });
    }
    return orThrow(E.left(downloadFailed(dataset.name, file.name, failures)));
  } finally {
    await partial.close();
  }
};

/** Fetches from one mirror until the file is whole and right, or says why that cannot be. */
const fetchFrom = async (
  source: Source,
  file: RemoteFile,
  partial: PartialFile,
  address: string,
): Promise<string | undefined> => {
  const { platform, options } = source;
  let reason = 'nothing';
  let stalls = 0; // requests in a row that brought nothing
  for (let requests = 0; requests < mostRequests && stalls < mostStalls; requests++) {
    options.signal?.throwIfAborted();
    if (partial.bytes() > file.bytes) await partial.restart();
    const before = partial.bytes();
    if (before < file.bytes) {
      const answer = await requestRest(source, file, partial, address);
      if (answer._tag === 'Refused') return answer.reason;
      if (answer._tag === 'Interrupted') {
        reason = answer.reason;
        stalls = partial.bytes() > before ? 0 : stalls + 1;
        const pause = answer.retryAfter ?? (stalls === 0 ? 0 : firstPause * 2 ** (stalls - 1));
        if (pause > longestPause) return `${reason}, to be asked again in ${pause / 1000} s`;
        if (stalls < mostStalls) await platform.wait(pause, options.signal);
        continue;
      }
    }
    const digest = await hashOf(platform, partial.chunks(), options.signal);
    if (digest === file.sha256) return undefined;
    await partial.restart();
    reason = `other bytes, of SHA-256 ${digest}`;
    if (before === 0) return reason; // else bytes of another version may have come first
  }
  return reason;
};

const mostRequests = 100;
const mostStalls = 4;
const firstPause = 500; // milliseconds, doubled from stall to stall
const longestPause = 60_000;
