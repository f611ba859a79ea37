import type { NumericArray } from '../value.ts';

/**
 * Sums of arrays, element by element, in float64: of narrower numbers as they are, of others with what each addition loses carried along
 * (Neumaier 1974).
 */
export class RunningSum {
  readonly #into: NumericArray;
  readonly #total: Float64Array;
  readonly #lost: Float64Array | undefined;

  /** Sums that `finish` writes into an array. */
  constructor(into: NumericArray) {
    this.#into = into;
    this.#total = new Float64Array(into.length);
    this.#lost = into instanceof Float64Array ? new Float64Array(into.length) : undefined;
  }

  /** Adds an array, element by element. */
  add(terms: NumericArray): void {
    if (this.#lost === undefined) addTo(this.#total, terms);
    else addCompensated(this.#total, this.#lost, terms);
  }

  /** Writes the sums. */
  finish(): void {
    const [total, lost] = [this.#total, this.#lost];
    this.#into.set(total);
    if (lost === undefined) return;
    for (let i = 0; i < lost.length; i++) if (Number.isFinite(total[i])) this.#into[i]! += lost[i]!;
  }
}

const addTo = (total: Float64Array, terms: NumericArray): void => {
  for (let i = 0; i < terms.length; i++) total[i]! += terms[i]!;
};

const addCompensated = (total: Float64Array, lost: Float64Array, terms: NumericArray): void => {
  for (let i = 0; i < terms.length; i++) {
    const before = total[i]!;
    const x = terms[i]!;
    const after = before + x;
    lost[i]! += Math.abs(before) >= Math.abs(x) ? before - after + x : x - after + before;
    total[i] = after;
  }
};
