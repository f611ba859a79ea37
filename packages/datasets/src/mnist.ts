import { formatShape, orThrow, sameShape, type Value } from '@adjoint/graph';
import { either as E, type taskEither as TE } from 'fp-ts';
import type { DividedDataset, LabelledImages } from './dataset.ts';
import { type DatasetError, wrongBytes, wrongContent } from './error.ts';
import { unpackedBytes } from './gzip.ts';
import { demandHash, hashOf } from './hash.ts';
import { decodeIdx } from './idx.ts';
import { manifest, type RemoteDataset, type RemoteFile } from './manifest.ts';
import type { Platform } from './platform.ts';
import type { RemoteOptions, Source } from './source.ts';
import { find, loadFrom } from './load.ts';

/**
 * Grey images of 28 by 28 pixels, row by row, 60,000 to train and 10,000 to test: `images` `[count, 784]`, from 0
 * (background) to 255; and `labels` `[count]`, from 0 to 9.
 */
export interface Mnist extends DividedDataset<LabelledImages> {
  /** The height and width of an image. */
  readonly imageShape: readonly [28, 28];
}

/**
 * MNIST, the handwritten digits of LeCun, Cortes and Burges. Every file is recognized by its hash. Rejects with an
 * `AdjointError` that carries the `DatasetError`: a `FileNotFound` says where the files were looked for and what would
 * help.
 *
 * @example
 * ```ts
 * import { mnist } from '@adjoint/datasets';
 *
 * // called, it reads the files that are there, or fetches them once (12 MB)
 * const load = async () => {
 *   const { train, test } = await mnist({ download: true });
 *   return { images: train.images, unseen: test.labels }; // shapes [60000, 784] and [10000]
 * };
 * ```
 */
export const mnist = (options: RemoteOptions = {}): Promise<Mnist> => tryMnist(options)().then(orThrow);

/** Like `mnist`, with the failure as a value. */
export const tryMnist = (options: RemoteOptions = {}): TE.TaskEither<DatasetError, Mnist> =>
  loadIdx(manifest.mnist, options);

/**
 * Fashion-MNIST, photographs of clothes by Zalando Research in the format of MNIST. Debian's package
 * `dataset-fashion-mnist` is found by itself. Every file is recognized by its hash. Rejects with an `AdjointError` that
 * carries the `DatasetError`: a `FileNotFound` says where the files were looked for and what would help.
 *
 * @example
 * ```ts
 * import { fashionMnist } from '@adjoint/datasets';
 *
 * // called, it reads the files that are there, or fetches them once (31 MB)
 * const load = async () => {
 *   const { train, test } = await fashionMnist({ download: true });
 *   return { images: train.images, unseen: test.labels }; // shapes [60000, 784] and [10000]
 * };
 * ```
 */
export const fashionMnist = (options: RemoteOptions = {}): Promise<Mnist> => tryFashionMnist(options)().then(orThrow);

/** Like `fashionMnist`, with the failure as a value. */
export const tryFashionMnist = (options: RemoteOptions = {}): TE.TaskEither<DatasetError, Mnist> =>
  loadIdx(manifest.fashionMnist, options);

/** Loads a data set of four files in the order of MNIST: images and labels to train, images and labels to test. */
export const loadIdx = (
  dataset: RemoteDataset,
  options: RemoteOptions,
  platform?: Platform,
): TE.TaskEither<DatasetError, Mnist> =>
  loadFrom(
    dataset,
    options,
    async (source) => {
      const [trainImages, trainLabels, testImages, testLabels] = dataset.files;
      const { classes, origin, citation, licence } = dataset;
      return {
        train: await readPart(source, trainImages!, trainLabels!),
        test: await readPart(source, testImages!, testLabels!),
        classes,
        imageShape: [28, 28],
        origin,
        citation,
        licence,
      };
    },
    platform,
  );

const readPart = async (source: Source, imageFile: RemoteFile, labelFile: RemoteFile): Promise<LabelledImages> => {
  const images = await readIdx(source, imageFile);
  const labels = await readIdx(source, labelFile);
  const count = labels.data.length;
  demandShape(source, labels, [count]);
  demandShape(source, images, [count, 28, 28]);
  const { length } = source.dataset.classes;
  const wrong = labels.data.findIndex((label) => label >= length);
  if (wrong !== -1) {
    const rule = `label must be an integer from 0 to ${length - 1}`;
    orThrow(E.left(wrongBytes(source.dataset.name, labels.file, 8 + wrong, rule, labels.data[wrong])));
  }
  return {
    images: { shape: [count, 28 * 28], data: images.data },
    labels: { shape: [count], data: Int32Array.from(labels.data) },
  };
};

/** An IDX file of bytes, and where it was found. */
interface ByteFile extends Value<Uint8Array> {
  readonly file: string;
}

const readIdx = async (source: Source, { name: published, unpacked }: RemoteFile): Promise<ByteFile> => {
  const { name: dataset } = source.dataset;
  const stored = await find(
    source,
    published,
    async (place) => (await place.open(published.replace(/\.gz$/, ''))) ?? place.open(published),
  );
  const bytes = await unpackedBytes(source, stored, unpacked.limit);
  const { shape, data } = orThrow(decodeIdx(dataset, stored.name, bytes)); // says more of a wrong file than its hash does
  demandHash(dataset, stored.name, await hashOf(source.platform, [bytes]), unpacked.sha256);
  if (!(data instanceof Uint8Array))
    return orThrow(E.left(wrongBytes(dataset, stored.name, 2, 'the type must be 0x08, bytes', data.constructor.name)));
  return { shape, data, file: stored.name };
};

const demandShape = ({ dataset }: Source, { shape, file }: ByteFile, expected: readonly number[]): void => {
  if (!sameShape(shape, expected))
    orThrow(E.left(wrongContent(dataset.name, file, `the shape must be ${formatShape(expected)}`, formatShape(shape))));
};
