import type { AnyTensor, Bindings, Precision, Sizes, Tensor, Value } from '@adjoint/graph';
import type { BatchSource } from './batch-source.ts';
import type { CheckpointOptions } from './checkpoint.ts';
import type { Optimizer } from './optimizer.ts';
import type { PatienceOptions } from './patience.ts';
import type { PlateauOptions } from './plateau.ts';
import type { Compile } from './program.ts';

/** How to train. */
export interface FitOptions {
  /** What to make small: a scalar. */
  readonly loss: Tensor<[]> | Tensor;
  readonly optimizer: Optimizer;
  /** Mini-batches, or one set of bindings that is the whole batch of every step. Data sets must stay as they are: programs copy them once. */
  readonly data: BatchSource | Bindings;
  /** How often to go through the data. */
  readonly epochs: number;
  /** Further scalars to report, by name. */
  readonly metrics?: Readonly<Record<string, Tensor<[]> | Tensor>>;
  /** Bindings at which loss and metrics are computed after every epoch. */
  readonly validation?: Bindings;
  /** The parameters to train: all that the loss depends on if not given. The others stay as they start. */
  readonly parameters?: readonly AnyTensor[];
  /** Values to start from, by name; what is not named starts from its declared initial value. */
  readonly start?: Readonly<Record<string, Value>>;
  /** What initial values are drawn from; 0 if not given. */
  readonly seed?: number;
  /** Sizes of named dimensions that parameters have. */
  readonly sizes?: Sizes;
  /** What executes the steps: `interpret` if not given; the `fit` of the package `adjoint` compiles. */
  readonly compile?: Compile;
  /** How wide the real numbers of the steps, parameters and states are: `float64` if not given. */
  readonly precision?: Precision;
  /** Keeps what the run needs to go on later, and goes on from it: to the same bits as if it had never ended. */
  readonly checkpoint?: CheckpointOptions;
  /** Ends the training when it gets no better. */
  readonly patience?: PatienceOptions;
  /** Lets learning rates fall when it gets no better: those of all rules here, and of one's own that take them from `rateAt`. */
  readonly plateau?: PlateauOptions;
  /** Stops the training after the step under way; the result holds what was reached. */
  readonly signal?: AbortSignal;
}
