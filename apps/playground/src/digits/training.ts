import { batches } from '@adjoint/datasets';
import { type AnyTensor, gradient, input, nameOf, parametersOf, type Tensor, type Value } from '@adjoint/graph';
import { accuracy, initialize } from '@adjoint/ops';
import { adam, cosineDecay, updatesOf } from '@adjoint/optim';
import { compile } from '@adjoint/runtime';
import type { Classifier, Weights } from './classifier.ts';
import type { DigitSet } from './digit-set.ts';

/** How far a training run is. */
export interface Progress {
  /** How many epochs were gone through, and how many there are to be. */
  readonly epoch: number;
  readonly epochs: number;
  /** The mean loss of each epoch so far, of every batch before its step. */
  readonly losses: readonly number[];
  /** The share of the digits held out that are classified rightly. */
  readonly accuracy: number;
  readonly weights: Weights;
}

/** How to train. */
export interface TrainingOptions {
  /** How often to go through the digits, at least once. */
  readonly epochs: number;
  /** Decides where the weights start and which digits make a batch. */
  readonly seed: number;
  /** Lets others have their turn: the run waits for it after every few milliseconds of work. */
  readonly pause: () => Promise<unknown>;
}

/**
 * Trains a classifier, and tells how far it is at the start and after every epoch. Forward pass, backward pass and the optimizer's update are one graph,
 * which is compiled to one program for one thread. Whoever leaves the generator stops the run.
 */
export async function* train(
  { scores, loss }: Classifier,
  { train, test }: DigitSet,
  { epochs, seed, pause }: TrainingOptions,
): AsyncGenerator<Progress, void, undefined> {
  let breathed = performance.now();
  const breathe = async (): Promise<void> => {
    if (performance.now() - breathed <= slice) return;
    await pause();
    breathed = performance.now();
  };
  const parameters = parametersOf(loss) as readonly Tensor[]; // all of them are real
  const dealt = batches(train, { size: 32, seed });
  const learningRate = cosineDecay({ learningRate: 0.01, steps: epochs * dealt.count });
  const updates = updatesOf(adam({ learningRate }), parameters, gradient(loss, parameters));
  const leaves: AnyTensor[] = updates.flatMap(({ leaf, next }) => [leaf, next]);
  await breathe();
  const options = { precision: 'float32', threads: 1 } as const;
  const step = await compile({ loss }, { ...options, updates, held: initialize([loss, ...leaves], { seed }) });
  await breathe();
  const share = accuracy(scores, input('labels', ['batch'], 'int'));
  const judge = await compile({ share }, { ...options, held: test });
  try {
    const names = parameters.map((leaf) => nameOf(leaf)!);
    const losses: number[] = [];
    const reached = (): Progress => {
      const weights = step.held(names);
      return {
        epoch: losses.length,
        epochs,
        losses: [...losses],
        accuracy: numberIn(judge.run(weights).share),
        weights,
      };
    };
    await breathe();
    yield reached();
    while (losses.length < epochs) {
      let total = 0;
      for (let index = 0; index < dealt.count; index++) {
        total += numberIn(step.run(dealt.at(losses.length, index)).loss);
        await breathe();
      }
      losses.push(total / dealt.count);
      yield reached();
    }
  } finally {
    step.dispose();
    judge.dispose();
  }
}

/** Milliseconds of work at a time, so that frames of 16 have room for all else. */
const slice = 5;

const numberIn = ({ data }: Value): number => data[0]!;
