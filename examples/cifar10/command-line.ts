import { parseArgs } from 'node:util';

/** What the program is asked for. */
export interface Choices {
  readonly data: 'cifar10' | 'fashion-mnist';
  readonly path?: string;
  readonly download: boolean;
  /** How many images to learn from and to be judged by: all if not given. */
  readonly train?: number;
  readonly test?: number;
  /** How many of the training images the methods see that look at all of them at every step. */
  readonly whole: number;
  /** How many draws random search has, and how many tries random local search. */
  readonly tries: number;
  readonly epochs: number;
  /** How many visual words are among the features: none if 0. */
  readonly words: number;
  readonly seed: number;
}

const usage = `usage: main.ts [options]
  --data NAME     cifar10 (unless given) or fashion-mnist
  --path FOLDER   where the data are, if neither in $ADJOINT_DATA nor in the cache
  --download      fetch what is found nowhere, and keep it
  --train N       learn from so many images only
  --test N        be judged by so many images only
  --whole N       so many images for random search and the table of step sizes (1000)
  --tries N       how often random search draws, and random local search tries (1000)
  --epochs N      how often mini-batches go through the data (10)
  --words N       so many visual words among the features (0, as they take minutes)
  --seed N        what everything random is drawn from (1)`;

/** The choices that command line arguments make. What cannot be understood ends the program with code 2 and says why. */
export const choicesIn = (args: readonly string[]): Choices => {
  const { data = 'cifar10', path, download = false, ...counts } = valuesIn(args);
  if (data !== 'cifar10' && data !== 'fashion-mnist')
    return refuse(`--data must be cifar10 or fashion-mnist, got ${data}`);
  const whole = count('--whole', counts.whole, 1) ?? 1000;
  const train = count('--train', counts.train, 1);
  const test = count('--test', counts.test, 1);
  return {
    data,
    download,
    whole,
    tries: count('--tries', counts.tries, 1) ?? 1000,
    epochs: count('--epochs', counts.epochs, 1) ?? 10,
    words: count('--words', counts.words, 0) ?? 0,
    seed: count('--seed', counts.seed, 0) ?? 1,
    ...(path !== undefined && { path }),
    ...(train !== undefined && { train }),
    ...(test !== undefined && { test }),
  };
};

/** Says why the program cannot do what it was asked for, and ends it. */
export const refuse = (reason: string): never => {
  console.error(`${reason}\n\n${usage}`);
  process.exit(2);
};

const text = { type: 'string' } as const;
const options = {
  data: text,
  path: text,
  download: { type: 'boolean' },
  train: text,
  test: text,
  whole: text,
  tries: text,
  epochs: text,
  words: text,
  seed: text,
} as const;

const valuesIn = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
};

const count = (option: string, text: string | undefined, least: number): number | undefined => {
  if (text === undefined) return undefined;
  const isCount = /^\d{1,9}$/.test(text) && Number(text) >= least;
  return isCount ? Number(text) : refuse(`${option} must be a whole number of at least ${least}, got ${text}`);
};
