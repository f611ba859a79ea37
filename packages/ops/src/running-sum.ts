import type { NumericArray } from '@adjoint/graph';

/** Sums of arrays, each element with what its additions lose carried along (Neumaier 1974). */
export class RunningSum {
  readonly #into: NumericArray;
  readonly #total: Float64Array;
  readonly #lost: Float64Array;

  /** Sums that `finish` writes into an array. */
  constructor(into: NumericArray) {
    this.#into = into;
    this.#total = new Float64Array(into.length);
    this.#lost = new Float64Array(into.length);
  }

  /** Adds an array, element by element. */
  add(terms: NumericArray): void {
    const [all, lost] = [this.#total, this.#lost];
    for (let i = 0; i < terms.length; i++) {
      const total = all[i]!;
      const x = terms[i]!;
      const next = total + x;
      lost[i]! += Math.abs(total) >= Math.abs(x) ? total - next + x : x - next + total;
      all[i] = next;
    }
  }

  /** Writes the sums. */
  finish(): void {
    const [all, lost] = [this.#total, this.#lost];
    for (let i = 0; i < all.length; i++) this.#into[i] = Number.isFinite(all[i]!) ? all[i]! + lost[i]! : all[i]!;
  }
}
