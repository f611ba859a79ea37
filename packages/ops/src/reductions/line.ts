import { elementary, pairwiseSum } from '@adjoint/graph';

/** The position of a line's first NaN, else of the first of its largest elements; -1 in an empty line. */
export const firstLargest = (elements: ArrayLike<number>): number => {
  let largest = elements.length > 0 ? 0 : -1;
  for (let i = 0; i < elements.length; i++) {
    if (Number.isNaN(elements[i])) return i;
    if (elements[i]! > elements[largest]!) largest = i;
  }
  return largest;
};

/** Σ exp(x − the largest) over all elements but the one at `largest`: what `log1p` makes a log-sum-exp of. */
export const expSumOfOthers = (elements: Float64Array, largest: number): number => {
  const top = elements[largest]!;
  return pairwiseSum(elements.map((element, i) => (i === largest ? 0 : elementary.exp(element - top))));
};
