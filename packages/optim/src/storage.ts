import { orThrow, type Value } from '@adjoint/graph';
import { either as E, function as F, taskEither as TE } from 'fp-ts';
import { damagedFile, fileNotRead, fileNotWritten, type OptimError } from './error.ts';
import { messageOf, replaceFile } from './file.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';

/** Saves values, such as trained parameters, in a safetensors file; rejects with a `FileNotWritten`. Node only. */
export const saveParameters = async (path: string, values: Readonly<Record<string, Value>>): Promise<void> =>
  orThrow(await trySaveParameters(path, values)());

/** Loads the values in a safetensors file; rejects with a `FileNotRead` or a `DamagedFile`. Node only. */
export const loadParameters = async (path: string): Promise<Record<string, Value>> =>
  orThrow(await tryLoadParameters(path)());

/** `saveParameters` as a `TaskEither`. The file gets its name only when it is complete, so a failure leaves the old one as it was. */
export const trySaveParameters = (
  path: string,
  values: Readonly<Record<string, Value>>,
): TE.TaskEither<OptimError, void> =>
  TE.tryCatch(
    async () => replaceFile(path, encodeSafetensors(values)),
    (error) => fileNotWritten(path, messageOf(error)),
  );

/** `loadParameters` as a `TaskEither`. */
export const tryLoadParameters = (path: string): TE.TaskEither<OptimError, Record<string, Value>> =>
  F.pipe(
    TE.tryCatch(
      async () => (await import('node:fs/promises')).readFile(path),
      (error) => fileNotRead(path, messageOf(error)),
    ),
    TE.chainEitherK((bytes) =>
      E.mapLeft(({ rule, got }: { readonly rule: string; readonly got: unknown }) => damagedFile(path, rule, got))(
        decodeSafetensors(bytes),
      ),
    ),
  );
