import { orThrow } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { unwritableFile } from './error.ts';
import { folder, storedFile } from './folder.ts';
import type { Cache, PartialFile, Version } from './platform.ts';

/** Files kept in a folder. One that is on its way is called `.part`, and beside it lies what version of it that is. */
export const folderCache = (dataset: string, path: string): Cache => ({
  ...folder(path),
  receive: (file) => writing(dataset, path, () => receive(dataset, join(path, file))),
});

const receive = async (dataset: string, path: string): Promise<PartialFile> => {
  await mkdir(dirname(path), { recursive: true });
  const lock = `${path}.lock`;
  const isOurs = await takeLock(lock);
  // while another process is at it, this one works on a file of its own
  const part = isOurs ? `${path}.part` : `${path}.${randomUUID()}.part`;
  const note = `${part}.json`;
  const file = await open(part, constants.O_RDWR | constants.O_CREAT).catch(async (error: unknown) => {
    if (isOurs) await rm(lock, { force: true });
    throw error;
  });
  let bytes = (await file.stat()).size;
  let version = await readVersion(note);
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await file.close();
    if (!isOurs) await Promise.all([rm(part, { force: true }), rm(note, { force: true })]);
    else await rm(lock, { force: true });
  };
  return {
    bytes: () => bytes,
    version: () => version,
    restart: (next) =>
      writing(dataset, part, async () => {
        await file.truncate();
        bytes = 0;
        version = next;
        if (next === undefined) await rm(note, { force: true });
        else await writeFile(note, JSON.stringify(next));
      }),
    append: (chunk) =>
      writing(dataset, part, async () => {
        for (let done = 0; done < chunk.length;) {
          // at a position of its own, so that a second process could write the same bytes and no others
          const { bytesWritten } = await file.write(chunk, done, chunk.length - done, bytes);
          done += bytesWritten;
          bytes += bytesWritten;
        }
      }),
    chunks: () => createReadStream(part, { highWaterMark: 1 << 20 }),
    keep: () =>
      writing(dataset, path, async () => {
        await file.sync();
        await rename(part, path);
        await rm(note, { force: true });
        await close();
        return (await storedFile(path))!; // it has just been given that name
      }),
    close,
  };
};

/** Whether this process may have the lock: nobody has it, or one who has ended. */
const takeLock = async (path: string): Promise<boolean> => {
  for (let tries = 0; tries < 2; tries++) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return true;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    if (await readFile(path, 'utf8').then(isAlive, () => true)) return false;
    await rm(path, { force: true });
  }
  return false;
};

const isAlive = (owner: string): boolean => {
  if (!/^[1-9]\d*$/.test(owner)) return true; // about to write its number
  try {
    return process.kill(Number(owner), 0); // signal 0 only asks
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
};

const versionNote = z.object({ address: z.string(), validator: z.string() });

const readVersion = async (path: string): Promise<Version | undefined> => {
  try {
    return versionNote.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined; // the hash decides without it
  }
};

const writing = async <A>(dataset: string, path: string, action: () => Promise<A>): Promise<A> => {
  try {
    return await action();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    return orThrow(E.left(unwritableFile(dataset, path, code)));
  }
};

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined;
