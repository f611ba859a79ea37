import {
  type Clash,
  type Dim,
  invalidArgument,
  type IsDynamic,
  orThrow,
  refuse,
  type Shape,
  shapeMismatch,
  type ShapeText,
} from '@adjoint/graph';

/** The labels of the axes of every operand, and those of the result. */
export interface Formula {
  readonly terms: readonly (readonly string[])[];
  readonly output: readonly string[];
}

/** The shape of `einsum(formula, ...operands)`, a `Clash` where the compiler sees that there is none, `Shape` where only run time can tell. */
export type Summed<F extends string, S extends readonly Shape[]> = string extends F
  ? Shape
  : F extends `${string}...${string}`
    ? Shape
    : F extends `${infer Inputs}->${infer Output}`
      ? true extends AnyDynamic<S>
        ? Shape
        : SummedBy<TermsOf<Inputs, IsWorded<F>>, LabelsOf<Output, IsWorded<F>>, S>
      : Shape;

type AnyDynamic<S extends readonly Shape[]> = number extends S['length']
  ? true
  : { [I in keyof S]: IsDynamic<S[I]> }[number];

type SummedBy<
  T extends readonly Labels[],
  Output extends Labels,
  S extends readonly Shape[],
> = T['length'] extends S['length']
  ? Bound<T, S, {}> extends infer Known
    ? Known extends infer Whole extends Dims
      ? Chosen<Whole, Output, []>
      : Known
    : never
  : Clash<`einsum: operands must be as many as the terms (${T['length']}), got ${S['length']}`>;

type Labels = readonly string[];

type Dims = Readonly<Record<string, Dim>>;

/** The dimension of every label. */
type Bound<T extends readonly Labels[], S extends readonly Shape[], Known extends Dims> = T extends readonly [
  infer L extends Labels,
  ...infer Ls extends readonly Labels[],
]
  ? S extends readonly [infer X extends Shape, ...infer Xs extends readonly Shape[]]
    ? L['length'] extends X['length']
      ? BoundTerm<L, X, Known> extends infer Next
        ? Next extends infer Wider extends Dims
          ? Bound<Ls, Xs, Wider>
          : Next
        : never
      : Clash<`einsum: a term must have a label for each axis, got [${Joined<L>}] and ${ShapeText<X>}`>
    : Known
  : Known;

type BoundTerm<L extends Labels, X extends Shape, Known extends Dims> = L extends readonly [
  infer A extends string,
  ...infer Ls extends Labels,
]
  ? X extends [infer D extends Dim, ...infer Ds extends Shape]
    ? A extends keyof Known
      ? Met<A, Known[A], D> extends infer M
        ? M extends [infer N extends Dim]
          ? BoundTerm<Ls, Ds, { [K in keyof Known]: K extends A ? N : Known[K] }>
          : M
        : never
      : BoundTerm<Ls, Ds, { [K in keyof Known | A]: K extends keyof Known ? Known[K] : D }>
    : Known
  : Known;

/** One dimension, in a tuple so that it stays whole, for two axes of one label: a 1 stretches. */
type Met<A extends string, M extends Dim, N extends Dim> =
  Same<M, N> extends true
    ? [M]
    : Same<M, 1> extends true
      ? [N]
      : Same<N, 1> extends true
        ? [M]
        : true extends IsWide<M> | IsWide<N>
          ? [Dim]
          : Clash<`einsum: dimensions of one label must be equal or 1, got ${M} and ${N} for ${A}`>;

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type IsWide<D extends Dim> = number extends D ? true : string extends D ? true : false;

type Chosen<Known extends Dims, Output extends Labels, Done extends Shape> = Output extends readonly [
  infer A extends string,
  ...infer Rest extends Labels,
]
  ? A extends keyof Known
    ? Chosen<Known, Rest, [...Done, Known[A]]>
    : Clash<`einsum: a label of the output must be in a term, got ${A}`>
  : Done;

type Joined<L extends Labels> = L extends readonly [infer A extends string]
  ? A
  : L extends readonly [infer A extends string, ...infer Rest extends Labels]
    ? `${A}, ${Joined<Rest>}`
    : '';

type TermsOf<F extends string, Worded extends boolean> = F extends `${infer T},${infer Rest}`
  ? [LabelsOf<T, Worded>, ...TermsOf<Rest, Worded>]
  : [LabelsOf<F, Worded>];

type LabelsOf<T extends string, Worded extends boolean> = Worded extends true ? WordsOf<T> : LettersOf<T>;

type Space = ' ' | '\n' | '\t';

type WordsOf<T extends string, Word extends string = '', Done extends Labels = []> = T extends `${infer C}${infer Rest}`
  ? C extends Space
    ? WordsOf<Rest, '', Word extends '' ? Done : [...Done, Word]>
    : WordsOf<Rest, `${Word}${C}`, Done>
  : Word extends ''
    ? Done
    : [...Done, Word];

type LettersOf<T extends string, Done extends Labels = []> = T extends `${infer C}${infer Rest}`
  ? LettersOf<Rest, C extends Space ? Done : [...Done, C]>
  : Done;

/** Whether words are labels, as `isWorded` says below. */
type IsWorded<F extends string> = F extends `${infer A}->${infer B}`
  ? true extends IsWorded<A> | IsWorded<B>
    ? true
    : false
  : F extends `${infer A},${infer B}`
    ? true extends IsWorded<A> | IsWorded<B>
      ? true
      : false
    : IsWordedTerm<WordsOf<F>>;

type IsWordedTerm<W extends Labels> = W extends readonly [string, string, ...Labels]
  ? W[number] extends infer A
    ? A extends `${string}${infer Rest}`
      ? Rest extends ''
        ? never
        : true
      : never
    : never
  : false;

/** The labels of operands of some shapes. Ellipses become labels of their own, numbered from the last axis so that they broadcast. */
export const labelsOf = (formula: unknown, shapes: readonly (readonly Dim[])[]): Formula => {
  const { terms, output } = read(formula);
  if (terms.length !== shapes.length)
    return wrong(`operands must be as many as the terms (${terms.length})`, shapes.length);
  const labelled = terms.map((labels, index) => expanded(labels, shapes[index]!));
  const width = Math.max(0, ...labelled.map((labels) => labels.filter((label) => label.startsWith(ellipsis)).length));
  const stretched = axesOfEllipsis(width);
  if (output === undefined) return { terms: labelled, output: [...stretched, ...occurringOnce(terms)] };
  if (width > 0 && !output.includes(ellipsis))
    return wrong("the output must have '...' where the operands' stands for axes", formula);
  return { terms: labelled, output: output.flatMap((label) => (label === ellipsis ? stretched : [label])) };
};

const ellipsis = '...';

const wrong = (rule: string, got: unknown): never => orThrow(refuse(invalidArgument('einsum', rule, got)));

const read = (
  formula: unknown,
): { readonly terms: readonly (readonly string[])[]; readonly output: readonly string[] | undefined } => {
  if (typeof formula !== 'string') return wrong("the formula must be a string such as 'ij,jk->ik'", formula);
  const sides = formula.split('->');
  if (sides.length > 2) return wrong("the formula must have one '->' at most", formula);
  const worded = formula.split(/->|,/).some(isWorded);
  const terms = sides[0]!.split(',').map((term) => labelsIn(term, worded));
  const output = sides[1] === undefined ? undefined : labelsIn(sides[1], worded);
  const odd = [...terms, output ?? []].flat().find((label) => label !== ellipsis && !isLabel(label, worded));
  if (odd !== undefined)
    return wrong(
      worded
        ? 'labels must be words of letters, digits and underscores that start with none of the digits'
        : 'labels must be letters from a to z or A to Z, or one term have several words that stand apart',
      odd,
    );
  if ([...terms, output ?? []].some((labels) => labels.indexOf(ellipsis) !== labels.lastIndexOf(ellipsis)))
    return wrong("a term must have one '...' at most", formula);
  const unknown = output?.find((label) => !terms.some((labels) => labels.includes(label)));
  if (unknown !== undefined) return wrong('a label of the output must be in a term', unknown);
  if (output !== undefined && new Set(output).size < output.length)
    return wrong('a label may be in the output once', formula);
  return { terms, output };
};

/** Whether a term has words for labels: two or more that stand apart, one of them longer than a letter. */
const isWorded = (term: string): boolean => {
  const words = wordsOf(term.replaceAll(ellipsis, ''));
  return words.length > 1 && words.some((word) => [...word].length > 1);
};

const wordsOf = (term: string): readonly string[] => term.split(/\s+/u).filter((word) => word !== '');

const labelsIn = (term: string, worded: boolean): readonly string[] => {
  const words = wordsOf(term.replaceAll(ellipsis, ` ${ellipsis} `));
  return worded ? words : words.flatMap((word) => (word === ellipsis ? [word] : [...word]));
};

const isLabel = (label: string, worded: boolean): boolean =>
  (worded ? /^[\p{L}_][\p{L}\p{N}_]*$/u : /^[A-Za-z]$/).test(label);

/** A term with its ellipsis written out for an operand. */
const expanded = (labels: readonly string[], shape: readonly Dim[]): readonly string[] => {
  const at = labels.indexOf(ellipsis);
  const width = at < 0 ? 0 : shape.length - labels.length + 1;
  const all = at < 0 ? labels : labels.toSpliced(at, 1, ...axesOfEllipsis(width));
  return width >= 0 && all.length === shape.length
    ? all
    : orThrow(
        refuse(shapeMismatch('einsum', `a term must have a label for each axis, '${labels.join(' ')}' has not`, shape)),
      );
};

const axesOfEllipsis = (width: number): readonly string[] =>
  Array.from({ length: Math.max(width, 0) }, (_, axis) => `${ellipsis}${width - axis}`);

const occurringOnce = (terms: readonly (readonly string[])[]): readonly string[] => {
  const all = terms.flat().filter((label) => label !== ellipsis);
  return all.filter((label) => all.indexOf(label) === all.lastIndexOf(label)).toSorted();
};

/** The dimension of every label: the one that its axes have, all but those of size 1, which stretch. */
export const dimsOf = (
  terms: readonly (readonly string[])[],
  shapes: readonly (readonly Dim[])[],
): ReadonlyMap<string, Dim> => {
  const dims = new Map<string, Dim>();
  terms.forEach((labels, index) => {
    labels.forEach((label, axis) => {
      const dim = shapes[index]![axis]!;
      if (dim !== shapes[index]![labels.indexOf(label)])
        return unequal('must be equal within a term', label, shapes[index]!);
      const known = dims.get(label) ?? 1;
      if (known !== dim && known !== 1 && dim !== 1) return unequal('must be equal or 1', label, ...shapes);
      if (dim !== 1 || !dims.has(label)) dims.set(label, dim);
    });
  });
  return dims;
};

const unequal = (rule: string, label: string, ...shapes: readonly (readonly Dim[])[]): never =>
  orThrow(refuse(shapeMismatch('einsum', `dimensions of one label ${rule}, those of ${label} are not`, ...shapes)));
