import { function as F, taskEither as TE } from 'fp-ts';
import { corruptFile, type DatasetError, unreadableFile } from './error.ts';

/** The lines of a text file, without empty ones at its end. Node's modules load on the first call, so that browsers can import this package. */
export const readLines = (dataset: string, path: string | URL): TE.TaskEither<DatasetError, readonly string[]> =>
  F.pipe(readBytes(dataset, path), TE.map(linesOf));

/** The lines of a text file that is compressed with gzip, without empty ones at its end. */
export const readCompressedLines = (
  dataset: string,
  path: string | URL,
): TE.TaskEither<DatasetError, readonly string[]> =>
  F.pipe(
    readBytes(dataset, path),
    TE.chain((bytes) =>
      TE.tryCatch(
        async () => (await import('node:zlib')).gunzipSync(bytes),
        (error) => corruptFile(dataset, String(path), error instanceof Error ? error.message : String(error)),
      ),
    ),
    TE.map(linesOf),
  );

const readBytes = (dataset: string, path: string | URL): TE.TaskEither<DatasetError, Uint8Array> =>
  TE.tryCatch(
    async () => (await import('node:fs/promises')).readFile(path),
    (error) => unreadableFile(dataset, String(path), codeOf(error)),
  );

const linesOf = (bytes: Uint8Array): readonly string[] => {
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
