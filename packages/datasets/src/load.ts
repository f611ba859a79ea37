import { AdjointError, orThrow } from '@adjoint/graph';
import { either as E, taskEither as TE } from 'fp-ts';
import { download } from './download.ts';
import { aborted, type DatasetError, fileNotFound, unreadableFile } from './error.ts';
import type { RemoteDataset } from './manifest.ts';
import { platformHere } from './here.ts';
import type { Place, Platform } from './platform.ts';
import type { RemoteOptions, Source } from './source.ts';

/** Runs a load, and gives what it throws as a value. A platform is given by tests alone. */
export const loadFrom = <A>(
  dataset: RemoteDataset,
  options: RemoteOptions,
  load: (source: Source) => Promise<A>,
  platform?: Platform,
): TE.TaskEither<DatasetError, A> =>
  TE.tryCatch(
    async () => load({ dataset, options, platform: platform ?? (await platformHere()) }),
    (error) => failureIn(error, dataset.name, options.signal),
  );

/**
 * What `look` finds in the first of the places that has it; else in the published file, downloaded where that is allowed.
 * Nothing anywhere is a `FileNotFound`.
 */
export const find = async <A>(
  source: Source,
  published: string,
  look: (place: Place) => Promise<A | undefined>,
): Promise<A> => {
  const { dataset, options, platform } = source;
  options.signal?.throwIfAborted();
  const places = [...(await platform.places(dataset, options.path)), await platform.cache(dataset)];
  for (const place of places) {
    const found = await look(place);
    if (found !== undefined) return found;
  }
  if (options.download === true) {
    const file = await download(source, published);
    const found = await look({ name: file.name, open: async (name) => (name === published ? file : undefined) });
    if (found !== undefined) return found;
  }
  const searched = places.map(({ name }) => name);
  const addresses = dataset.mirrors.map((mirror) => mirror + published);
  return orThrow(E.left(fileNotFound(dataset.name, published, searched, addresses, dataset.systemPackage)));
};

const failureIn = (error: unknown, dataset: string, signal: AbortSignal | undefined): DatasetError => {
  if (error instanceof AdjointError) return error.failure as DatasetError; // nothing else is thrown as one here
  if (signal?.aborted === true) return aborted(dataset, signal.reason);
  // of the system's failures only those of reading come here; a failed read names no path
  if (error instanceof Error && 'code' in error && 'syscall' in error)
    return unreadableFile(dataset, 'path' in error ? String(error.path) : 'one of its files', String(error.code));
  throw error;
};
