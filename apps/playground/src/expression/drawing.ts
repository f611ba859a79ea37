import type { AnyTensor, Tensor } from '@adjoint/graph';
import type { Place } from './syntax.ts';

/** A box of a drawn graph: what is computed there, and what is said of it. */
export interface Box {
  readonly look: 'data' | 'parameter' | 'number' | 'operation' | 'backward';
  readonly title: string;
  /** How it is made: a part of the text, or an operation of what it reads. */
  readonly formula: string;
  /** What it is for; nothing where its operations say it all. */
  readonly says: string;
  /** The operations in it, first ones first. */
  readonly operations: readonly string[];
  readonly tensor: AnyTensor;
  /** The gradient of the loss by it, where it has one. */
  readonly slope: Tensor | undefined;
  /** Where what it reads is among the boxes. */
  readonly inputs: readonly number[];
  /** The part of the text that it comes from. */
  readonly place: Place | undefined;
  /** Whether the drawing is of this. */
  readonly isResult: boolean;
}

/** The boxes of a graph, inputs before what is made of them. */
export type Drawing = readonly Box[];

/** What is said of a leaf. */
export const sayingOf = ({ node }: AnyTensor): string => {
  if (node.op.role === 'parameter') return 'A parameter, which updates change.';
  if (node.op.role === 'input') return 'Given from outside, which updates leave as it is.';
  return node.inputs.length === 0
    ? 'A number, the same in every update.'
    : 'Made by the page of its data and parameters.';
};
