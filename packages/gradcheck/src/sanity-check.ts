import { type Bindings, deriveKey, evaluate, normals, type Sizes, type Tensor } from '@adjoint/graph';
import { descend, relativeUpdates, weightsOf } from './descent.ts';

/** What to check before training. A check that is not told what it needs does not apply. */
export interface SanityCheckOptions {
  /** The mean loss over the samples, without regularization. */
  readonly dataLoss: Tensor<[]> | Tensor;
  /** The loss that will be trained: the data loss and the regularization. */
  readonly loss?: Tensor<[]> | Tensor;
  /** Values for every leaf: samples, and the weights that training starts from. */
  readonly at: Bindings;
  /** Small weights at which all classes look alike; those of `at` if not given. */
  readonly tiny?: Bindings;
  /** The data loss where all classes look alike: ln K for cross-entropy of K classes, K − 1 for the hinge loss. */
  readonly expected?: number;
  /** About twenty samples, in place of those of `at`. */
  readonly few?: Bindings;
  /** How far a step of gradient descent goes along the negative gradient. */
  readonly learningRate?: number;
  /** How many steps of gradient descent to look at; 10 if not given. */
  readonly steps?: number;
  /** How many steps may be needed to fit the few samples; 500 if not given. */
  readonly fitSteps?: number;
  /** Sizes of named dimensions that no binding settles. */
  readonly sizes?: Sizes;
  /** What the weights at which regularization is looked at are drawn from; 0 if not given. */
  readonly seed?: number;
}

/** One check and what it found. */
export interface SanityFinding {
  readonly check: 'small weights' | 'regularization' | 'few samples' | 'update size';
  readonly verdict: 'passed' | 'failed' | 'not applicable';
  /** The numbers that were found, by what they are. */
  readonly measured: Readonly<Record<string, number>>;
  /** What was measured, what was expected and, where that is not what was found, the likely cause. */
  readonly detail: string;
}

/** Everything that the checks before training found out. */
export interface SanityReport {
  /** Whether a check passed, and none failed. */
  readonly ok: boolean;
  readonly findings: readonly SanityFinding[];
  /** The report as text for people. */
  readonly text: string;
}

/**
 * The four checks of CS231n before a classifier is trained. The data loss at small weights is what chance gives, to 1 %. Regularization
 * raises the loss. About twenty samples can be fitted, without regularization, to 1 % of the loss at the start. Over a few steps of
 * gradient descent the updates are about a thousandth of the weights: from 1e-4 to 1e-2. Never throws: a check that cannot be
 * run has failed, and says why. See https://cs231n.github.io/neural-networks-3/, "sanity checks" and "ratio of weights:updates".
 *
 * @example
 * ```ts
 * import { sanityCheck } from '@adjoint/gradcheck';
 * import { input, parameter } from '@adjoint/graph';
 * import { crossEntropy, matmul, mean } from '@adjoint/ops';
 *
 * const labels = input('labels', ['batch'], 'int');
 * const W = parameter('W', [2, 2]);
 * const dataLoss = mean(crossEntropy(matmul(input('x', ['batch', 2]), W), labels));
 * const samples = { x: [[1, 2], [2, 1]], labels: [0, 1] };
 * const at = { ...samples, W: [[1e-4, 0], [0, -1e-4]] };
 * const report = sanityCheck({ dataLoss, at, expected: Math.log(2), few: samples });
 * report.ok; // true
 * ```
 */
export const sanityCheck = (options: SanityCheckOptions): SanityReport => {
  const checks = { 'small weights': small, regularization, 'few samples': few, 'update size': updateSize } as const;
  const findings = (Object.keys(checks) as SanityFinding['check'][]).map((check): SanityFinding => {
    try {
      return { check, ...checks[check](options) };
    } catch (error) {
      return { check, verdict: 'failed', measured: {}, detail: error instanceof Error ? error.message : String(error) };
    }
  });
  const count = (verdict: SanityFinding['verdict']): number =>
    findings.filter((finding) => finding.verdict === verdict).length;
  const lines = [
    `sanity check: ${count('passed')} passed, ${count('failed')} failed, ${count('not applicable')} not applicable`,
    ...findings.map(({ check, verdict, detail }) => `  ${check.padEnd(14)}  ${verdict.padEnd(14)}  ${detail}`),
  ];
  return { ok: count('failed') === 0 && count('passed') > 0, findings, text: lines.join('\n') };
};

type Found = Omit<SanityFinding, 'check'>;

const notApplicable = (detail: string): Found => ({ verdict: 'not applicable', measured: {}, detail });

/** A finding that has passed where there is no cause for a failure. */
const found = (measured: Found['measured'], detail: string, cause: string | undefined): Found => ({
  verdict: cause === undefined ? 'passed' : 'failed',
  measured,
  detail: cause === undefined ? detail : `${detail}: ${cause}`,
});

const small = ({ dataLoss, at, tiny, expected, sizes = {} }: SanityCheckOptions): Found => {
  if (expected === undefined) return notApplicable('no expected loss is given');
  const [loss] = evaluate(dataLoss, { ...at, ...tiny }, { sizes }).data as Float64Array; // a scalar
  const isExpected = Math.abs(loss! - expected) <= 0.01 * Math.abs(expected);
  const cause =
    loss! > expected
      ? 'the weights are not small, or the loss is not the mean'
      : 'the loss is not the one meant, or has the wrong sign';
  return found(
    { loss: loss!, expected },
    `the data loss is ${short(loss!)}, chance gives ${short(expected)} (± 1 %)`,
    isExpected ? undefined : cause,
  );
};

const regularization = ({ dataLoss, loss, at, sizes = {}, seed = 0 }: SanityCheckOptions): Found => {
  if (loss === undefined) return notApplicable('no loss with regularization is given');
  // at small weights a penalty would be too small to see
  const drawn = Object.fromEntries(
    Object.entries(weightsOf(loss, at, sizes)).map(([name, { shape, data }]) => [
      name,
      { shape, data: normals(deriveKey(seed, name), data.length) },
    ]),
  );
  const values = evaluate({ without: dataLoss, with: loss }, { ...at, ...drawn }, { sizes });
  const [before, after] = [values.without.data[0]!, values.with.data[0]!];
  const cause = after < before ? 'the penalty has the wrong sign' : 'the penalty does not reach the loss';
  return found(
    { without: before, with: after },
    `at random weights of size 1 it takes the loss from ${short(before)} to ${short(after)}, and must raise it`,
    after > before ? undefined : cause,
  );
};

const few = ({ dataLoss, at, few: samples, fitSteps = 500, sizes = {} }: SanityCheckOptions): Found => {
  if (samples === undefined) return notApplicable('no few samples are given');
  const { start, end, steps } = descend(dataLoss, { ...at, ...samples }, { steps: fitSteps, goal, sizes });
  return found(
    { start, end, steps },
    `fitting took the data loss from ${short(start)} to ${short(end)} in ${steps} steps, at most 1 % of the start is expected`,
    start > 0 && end >= 0 && end <= goal * start ? undefined : causeOfMisfit(start, end),
  );
};

const goal = 0.01;

const causeOfMisfit = (start: number, end: number): string => {
  if (!Number.isFinite(start)) return 'the loss is not finite at the start';
  if (start === 0) return 'there is nothing to fit where the loss is 0';
  if (end < 0) return 'a loss below 0 has the wrong sign';
  return end < 0.9 * start
    ? 'the model has too little capacity, or some samples are equal but their labels are not'
    : 'the gradient is wrong, or does not reach the weights';
};

const updateSize = (options: SanityCheckOptions): Found => {
  const { dataLoss, loss = dataLoss, at, learningRate, steps = 10, sizes = {} } = options;
  if (learningRate === undefined) return notApplicable('no learning rate is given');
  const updates = relativeUpdates(loss, at, { steps, learningRate, sizes });
  const measured = Object.fromEntries(Object.entries(updates).map(([name, ratios]) => [name, medianOf(ratios)]));
  const names = Object.keys(measured).toSorted((a, b) => measured[a]! - measured[b]!);
  if (names.length === 0) return notApplicable('all weights are 0, so no update has a size relative to them');
  const [low, high] = [names[0]!, names.at(-1)!].map((name) => measured[name]!) as [number, number]; // of two names
  const range = names.length === 1 ? short(low) : `${short(low)} (${names[0]}) to ${short(high)} (${names.at(-1)})`;
  const cause =
    low >= 1e-4 && high <= 1e-2
      ? undefined
      : low < 1e-4
        ? 'the learning rate is too small'
        : 'the learning rate is too large, or the weights start too small';
  return found(measured, `updates are ${range} of the weights, about 0.001 is right (0.0001 to 0.01)`, cause);
};

const medianOf = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;

const short = (number: number): string => String(Number(number.toPrecision(4)));
