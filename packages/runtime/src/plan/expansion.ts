import { type AnyTensor, type Node, rewrite, simplify, type Sizes } from '@adjoint/graph';

/** The same outputs by operations that compilers know. */
export interface Expanded {
  readonly outputs: readonly AnyTensor[];
  /** Truth values that are all true unless an operation refuses what it gets. */
  readonly valid: readonly AnyTensor[];
}

/** Replaces what operations say they are by others, those too, then what is computed twice by what is computed once. */
export const expanded = (outputs: readonly AnyTensor[], sizes: Sizes): Expanded => {
  const first = expandedOnce(outputs, sizes);
  if (first.isSame) return { outputs, valid: first.kept };
  const checks = [...first.replaced];
  let last = first;
  while (!last.isSame) {
    last = expandedOnce(last.outputs, sizes);
    checks.push(...last.replaced);
  }
  checks.push(...last.kept);
  const simpler = Object.values(simplify(numbered([...last.outputs, ...checks])));
  return { outputs: simpler.slice(0, outputs.length), valid: [...new Set(simpler.slice(outputs.length))] };
};

/** Outputs whose operations have been replaced once. */
interface Once {
  readonly outputs: readonly AnyTensor[];
  /** Whether none of them was. */
  readonly isSame: boolean;
  /** What must be true for those that were replaced, and for those that were not. */
  readonly replaced: readonly AnyTensor[];
  readonly kept: readonly AnyTensor[];
}

const expandedOnce = (outputs: readonly AnyTensor[], sizes: Sizes): Once => {
  const [replaced, kept]: readonly [AnyTensor[], AnyTensor[]] = [[], []];
  let isSame = true;
  const replace = (node: Node): AnyTensor | undefined => {
    const { value, valid } = node.op.expansion?.(node, sizes) ?? {};
    if (value !== undefined) isSame = false;
    if (valid !== undefined) (value === undefined ? kept : replaced).push(valid);
    return value;
  };
  const made = rewrite(numbered(outputs), replace, { inside: false }); // subgraphs are planned by themselves
  return { outputs: Object.values(made), isSame, replaced, kept };
};

const numbered = (tensors: readonly AnyTensor[]): Readonly<Record<string, AnyTensor>> =>
  Object.fromEntries(tensors.entries());
