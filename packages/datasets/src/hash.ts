import { orThrow } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { wrongContent } from './error.ts';
import type { Platform } from './platform.ts';

/** The SHA-256 of chunks. */
export const hashOf = async (
  platform: Platform,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<string> => {
  const hash = platform.sha256();
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest();
};

/** Refuses bytes with another hash than the manifest's, where it has one, as a `WrongContent`. */
export const demandHash = (dataset: string, file: string, digest: string, expected: string | undefined): void => {
  if (expected !== undefined && digest !== expected)
    orThrow(E.left(wrongContent(dataset, file, `the SHA-256 of its bytes must be ${expected}`, digest)));
};
