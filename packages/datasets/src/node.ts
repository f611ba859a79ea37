import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { folder, storedFile } from './folder.ts';
import { folderCache } from './folder-cache.ts';
import type { Place, Platform } from './platform.ts';

/** What Node's side reads from the machine, so that tests can say something else. */
export interface Machine {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly system: string;
}

/** Files in folders: Node's side. */
export const nodePlatform = (machine: Machine = thisMachine()): Platform => ({
  places: async ({ name, systemFolders }, path) => {
    const { ADJOINT_DATA: data } = machine.environment;
    return [
      ...(path === undefined ? [] : [await placeAt(path instanceof URL ? fileURLToPath(path) : path)]),
      ...(data ? [folder(join(data, name)), folder(data)] : []),
      ...systemFolders.map(folder),
    ];
  },
  cache: async ({ name }) => folderCache(name, join(cacheFolder(machine), name)),
  sha256: () => {
    const hash = createHash('sha256');
    return { update: (chunk) => void hash.update(chunk), digest: async () => hash.digest('hex') };
  },
  // several times as fast as DecompressionStream in Node 20
  gunzip: (chunks) => {
    const source = Readable.from(chunks);
    const gunzip = createGunzip({ chunkSize: 1 << 20 });
    source.once('error', (error) => gunzip.destroy(error));
    gunzip.once('close', () => source.destroy());
    return source.pipe(gunzip);
  },
  fetch: (address, request) => fetch(address, request),
  isUnrestricted: true,
  wait: (milliseconds, signal) => setTimeout(milliseconds, undefined, signal === undefined ? {} : { signal }),
});

/** Where downloaded files are kept: `XDG_CACHE_HOME`, on Windows `LOCALAPPDATA`, or `.cache` in the home folder. */
export const cacheFolder = ({ environment, home, system }: Machine): string =>
  join(
    environment['XDG_CACHE_HOME'] || (system === 'win32' && environment['LOCALAPPDATA']) || join(home, '.cache'),
    'adjoint',
  );

const thisMachine = (): Machine => ({ environment: process.env, home: homedir(), system: process.platform });

/** A folder, or one file under whatever name it is asked for. */
const placeAt = async (path: string): Promise<Place> => {
  const file = await storedFile(path);
  return file === undefined ? folder(path) : { name: path, open: async (name) => (isAlone(name) ? file : undefined) };
};

/** Whether a name stands for the whole data set, so that a path to a file can mean it. */
const isAlone = (name: string): boolean => name.endsWith('.tar.gz');
