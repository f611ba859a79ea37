import { orThrow, type Value } from '@adjoint/graph';
import { either as E, type taskEither as TE } from 'fp-ts';
import { archiveFiles } from './archive.ts';
import type { DividedDataset, LabelledImages } from './dataset.ts';
import { type DatasetError, wrongBytes, wrongContent } from './error.ts';
import { manifest, type RemoteDataset } from './manifest.ts';
import type { Place, Platform, StoredFile } from './platform.ts';
import type { RemoteOptions, Source } from './source.ts';
import { find, loadFrom } from './load.ts';

/**
 * Colour images of 32 by 32 pixels, 50,000 to train and 10,000 to test: `images` `[count, 3072]`, from 0 to 255, first all
 * red values row by row, then the green, then the blue; and `labels` `[count]`, from 0 to 9.
 */
export interface Cifar10 extends DividedDataset<LabelledImages> {
  /** The channels, height and width of an image. */
  readonly imageShape: readonly [3, 32, 32];
}

/**
 * CIFAR-10, small photographs by Krizhevsky, Nair and Hinton. The `path` is the archive of the binary version, a folder
 * that holds it, or the folder it unpacks to. The archive is recognized by its hash, unpacked files by their sizes alone.
 * Rejects with an `AdjointError` that carries the `DatasetError`: a `FileNotFound` says where the archive was looked for
 * and what would help.
 *
 * @example
 * ```ts
 * import { cifar10 } from '@adjoint/datasets';
 *
 * // called, it reads the files that are there, or fetches them once (170 MB)
 * const load = async () => {
 *   const { train, test } = await cifar10({ download: true });
 *   return { images: train.images, unseen: test.labels }; // shapes [50000, 3072] and [10000]
 * };
 * ```
 */
export const cifar10 = (options: RemoteOptions = {}): Promise<Cifar10> => tryCifar10(options)().then(orThrow);

/** Like `cifar10`, with the failure as a value. */
export const tryCifar10 = (options: RemoteOptions = {}): TE.TaskEither<DatasetError, Cifar10> =>
  loadCifar(manifest.cifar10, options);

/** Loads a data set of the format of CIFAR-10, with so many images in each of its six files. */
export const loadCifar = (
  dataset: RemoteDataset,
  options: RemoteOptions,
  platform?: Platform,
  imagesPerFile = 10_000,
): TE.TaskEither<DatasetError, Cifar10> =>
  loadFrom(
    dataset,
    options,
    async (source) => {
      const train = recordsOf(trainFiles, imagesPerFile);
      const test = recordsOf([testFile], imagesPerFile);
      const [archive] = dataset.files;
      const found = await find(
        source,
        archive!.name,
        async (place) => (await unpackedIn(place)) ?? place.open(archive!.name),
      );
      const parts = [...train.parts, ...test.parts];
      if (found instanceof Map) for (const part of parts) await readInto(source, found.get(part.name)!, part);
      else await readArchive(source, found, parts);
      const { classes, origin, citation, licence } = dataset;
      return {
        train: labelledImages(source, train),
        test: labelledImages(source, test),
        classes,
        imageShape: [3, 32, 32],
        origin,
        citation,
        licence,
      };
    },
    platform,
  );

/** The records of several files one after the other in one array: a label, then the pixels. */
interface Records {
  readonly bytes: Uint8Array;
  readonly parts: readonly Part[];
}

/** Where the records of one file go, and where they came from. */
interface Part {
  readonly name: string;
  readonly bytes: Uint8Array;
  file: string;
}

const recordsOf = (names: readonly string[], imagesPerFile: number): Records => {
  const size = imagesPerFile * recordBytes;
  const bytes = new Uint8Array(names.length * size);
  return {
    bytes,
    parts: names.map((name, i) => ({ name, bytes: bytes.subarray(i * size, (i + 1) * size), file: name })),
  };
};

/** The unpacked files by name, where a place has all six. */
const unpackedIn = async (place: Place): Promise<Map<string, StoredFile> | undefined> => {
  const files = new Map<string, StoredFile>();
  for (const name of [...trainFiles, testFile]) {
    const file = (await place.open(name)) ?? (await place.open(`${folderName}/${name}`));
    if (file === undefined) return undefined;
    files.set(name, file);
  }
  return files;
};

const readInto = async ({ dataset, options }: Source, file: StoredFile, part: Part): Promise<void> => {
  options.signal?.throwIfAborted();
  part.file = file.name;
  const rule = `the file must have ${part.bytes.length} bytes`;
  if (file.bytes !== part.bytes.length) orThrow(E.left(wrongContent(dataset.name, file.name, rule, file.bytes)));
  const read = await file.readInto(part.bytes);
  if (read !== part.bytes.length) orThrow(E.left(wrongContent(dataset.name, file.name, rule, read)));
};

const readArchive = async (source: Source, archive: StoredFile, parts: readonly Part[]): Promise<void> => {
  const [published] = source.dataset.files;
  for (const part of parts) part.file = `${folderName}/${part.name} in ${archive.name}`;
  const targets = new Map(parts.map(({ name, bytes }) => [`${folderName}/${name}`, bytes]));
  await archiveFiles(source, archive, published!, targets);
};

/** Takes the labels out of the records, so that the pixels lie together; what was read is not copied elsewhere. */
const labelledImages = ({ dataset }: Source, { bytes, parts }: Records): LabelledImages => {
  const count = bytes.length / recordBytes;
  const labels = new Int32Array(count);
  const { length } = dataset.classes;
  for (let i = 0; i < count; i++) {
    const label = bytes[i * recordBytes]!;
    if (label >= length) {
      const perFile = count / parts.length;
      const rule = `label must be an integer from 0 to ${length - 1}`;
      const { file } = parts[Math.floor(i / perFile)]!;
      orThrow(E.left(wrongBytes(dataset.name, file, (i % perFile) * recordBytes, rule, label)));
    }
    labels[i] = label;
    bytes.copyWithin(i * pixels, i * recordBytes + 1, (i + 1) * recordBytes);
  }
  const images: Value<Uint8Array> = { shape: [count, pixels], data: bytes.subarray(0, count * pixels) };
  return { images, labels: { shape: [count], data: labels } };
};

const pixels = 3 * 32 * 32;
const recordBytes = 1 + pixels;
const folderName = 'cifar-10-batches-bin';
const trainFiles = [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`);
const testFile = 'test_batch.bin';
