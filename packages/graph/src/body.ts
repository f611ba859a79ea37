import type {
  AttributeRule,
  Definition,
  Expansion,
  JointRule,
  Kernel,
  Resolved,
  Rule,
  VectorizationRule,
} from './declaration.ts';
import type { Dim, Sizes } from './dim.ts';
import type { Kind } from './kind.ts';
import type { Lowering } from './lowering.ts';
import type { AnyTensor, Attributes, Node } from './node.ts';
import type { Scalar } from './scalar.ts';

/** A plain kernel over typed arrays. */
export interface ByKernel<I extends readonly unknown[]> {
  readonly kernel: Kernel<AttributesOf<I>, I>;
}

/** The scalar expression of an elementwise operation. */
export interface ByScalar {
  /** One element of the output from one of each input; all have the same shape. */
  readonly scalar: (...elements: Scalar[]) => Scalar;
}

/** The scalar expression of an elementwise operation with attributes. */
export interface ByScalarWith<I extends readonly unknown[]> {
  /** The same for given attributes: `({ slope }) => (x) => s.maximum(x, s.mul(slope, x))`. */
  readonly scalarWith: (attributes: AttributesOf<I>) => (...elements: Scalar[]) => Scalar;
}

/** How an operation computes. */
export type Computation<I extends readonly unknown[]> = ByKernel<I> | ByScalar | ByScalarWith<I>;

/** All that an operation of arguments `I` declares besides its name and its shape rule. */
export type Body<I extends readonly unknown[] = readonly AnyTensor[]> = Computation<I> &
  Readonly<{
    /** What each of its attributes must be. Without it the operation has none. */
    attributes?: { readonly [N in keyof AttributesOf<I>]-?: AttributeRule };
    /** How compilers make the output of a kernel's operation: what it does along each axis. */
    lowering?: (at: Resolved<AttributesOf<I>>) => Lowering | undefined;
    /** The same by other operations that compilers know, for sizes that are known. */
    expansion?: (node: Node, sizes: Sizes) => Expansion | undefined;
    /**
     * Whether the bits of the kernel are the same on every machine: it calls no function of `Math` but those that are exact, such as `abs`, `sqrt` and
     * `floor`. It is not if not given.
     */
    portable?: boolean;
    /** The kind each input must have (the last one serves any further inputs); all real if not given. */
    kinds?: readonly (Kind | 'any')[];
    /** One rule an input (the last one serves any further inputs), or one for all of them, linear in the cotangents. */
    derivative?: readonly Rule<AttributesOf<I>, I>[] | JointRule<AttributesOf<I>>;
    /** What the operation comes to where its inputs are special, such as x for x · 1: the same bits for every input, by less. */
    identity?: (node: Node) => AnyTensor | undefined;
    /** The same outputs by less, where some are read by nobody: anything of their shapes may stand in their places. */
    trimmed?: (node: Node, isRead: readonly boolean[]) => readonly AnyTensor[] | undefined;
    /** For an operation with kinks, a tensor that differs between the two sides of each: which side, which winner. */
    branch?: (node: Node) => AnyTensor;
    /** The dimensions whose sizes the kernel reads from its attributes rather than from its inputs. */
    dims?: (attributes: AttributesOf<I>) => readonly Dim[];
    /** The names that the operation gives to sizes that follow from its inputs. */
    defines?: (inputs: readonly AnyTensor[], attributes: AttributesOf<I>) => readonly Definition[];
    /** The same for each along a new leading axis that its inputs have, as `vectorize` asks for it: a loop where it is not said, and the operation is not elementwise. */
    vectorized?: VectorizationRule<AttributesOf<I>>;
    /** The first of the inputs that the variables of its functions stand for, in their order: whole, or an element at a time. Drawings show it. */
    feeds?: number;
    /** How a listing shows the operation; `name(inputs, attributes)` if not given. */
    format?: (inputs: readonly string[], node: Node) => string;
  }>;

/** The attributes among an operation's arguments: the last one, where it is a plain object. */
export type AttributesOf<I extends readonly unknown[]> = I extends readonly [...unknown[], infer A]
  ? A extends AnyTensor
    ? Attributes
    : A
  : Attributes;
