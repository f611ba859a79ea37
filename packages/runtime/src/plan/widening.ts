import { type AnyTensor, defineOp, outcome, rewrite } from '@adjoint/graph';

/** Bytes as real numbers: the same elements, for who reads them more than once. */
const asNumbers = defineOp('asNumbers', (x: AnyTensor) => outcome([...x.shape]), {
  scalar: (x) => x,
  derivative: [({ g }) => g],
});

/**
 * Outputs that read the elements of some leaves, bytes in memory, as numbers that are stored where products want them. In sweeps that is
 * a block at a time, converted once for the products of the forward and the backward part.
 */
export const widened = (outputs: readonly AnyTensor[], leaves: ReadonlySet<AnyTensor>): readonly AnyTensor[] =>
  Object.values(
    rewrite(Object.fromEntries(outputs.entries()), ({ outputs: [output] }) =>
      output !== undefined && leaves.has(output) ? asNumbers(output) : undefined,
    ),
  );
