import { batches, cifar10, fashionMnist, type ImageShape, type LabelledImages, type Split } from '@adjoint/datasets';
import { AdjointError } from '@adjoint/graph';
import { type Choices, refuse } from './command-line.ts';

/** Images to learn from and to be judged by, of 8-bit pixels. */
export interface Images extends Split<LabelledImages> {
  readonly classes: readonly string[];
  readonly imageShape: ImageShape;
}

/** As many images of the chosen data as were asked for, drawn by the seed. Where there are none, the program ends and says so. */
export const loadImages = async ({ data, path, download, train, test, seed }: Choices): Promise<Images> => {
  const load = { cifar10, 'fashion-mnist': fashionMnist }[data];
  const options = { download, onProgress: showDownload, ...(path !== undefined && { path }) };
  const all = await load(options).catch(explain);
  return {
    train: some('--train', all.train, train, seed),
    test: some('--test', all.test, test, seed),
    classes: all.classes,
    imageShape: all.imageShape,
  };
};

/** Data that are nowhere are no failure of the program's; anything else that is wrong with them is. */
const explain = (error: unknown): never => {
  if (!(error instanceof AdjointError)) throw error;
  const isAbsent = error.failure._tag === 'FileNotFound';
  console.log(`${isAbsent ? 'skipped' : 'failed'}: ${error.message}`);
  process.exit(isAbsent ? 0 : 1);
};

const showDownload = ({ file, bytes, total }: { file: string; bytes: number; total: number }): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r${file}: ${Math.floor((100 * bytes) / total)} %\x1b[K`);
};

const some = (option: string, set: LabelledImages, size: number | undefined, seed: number): LabelledImages => {
  if (size === undefined) return set;
  const count = set.labels.shape[0]!;
  if (size > count) refuse(`${option} must be at most ${count}, as there are no more images, got ${size}`);
  return batches(set, { size, seed }).at(0, 0); // the first batch of a random order
};
