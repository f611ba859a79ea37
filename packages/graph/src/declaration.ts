import type { Dim, Sizes } from './dim.ts';
import type { GraphError, Result } from './error.ts';
import type { Lowering } from './lowering.ts';
import type { AnyTensor, Attributes, Node, Outcome, Tensor } from './node.ts';
import type { Scalar } from './scalar.ts';
import type { NumericArray, Value } from './value.ts';

/** What an operation is: how shapes combine, how values are computed, how cotangents flow back. A plain object; there is no registry. */
export interface Declaration {
  readonly name: string;
  /** `operation` for all that computes; the others are leaves, of which all but `constant` are bound to values: a `variable` by the operation whose subgraph it belongs to. */
  readonly role: 'operation' | 'constant' | 'input' | 'parameter' | 'state' | 'variable';
  /** What each of its attributes must be. */
  readonly attributes: Readonly<Record<string, AttributeRule>>;
  /** Which of its attributes are graphs. */
  readonly bodies: readonly string[];
  /** The shapes and kinds of the outputs for given inputs, or why there are none. */
  readonly outcomes: (inputs: readonly AnyTensor[], attributes: Attributes) => Result<readonly Outcome[]>;
  readonly kernel: Kernel;
  /** Whether the bits of the kernel are the same on every machine. */
  readonly portable: boolean;
  /** One element of the output from one of each input, where the operation is elementwise. */
  readonly scalar: ((attributes: Attributes) => Scalar) | undefined;
  /** How compilers make the output, where there is one and the operation is not elementwise; `undefined` where the kernel does. */
  readonly lowering: ((at: Resolved) => Lowering | undefined) | undefined;
  /** What a node is by other operations, for sizes that are known, where there is anything. */
  readonly expansion: ((node: Node, sizes: Sizes) => Expansion | undefined) | undefined;
  /** One rule an input, of which the last one serves any further inputs, or one for all of them. `undefined` where the operation has no derivative. */
  readonly derivative: readonly Rule[] | JointRule | undefined;
  /** What a node comes to where its inputs are special, the same bits by less; `undefined` where it is what it is. */
  readonly identity: ((node: Node) => AnyTensor | undefined) | undefined;
  /** The same outputs by less where some are read by nobody, in whose places anything of their shapes may stand; `undefined` where it is what it is. */
  readonly trimmed: ((node: Node, isRead: readonly boolean[]) => readonly AnyTensor[] | undefined) | undefined;
  /** A tensor that differs between the two sides of every kink: which side, which winner. `undefined` where the operation is smooth. */
  readonly branch: ((node: Node) => AnyTensor) | undefined;
  /** The dimensions whose sizes the kernel reads from its attributes rather than from its inputs. */
  readonly dims: ((attributes: Attributes) => readonly Dim[]) | undefined;
  /** The names that the operation gives to sizes that follow from its inputs. */
  readonly defines: ((inputs: readonly AnyTensor[], attributes: Attributes) => readonly Definition[]) | undefined;
  /** How it does the same for each along a new leading axis; `undefined` where a loop has to. Elementwise operations need not say. */
  readonly vectorized: VectorizationRule | undefined;
  /** The first of the inputs that the variables of its functions stand for, in their order; nothing where they do not. */
  readonly feeds: number | undefined;
  /** How a listing shows the node, from what it shows of the inputs. */
  readonly format: (inputs: readonly string[], node: Node) => string;
}

/** What an attribute of an operation must be: checked whenever the operation is applied, by a call or by a file that is read. */
export interface AttributeRule {
  /** As an error says it: `an integer`. */
  readonly must: string;
  /** Whether it may have this value, beside these inputs. */
  readonly accepts: (value: unknown, inputs: readonly AnyTensor[]) => boolean;
  /** Whether it is a graph, which passes over the node's graph enter. */
  readonly isGraph?: boolean;
}

/** What compilers make of an operation that they do not know the kernel of, or that may refuse what it gets. */
export interface Expansion {
  /** The same output by other operations; the operation itself if not given. */
  readonly value?: AnyTensor;
  /** Truth values that are all true where the kernel would not refuse. */
  readonly valid?: AnyTensor;
}

/** What a lowering is made of: shapes and sizes as they are when the operation runs. */
export interface Resolved<A = Attributes> {
  readonly inputs: readonly (readonly number[])[];
  readonly output: readonly number[];
  readonly attributes: A;
  readonly sizes: Sizes;
}

/** A name of a dimension, and its size once the sizes of others are known. */
export interface Definition {
  readonly name: string;
  /** `undefined` where a size that it follows from is not known, or where it would not be a size. */
  readonly size: (sizes: Sizes) => number | undefined;
}

/** Computes outputs from inputs over typed arrays; an error returned is an error of the evaluation. */
export type Kernel<A = Attributes, I extends readonly unknown[] = readonly AnyTensor[]> = (
  call: KernelCall<A, I>,
) => GraphError | void;

/** A thing of one type for each argument of an operation. */
export type EachOf<I extends readonly unknown[], T> = NoInfer<{ readonly [N in keyof I]: T }>;

/** What a kernel gets. */
export interface KernelCall<A = Attributes, I extends readonly unknown[] = readonly AnyTensor[]> {
  /** The name to give in errors: the node's label, or its operation. */
  readonly operation: string;
  readonly inputs: EachOf<I, Value>;
  /** Allocated for the resolved shapes and filled with zeros; the kernel writes the elements. */
  readonly outputs: readonly [Value, ...Value[]];
  readonly attributes: A;
  /** The size of every named dimension. */
  readonly sizes: Sizes;
  /** Makes a graph among the attributes ready to run, as fast as what runs this kernel can. */
  readonly prepare: (body: TensorFunction) => Procedure;
}

/** What some outputs are for given values of the variables they depend on: what every `Subgraph` is. */
export interface TensorFunction {
  readonly variables: readonly AnyTensor[];
  readonly outputs: readonly AnyTensor[];
}

/** A subgraph that can run, again and again. */
export interface Procedure {
  /** Gives a variable its elements, until it is given others; they are read in the runs to come, and must not change before. */
  readonly set: (variable: number, data: NumericArray) => void;
  /** Computes the outputs; an error is one of what it consists of. */
  readonly run: () => GraphError | void;
  /** The elements of an output, until the next run. */
  readonly get: (output: number) => NumericArray;
  /** Runs in a loop; an error is that of the first run that has one. */
  readonly repeat: (loop: Repetition) => GraphError | void;
}

/**
 * Runs of a subgraph in a loop. Its variables are the carries, one element of each sequence, and what is the same in all runs; its outputs the
 * next carries, what is stacked, and what is summed.
 */
export interface Repetition {
  /** How many runs. */
  readonly count: number;
  /** Whether elements are taken, and stacked, from the last to the first. */
  readonly reverse: boolean;
  /** The carries of the first run. */
  readonly initial: readonly NumericArray[];
  readonly sequences: readonly NumericArray[];
  readonly shared: readonly NumericArray[];
  /** Where the carries go that the last run makes: the first ones, if there are no runs. */
  readonly last: readonly NumericArray[];
  /** Where what is stacked goes. */
  readonly stacked: readonly NumericArray[];
  /** Where the sums over all runs go, which are made in float64 with what each addition loses carried along, or in float64 for narrower numbers. */
  readonly summed: readonly NumericArray[];
  /** Where the carries before each run are stacked: none, or all. */
  readonly past: readonly NumericArray[];
}

/** The derivative by one input: linear in `g`, built from public operations; `null` where the input has no influence on it. */
export type Rule<A = Attributes, I extends readonly unknown[] = readonly AnyTensor[]> = (
  at: Derivation<A, I>,
) => AnyTensor | null;

/** What a derivative rule gets. */
export interface Derivation<A = Attributes, I extends readonly unknown[] = readonly AnyTensor[]> {
  /** The cotangent of the output (of the first one, where there are several). */
  readonly g: Tensor;
  /** The inputs. */
  readonly x: EachOf<I, Tensor>;
  /** The output (the first one, where there are several). */
  readonly y: Tensor;
  readonly attributes: A;
  /** Which input the derivative is by. */
  readonly input: number;
  /** The cotangents of all outputs, zeros where an output was not used. */
  readonly cotangents: readonly Tensor[];
  /** All outputs. */
  readonly outputs: readonly Tensor[];
}

/** The derivatives by all inputs at once, where they have most of their work in common: `null` where there is none, or none is needed. */
export type JointRule<A = Attributes> = (at: JointDerivation<A>) => readonly (AnyTensor | null)[];

/** What a rule for all inputs gets. */
export interface JointDerivation<A = Attributes> {
  readonly inputs: readonly AnyTensor[];
  readonly outputs: readonly AnyTensor[];
  readonly attributes: A;
  /** The cotangents of all outputs, zeros where an output was not used; without a meaning for those that are not real. */
  readonly cotangents: readonly Tensor[];
  /** The inputs that a derivative is asked for by. */
  readonly isNeeded: readonly boolean[];
}

/** How an operation does the same for each along a new leading axis: what its rule for that gets. */
export interface Vectorization<A = Attributes> {
  readonly node: Node;
  readonly attributes: A;
  /** The dimension of the new axis. */
  readonly dim: Dim;
  /** The inputs with the new axis in front; those that are the same for all are repeated. */
  readonly inputs: readonly AnyTensor[];
  /** Which inputs differ along the axis. The others are as they are among the inputs of the node. */
  readonly isMapped: readonly boolean[];
  /** The operation with other attributes, and with other inputs than those with the new axis, if any are given. */
  readonly again: (attributes: A, inputs?: readonly AnyTensor[]) => readonly AnyTensor[];
  /** What some outputs are for each along the axis, where those of some tensors are given with it in front: with it in front. Those that `vectorize` was given are known too. */
  readonly inside: (outputs: readonly AnyTensor[], given: ReadonlyMap<AnyTensor, AnyTensor>) => readonly AnyTensor[];
  /** The same elements in another shape. */
  readonly reshaped: (x: AnyTensor, shape: readonly Dim[]) => AnyTensor;
}

/** The outputs with the new axis in front, or `undefined` where a loop over the axis has to do it. */
export type VectorizationRule<A = Attributes> = (at: Vectorization<A>) => readonly AnyTensor[] | undefined;
