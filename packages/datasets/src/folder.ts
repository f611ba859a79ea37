import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Place, StoredFile } from './platform.ts';

/** The files of a folder, and of the folders in it. */
export const folder = (path: string): Place => ({
  name: path,
  open: (file) => storedFile(join(path, ...file.split('/'))),
});

/** A file by its path, or nothing where there is none. */
export const storedFile = async (path: string): Promise<StoredFile | undefined> => {
  const found = await stat(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (found === undefined || !found.isFile()) return undefined;
  return {
    name: path,
    bytes: found.size,
    chunks: () => createReadStream(path, { highWaterMark: 1 << 20 }),
    readInto: async (target) => {
      const file = await open(path);
      try {
        return await fill(file, target);
      } finally {
        await file.close();
      }
    },
  };
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

const fill = async (file: FileHandle, target: Uint8Array): Promise<number> => {
  let filled = 0;
  while (filled < target.length) {
    const { bytesRead } = await file.read(target, filled, target.length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
};
