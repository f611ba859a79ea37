import { AdjointError, orThrow } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { createTarDecoder, type ParsedTarEntry } from 'modern-tar';
import { corruptFile, messageOf, unsafeArchive, wrongContent } from './error.ts';
import { gunzipped, isOfSystem } from './gzip.ts';
import { demandHash } from './hash.ts';
import type { RemoteFile } from './manifest.ts';
import type { StoredFile } from './platform.ts';
import type { Source } from './source.ts';
import { chunksOf, streamOf } from './stream.ts';

/**
 * Reads files of a `.tar.gz` archive into arrays, by their names in it, and checks the archive's size and hash as it goes by.
 * Each file must be there once, with as many bytes as its array. Nothing is written to the disk; all the same an entry
 * that would lie outside the archive's folder, or is no file or folder, makes the archive an `UnsafeArchive`.
 */
export const archiveFiles = async (
  source: Source,
  archive: StoredFile,
  published: RemoteFile,
  targets: ReadonlyMap<string, Uint8Array>,
): Promise<void> => {
  const { name: dataset } = source.dataset;
  if (archive.bytes !== published.bytes)
    orThrow(
      E.left(wrongContent(dataset, archive.name, `the archive must have ${published.bytes} bytes`, archive.bytes)),
    );
  const hash = source.platform.sha256();
  const compressed = hashed(archive.chunks(), hash.update);
  const unpacked = gunzipped(source, archive.name, compressed, published.unpacked.limit);
  const missing = new Set(targets.keys());
  try {
    for await (const entry of chunksOf(streamOf(unpacked).pipeThrough(createTarDecoder({ strict: true })))) {
      demandSafe(dataset, archive.name, entry, published.unpacked.limit);
      const name = entry.header.name.replace(/^(\.\/)+/, '');
      const target = targets.get(name);
      if (target === undefined) {
        // read to its end: to cancel a short body can stall the decoder, which may be at the next entry already
        for await (const _ of chunksOf(entry.body));
        continue;
      }
      const refuse = (rule: string, got: string) =>
        orThrow(E.left(unsafeArchive(dataset, archive.name, name, rule, got)));
      if (!missing.delete(name)) refuse('an entry must come once', 'another');
      if (entry.header.size !== target.length)
        refuse(`the entry must have ${target.length} bytes`, String(entry.header.size));
      let filled = 0;
      for await (const chunk of chunksOf(entry.body)) {
        target.set(chunk, filled);
        filled += chunk.length;
      }
    }
  } catch (error) {
    if (error instanceof AdjointError || isOfSystem(error)) throw error;
    source.options.signal?.throwIfAborted();
    orThrow(E.left(corruptFile(dataset, archive.name, messageOf(error))));
  }
  demandHash(dataset, archive.name, await hash.digest(), published.sha256);
  const [first] = missing;
  if (first !== undefined)
    orThrow(E.left(unsafeArchive(dataset, archive.name, first, 'the entry must be in the archive', 'nothing')));
};

async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  update: (chunk: Uint8Array) => void,
): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    update(chunk);
    yield chunk;
  }
}

/** Refuses an entry that unpacking would put elsewhere, or that is a link, a device or larger than the whole archive may be. */
const demandSafe = (dataset: string, file: string, { header }: ParsedTarEntry, limit: number): void => {
  const { name, type = 'file', size } = header;
  const refuse = (rule: string, got: string) => orThrow(E.left(unsafeArchive(dataset, file, name, rule, got)));
  if (/^[/\\]|^[a-z]:/i.test(name)) refuse('a name must not begin at the root', 'an absolute path');
  if (name.split(/[/\\]/).includes('..')) refuse('a name must stay in the archive', "'..'");
  if (type !== 'file' && type !== 'directory') refuse('an entry must be a file or a folder', type);
  if (size > limit) refuse(`an entry must have at most ${limit} bytes`, String(size));
};
