import { formatShape } from '@adjoint/graph';

/** What is likely wrong with a derivative, from how it differs from the true one. */
export interface Fault {
  readonly kind: FaultKind;
  /** In words: `has the wrong sign`. */
  readonly text: string;
}

/** The faults that can be told apart. */
export type FaultKind =
  | 'sign'
  | 'factor'
  /** 1/N of a mean is missing, or too many of them. */
  | 'count'
  | 'zero'
  | 'transposed'
  | 'shifted'
  /** One entry alone, or a few. */
  | 'entry'
  /** The same whatever the cotangent. */
  | 'cotangent ignored'
  /** The first of several contributions instead of their sum: a broadcast that is not summed over. */
  | 'sum missing'
  /** The last of several contributions instead of their sum: a scatter that overwrites. */
  | 'overwritten'
  | 'unknown';

/** A derivative that is claimed and the true one, entry by entry, with what else is known. */
export interface Difference {
  readonly claimed: ArrayLike<number>;
  readonly true: ArrayLike<number>;
  readonly shape: readonly number[];
  /** How far the two may be apart. */
  readonly tolerance: number;
  /** Counts that 1/N may be of. */
  readonly counts?: readonly number[];
  /** What is claimed for another cotangent. */
  readonly claimedElsewhere?: ArrayLike<number>;
  /** The contributions that make up an entry of the true derivative, one an output element. */
  readonly contributions?: (entry: number) => ArrayLike<number>;
}

/** Names the fault that explains a difference. */
export const faultOf = (difference: Difference): Fault => {
  const { claimed, tolerance, claimedElsewhere } = difference;
  const truth = difference.true;
  const isEqualTo = (entries: (entry: number) => number): boolean =>
    Array.from(claimed).every((entry, i) => Math.abs(entry - entries(i)) <= tolerance);
  const wrong = Array.from(claimed).flatMap((entry, i) => (Math.abs(entry - truth[i]!) > tolerance ? [i] : []));
  if (isEqualTo(() => 0)) return { kind: 'zero', text: 'is zero' };
  if (claimedElsewhere !== undefined && isEqualTo((i) => claimedElsewhere[i]!))
    return { kind: 'cotangent ignored', text: 'ignores the cotangent' };
  if (wrong.length === 0) return unknown; // what is wrong lies elsewhere
  const factor = constantFactor(difference);
  return (
    (factor === undefined ? undefined : tellingFactor(factor, difference.counts ?? [])) ??
    contributionFault(difference, wrong) ??
    (factor === undefined || isSingle(truth, tolerance) ? undefined : otherFactor(factor)) ??
    movedFault(difference, isEqualTo) ??
    (wrong.length > 0 && wrong.length <= Math.max(1, claimed.length / 8)
      ? {
          kind: 'entry',
          text: `is off at ${wrong.length === 1 ? 'one entry' : `${wrong.length} entries`} of ${claimed.length}`,
        }
      : unknown)
  );
};

const unknown: Fault = { kind: 'unknown', text: 'differs from the true one in no way that has a name' };

/** What the truth is multiplied by, if the same everywhere. */
const constantFactor = ({ claimed, true: truth, tolerance }: Difference): number | undefined => {
  const largest = indexOfLargest(truth);
  const factor = claimed[largest]! / truth[largest]!;
  const allowed = tolerance * Math.max(1, Math.abs(factor));
  const isConstant = Array.from(claimed).every((entry, i) => Math.abs(entry - factor * truth[i]!) <= allowed);
  return isConstant && Number.isFinite(factor) ? factor : undefined;
};

/** A factor that says what was forgotten. */
const tellingFactor = (factor: number, counts: readonly number[]): Fault | undefined => {
  if (isClose(factor, -1)) return { kind: 'sign', text: 'has the wrong sign' };
  const count = counts.find((n) => n > 2 && (isClose(factor, n) || isClose(factor, 1 / n)));
  if (count !== undefined)
    return factor > 1
      ? { kind: 'count', text: `is ${count} times too large: 1/${count} is missing` }
      : { kind: 'count', text: `is ${count} times too small: 1/${count} is there twice` };
  return isClose(factor, 2) || isClose(factor, 0.5) ? otherFactor(factor) : undefined;
};

const otherFactor = (factor: number): Fault => ({
  kind: 'factor',
  text: `is ${Number(factor.toPrecision(6))} times what it should be`,
});

/** Whether the truth has one entry that counts among others: then a factor is no more likely than a slip at that entry. */
const isSingle = (truth: ArrayLike<number>, tolerance: number): boolean =>
  truth.length > 1 && Array.from(truth).filter((entry) => Math.abs(entry) > tolerance).length <= 1;

/** The truth at other places. */
const movedFault = (
  { true: truth, shape }: Difference,
  isEqualTo: (entries: (entry: number) => number) => boolean,
): Fault | undefined => {
  const size = truth.length;
  const [rows, columns] = shape.length >= 2 ? shape.slice(-2) : [];
  if (rows !== undefined && columns !== undefined && rows > 1 && columns > 1) {
    const block = rows * columns;
    const transposed = (i: number): number => {
      const [start, within] = [i - (i % block), i % block];
      // laid out as [columns, rows] and read as [rows, columns]
      return truth[start + (within % rows) * columns + Math.floor(within / rows)]!;
    };
    if (isEqualTo(transposed)) return { kind: 'transposed', text: `of shape ${formatShape(shape)} is transposed` };
  }
  for (const by of size > 1 ? [1, -1] : [])
    if (isEqualTo((i) => truth[(i + by + size) % size]!) || isEqualTo((i) => truth[i + by] ?? 0))
      return { kind: 'shifted', text: 'is shifted by one' };
  return undefined;
};

/** One contribution where there should be a sum. */
const contributionFault = (
  { claimed, contributions, tolerance }: Difference,
  wrong: readonly number[],
): Fault | undefined => {
  if (contributions === undefined || wrong.length === 0) return undefined;
  const parts = wrong
    .slice(0, 16)
    .map((entry) => ({ entry, all: Array.from(contributions(entry)).filter((part) => Math.abs(part) > tolerance) }));
  const isAlways = (pick: (all: readonly number[]) => number | undefined): boolean =>
    parts.every(
      ({ entry, all }) => all.length > 1 && Math.abs(claimed[entry]! - (pick(all) ?? Number.NaN)) <= 4 * tolerance,
    );
  if (isAlways((all) => all[0])) return { kind: 'sum missing', text: 'has the first contribution instead of the sum' };
  if (isAlways((all) => all.at(-1)))
    return { kind: 'overwritten', text: 'has the last contribution instead of the sum' };
  return undefined;
};

const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-5 * Math.abs(b);

const indexOfLargest = (entries: ArrayLike<number>): number =>
  Array.from(entries).reduce((best, entry, i) => (Math.abs(entry) > Math.abs(entries[best]!) ? i : best), 0);
