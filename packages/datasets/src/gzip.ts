import { AdjointError, orThrow } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { corruptFile, messageOf, wrongContent } from './error.ts';
import type { StoredFile } from './platform.ts';
import type { Source } from './source.ts';

/** All bytes of a file, unpacked where its name ends in `.gz`, at most `limit` of them; errors are those of `gunzipped`. */
export const unpackedBytes = async (source: Source, file: StoredFile, limit: number): Promise<Uint8Array> => {
  const bytes = new Uint8Array(limit);
  if (!file.name.endsWith('.gz')) {
    source.options.signal?.throwIfAborted();
    if (file.bytes > limit) orThrow(tooLarge(source, file.name, limit));
    return bytes.subarray(0, await file.readInto(bytes));
  }
  let count = 0;
  for await (const chunk of gunzipped(source, file.name, file.chunks(), limit)) {
    bytes.set(chunk, count);
    count += chunk.length;
  }
  return bytes.subarray(0, count);
};

/**
 * What the chunks of a file unpack to. More than `limit` bytes are a `WrongContent`, found before anybody holds them; a
 * file that does not unpack is a `CorruptFile`.
 */
export async function* gunzipped(
  source: Source,
  file: string,
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
): AsyncIterable<Uint8Array> {
  const { dataset, platform, options } = source;
  let count = 0;
  try {
    for await (const chunk of platform.gunzip(chunks)) {
      options.signal?.throwIfAborted();
      count += chunk.length;
      if (count > limit) orThrow(tooLarge(source, file, limit));
      yield chunk;
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof AdjointError || isOfSystem(error)) throw error;
    orThrow(E.left(corruptFile(dataset.name, file, messageOf(error))));
  }
}

/** Whether an error is the system's, of a file that cannot be read, and none of what the file holds. */
export const isOfSystem = (error: unknown): boolean => error instanceof Error && 'syscall' in error;

const tooLarge = ({ dataset }: Source, file: string, limit: number) =>
  E.left(wrongContent(dataset.name, file, `the file must unpack to at most ${limit} bytes`, 'more'));
