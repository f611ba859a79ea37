import { function as F, taskEither as TE } from 'fp-ts';
import { corruptFile, type DatasetError, unreadableFile } from './error.ts';
import { isNode } from './here.ts';

/** The lines of a text file, without empty ones at its end. Node's modules load on the first call, so that a page needs none: it fetches the file. */
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
        async () => (isNode() ? (await import('node:zlib')).gunzipSync(bytes) : unpackedInPage(bytes)),
        (error) => corruptFile(dataset, String(path), error instanceof Error ? error.message : String(error)),
      ),
    ),
    TE.map(linesOf),
  );

const readBytes = (dataset: string, path: string | URL): TE.TaskEither<DatasetError, Uint8Array<ArrayBuffer>> =>
  TE.tryCatch(
    async () => (isNode() ? (await import('node:fs/promises')).readFile(path) : fetched(path)),
    (error) => unreadableFile(dataset, String(path), codeOf(error)),
  );

const fetched = async (address: string | URL): Promise<Uint8Array<ArrayBuffer>> => {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
};

/** A server may have sent the file with `Content-Encoding: gzip`; the browser has unpacked it then. */
const unpackedInPage = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> => {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
};

const linesOf = (bytes: Uint8Array): readonly string[] => {
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
};

const codeOf = (error: unknown): string =>
  error instanceof Error ? String('code' in error ? error.code : error.message) : String(error);
