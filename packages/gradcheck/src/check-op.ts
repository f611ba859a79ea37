import { declarationsOf, deriveKey, type Key } from '@adjoint/graph';
import {
  checkForward,
  checkGradient,
  checkHostilePoints,
  checkSecondDerivative,
  checkSymbolicGradient,
  checkZeroCotangent,
} from './derivative-checks.ts';
import { checkJSON, checkSimplified } from './graph-checks.ts';
import { failed, type Finding, type OpCheck, type OpReport, opReportOf, passed } from './op-report.ts';
import type { Sample } from './sample.ts';
import { type Checked, hasDerivative, nothingReal, type Trial, trialOf } from './trial.ts';
import { checkDeterministic, checkFloat32, checkShape, checkSymbolic, checkValue } from './value-checks.ts';
import { type Variation, type VariationName, variationsOf } from './variation.ts';

/** The name of a check of an operation. */
export type OpCheckName =
  /** The graph can be built, uses the operation and can be evaluated; a variation of a sample may be refused. */
  | 'build'
  /** The values are those of the sample's formula. */
  | 'value'
  /** The shape is the one the sample states. */
  | 'shape'
  /** In float32 the values are about the same. */
  | 'float32'
  /** Named dimensions in place of sizes give the same values. */
  | 'symbolic'
  /** And the same gradient. */
  | 'symbolic gradient'
  /** The gradient agrees with differences. */
  | 'gradient'
  /** And so does the gradient of the gradient. */
  | 'second derivative'
  /** Forward and reverse mode agree. */
  | 'forward'
  /** A zero cotangent gives exactly zero. */
  | 'zero cotangent'
  /** Even where derivatives are infinite or NaN, for elementwise operations. */
  | 'hostile points'
  /** Two evaluations give equal bits and leave the operands alone. */
  | 'deterministic'
  /** Written as JSON and read again, graph and gradient have the same bits. */
  | 'JSON'
  /** And when they are simplified. */
  | 'simplified';

/** How to check an operation. */
export interface CheckOpOptions {
  /** What random elements and weights are drawn from; 0 if not given. */
  readonly seed?: number;
  /** Checks that the operation need not pass; they are not run. */
  readonly allow?: readonly OpCheckName[];
  /** The name of the operation, where the function does not say. */
  readonly name?: string;
}

/**
 * Checks everything that a good operation must pass: on every sample, and on variations of it that have scalars, empty,
 * broadcast, tied or repeated operands, the values, shapes, precisions and named dimensions, the first and the second
 * derivative against differences, forward against reverse mode, and zero cotangents. A variation that the operation refuses
 * by a `GraphError` does not count. Every element is moved, so operands should be small. Never throws: whatever goes wrong is in the report.
 *
 * @example
 * ```ts
 * import { checkOp, reals, sample } from '@adjoint/gradcheck';
 * import { matmul, softplus } from '@adjoint/ops';
 *
 * const report = checkOp(softplus, [
 *   sample([reals([3])], (x) => softplus(x), { value: (x) => x.map((e) => Math.log(1 + Math.exp(e))), shape: [3] }),
 * ]);
 * report.ok; // true
 *
 * checkOp(matmul, [sample([reals([3, 4]), reals([4, 2])], (a, b) => matmul(a, b), { shape: [3, 2] })]).text;
 * ```
 */
export const checkOp = (
  op: (...operands: never[]) => unknown,
  samples: readonly Sample[],
  { seed = 0, allow = [], name }: CheckOpOptions = {},
): OpReport => {
  const declarations = declarationsOf(op);
  const operation = { name: name ?? declarations[0]?.name ?? (op.name || 'operation'), declarations };
  const run = (sample: Sample, index: number): readonly OpCheck[] => {
    const key = deriveKey(seed, index);
    const variations = orFailed(() => variationsOf(sample, key));
    if ('verdict' in variations) return [{ sample: index, variation: 'ordinary', check: 'build', ...variations }];
    return variations.flatMap((variation) =>
      findingsOf(sample, variation, operation, { key, allow }).map((finding) => ({
        sample: index,
        variation: variation.name,
        ...finding,
      })),
    );
  };
  const checks = samples.flatMap(run);
  return opReportOf({ operation: operation.name, checks, seed }, reasonToDistrust(checks, operation));
};

/** One check, and the variations that it is run on: all if not given. */
interface Check {
  readonly name: OpCheckName;
  readonly run: (trial: Trial) => Finding;
  readonly on?: (variation: VariationName) => boolean;
}

/** What is run on every variation of every sample, in the order of the report. */
const table: readonly Check[] = [
  { name: 'value', run: checkValue, on: (variation) => ['ordinary', 'tied', 'repeated'].includes(variation) },
  { name: 'shape', run: checkShape, on: (variation) => variation === 'ordinary' },
  { name: 'float32', run: checkFloat32 },
  { name: 'symbolic', run: checkSymbolic },
  { name: 'symbolic gradient', run: checkSymbolicGradient },
  { name: 'gradient', run: checkGradient },
  { name: 'second derivative', run: checkSecondDerivative, on: (variation) => variation !== 'tied' },
  { name: 'forward', run: checkForward },
  { name: 'zero cotangent', run: checkZeroCotangent },
  { name: 'hostile points', run: checkHostilePoints, on: (variation) => variation === 'ordinary' },
  { name: 'deterministic', run: checkDeterministic },
  { name: 'JSON', run: checkJSON, on: (variation) => variation === 'ordinary' },
  { name: 'simplified', run: checkSimplified },
];

type Named = Finding & { readonly check: OpCheckName };

const findingsOf = (
  sample: Sample,
  variation: Variation,
  operation: Checked,
  { key, allow }: { readonly key: Key; readonly allow: readonly OpCheckName[] },
): readonly Named[] => {
  const trial = orFailed(() => trialOf(sample, variation, operation, deriveKey(key, variation.name)));
  if ('verdict' in trial) return [{ check: 'build', ...trial }];
  const wanted = table.filter(({ name, on }) => !allow.includes(name) && (on?.(variation.name) ?? true));
  return [
    { check: 'build', ...passed },
    ...wanted.map(({ name, run }) => ({ check: name, ...orFailed(() => run(trial)) })),
  ];
};

/** What is thrown while an operation is checked is a finding, whatever it is. */
const orFailed = <A>(run: () => A): A | Finding => {
  try {
    return run();
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
};

const reasonToDistrust = (checks: readonly OpCheck[], operation: Checked): string | undefined => {
  const isCompared = (name: OpCheckName): boolean =>
    checks.some(({ check, verdict }) => check === name && verdict !== 'not applicable');
  if (!isCompared('value') && !isCompared('gradient')) return 'nothing was compared';
  const isExpected = checks.some(({ check, detail }) => check === 'gradient' && detail !== nothingReal);
  return hasDerivative(operation) && isExpected && !isCompared('gradient') ? 'no gradient was compared' : undefined;
};
