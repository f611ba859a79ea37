import type { Declaration } from './declaration.ts';
import type { Dim } from './dim.ts';
import type { Kind } from './kind.ts';
import type { Shape } from './shape.ts';

/** Everything an operation knows besides its inputs: plain data, read by its rules. */
export type Attributes = Readonly<Record<string, unknown>>;

/** An immutable application of an operation to inputs, with one or more outputs. */
export interface Node {
  readonly op: Declaration;
  readonly inputs: readonly AnyTensor[];
  readonly attributes: Attributes;
  readonly outputs: readonly AnyTensor[];
  /** The name that errors and listings give this node in place of its operation's. */
  readonly label: string | undefined;
}

/** One output of a node, whatever its shape and kind: what every `Tensor` is. */
export interface AnyTensor {
  readonly node: Node;
  /** Which of the node's outputs this is. */
  readonly index: number;
  readonly shape: readonly Dim[];
  readonly kind: Kind;
  /** Whether no input, parameter or state can change it. */
  readonly isConstant: boolean;
}

declare const invariant: unique symbol;

/**
 * One output of a node whose shape and kind the compiler knows: `Tensor<['batch', 10]>`, `Tensor<['batch'], 'int'>`.
 * Plain `Tensor` has a shape that is known at run time only. A tensor of one shape is never assignable to a tensor of another.
 */
export interface Tensor<in out S extends Shape = Shape, out K extends Kind = 'real'> extends AnyTensor {
  readonly shape: readonly [...S];
  readonly kind: K;
  /** Exists for the compiler alone: it makes `S` invariant, which is what makes mistakes fail. */
  readonly [invariant]: (shape: S) => S;
}

/** A tensor of a known kind, whatever its shape. */
export type TensorOfKind<K extends Kind> = AnyTensor & { readonly kind: K };

/** The shape and kind of one output, as a shape rule states them. */
export interface Outcome<S extends Shape = Shape, K extends Kind = Kind> {
  readonly shape: readonly [...S];
  readonly kind: K;
}

/** What may be written on a node. */
export interface Marked {
  /** For `visit` in topology.ts alone: the node's number while a traversal runs, 0 otherwise. */
  mark: number;
  /** For `numberOn` alone: the number that it keeps, 0 before it has one. */
  number: number;
}
