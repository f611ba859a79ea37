import { type AnyTensor, rewrite, simplify, type Sizes } from '@adjoint/graph';

/** The same outputs by operations that compilers know. */
export interface Expanded {
  readonly outputs: readonly AnyTensor[];
  /** Truth values that are all true unless an operation refuses what it gets. */
  readonly valid: readonly AnyTensor[];
}

/** Replaces what operations say they are by others, then what is computed twice by what is computed once. */
export const expanded = (outputs: readonly AnyTensor[], sizes: Sizes): Expanded => {
  const valid: AnyTensor[] = [];
  let isSame = true;
  const replaced = Object.values(
    rewrite(numbered(outputs), (node) => {
      const expansion = node.op.expansion?.(node, sizes);
      if (expansion?.value !== undefined) isSame = false;
      if (expansion?.valid !== undefined) valid.push(expansion.valid);
      return expansion?.value;
    }),
  );
  if (isSame) return { outputs, valid };
  const simpler = Object.values(simplify(numbered([...replaced, ...valid])));
  return { outputs: simpler.slice(0, outputs.length), valid: [...new Set(simpler.slice(outputs.length))] };
};

const numbered = (tensors: readonly AnyTensor[]): Readonly<Record<string, AnyTensor>> =>
  Object.fromEntries(tensors.entries());
