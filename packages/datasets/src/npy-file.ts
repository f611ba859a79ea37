import { orThrow, type Value } from '@adjoint/graph';
import { function as F, taskEither as TE } from 'fp-ts';
import { type DatasetError, messageOf, unreadableFile, unwritableFile } from './error.ts';
import { decodeNpy, tryEncodeNpy } from './npy.ts';

/**
 * Reads a value that NumPy saved: what `decodeNpy` makes of a file's bytes. Rejects with an `AdjointError` that carries
 * `UnreadableFile` or `WrongBytes`. Node only; in a browser, decode the bytes.
 *
 * @example
 * ```ts
 * import { loadNpy, saveNpy } from '@adjoint/datasets';
 *
 * await saveNpy('features.npy', { shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) }); // or numpy.save('features.npy', features)
 * console.log(await loadNpy('features.npy')); // { shape: [ 2, 2 ], data: Float64Array(4) [ 1, 2, 3, 4 ] }
 * ```
 */
export const loadNpy = (path: string | URL): Promise<Value> => tryLoadNpy(path)().then(orThrow);

/** Like `loadNpy`, with the failure as a value. */
export const tryLoadNpy = (path: string | URL): TE.TaskEither<DatasetError, Value> =>
  F.pipe(
    TE.tryCatch(
      async () => (await import('node:fs/promises')).readFile(path),
      (error) => unreadableFile('npy', String(path), codeOf(error)),
    ),
    TE.chainEitherK((bytes) => decodeNpy(bytes, String(path))),
  );

/**
 * Saves a value as `numpy.load` reads it. The file gets its name only when it is complete, so a failure leaves an old one as
 * it was. Rejects with an `AdjointError` that carries `UnwritableFile` or `UnfitShape`. Node only; in a browser, encode.
 */
export const saveNpy = (path: string | URL, value: Value): Promise<void> => trySaveNpy(path, value)().then(orThrow);

/** Like `saveNpy`, with the failure as a value. */
export const trySaveNpy = (path: string | URL, value: Value): TE.TaskEither<DatasetError, void> =>
  F.pipe(
    TE.fromEither(tryEncodeNpy(value)),
    TE.chain((bytes) =>
      TE.tryCatch(
        () => replaceFile(path, bytes),
        (error) => unwritableFile('npy', String(path), codeOf(error)),
      ),
    ),
  );

const replaceFile = async (path: string | URL, bytes: Uint8Array): Promise<void> => {
  const { open, rename, rm } = await import('node:fs/promises');
  const { fileURLToPath } = await import('node:url');
  const unfinished = `${typeof path === 'string' ? path : fileURLToPath(path)}.${crypto.randomUUID()}.part`;
  try {
    const file = await open(unfinished, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined); // what went wrong first is what to report
    throw error;
  }
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : messageOf(error);
