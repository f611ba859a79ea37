/**
 * Writes a file that gets its name only when it is complete, so a failure leaves the old one as it was. Where `previous` is
 * given, that is then the old one's name. Rejects as the file system does. Node only.
 */
export const replaceFile = async (path: string, bytes: Uint8Array, previous?: string): Promise<void> => {
  const { open, rename, rm } = await import('node:fs/promises');
  const unfinished = `${path}.part`;
  try {
    const file = await open(unfinished, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    if (previous !== undefined) await keepAs(previous, path);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
};

/** The bytes of a file, or nothing where a folder has no such file. Rejects where there is no folder or the file cannot be read. Node only. */
export const readIfThere = async (path: string): Promise<Uint8Array | undefined> => {
  const { access, readFile } = await import('node:fs/promises');
  const { dirname } = await import('node:path');
  await access(dirname(path));
  return readFile(path).catch(unlessMissing);
};

/** What an error of the file system says. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Gives a file a second name, so that at no moment it lacks the first; where a file system knows no second names, a copy. */
const keepAs = async (previous: string, path: string): Promise<void> => {
  const { copyFile, link, rm, stat } = await import('node:fs/promises');
  if ((await stat(path).catch(unlessMissing)) === undefined) return;
  await rm(previous, { force: true });
  await link(path, previous).catch(() => copyFile(path, previous));
};

const unlessMissing = (error: unknown): undefined => {
  if ((error as { readonly code?: unknown }).code !== 'ENOENT') throw error;
};
