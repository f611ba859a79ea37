import type { Declaration } from './declaration.ts';
import type { Dim } from './dim.ts';
import { invalidArgument, orThrow, refuse } from './error.ts';
import type { Kind } from './kind.ts';
import type { AnyTensor, Attributes, Marked, Node, Outcome } from './node.ts';
import { printTensor } from './print.ts';

/** Applies an operation: the one place where nodes are made. The outcomes are what its shape rule said. */
export const makeNode = (
  op: Declaration,
  inputs: readonly AnyTensor[],
  attributes: Attributes,
  outcomes: readonly Outcome[],
  label?: string,
): Node => {
  const [first] = outcomes;
  return first !== undefined && outcomes.length === 1
    ? new SingleOutput(op, inputs, attributes, first, label)
    : new SeveralOutputs(op, inputs, attributes, outcomes, label);
};

/** The same application of an operation to other inputs, of the shapes and kinds that it had. */
export const applied = ({ op, attributes, outputs, label }: Node, inputs: readonly AnyTensor[]): Node =>
  makeNode(op, inputs, attributes, outputs, label);

/** Whether something is a tensor. */
export const isTensor = (value: unknown): value is AnyTensor =>
  value instanceof SingleOutput || value instanceof OneOfSeveral;

/**
 * The same tensor under a name of its own, which errors and listings give in place of its operation's. Its derivatives
 * inherit the name. A leaf keeps the name it has.
 */
export const label = <T extends AnyTensor>(name: string, tensor: T): T => {
  if (typeof name !== 'string' || name === '')
    return orThrow(refuse(invalidArgument('label', 'the name must be a string that is not empty', name)));
  if (!isTensor(tensor)) return orThrow(refuse(invalidArgument('label', 'what is named must be a tensor', tensor)));
  const { op, inputs, attributes, outputs } = tensor.node;
  if (op.role !== 'operation' && op.role !== 'constant') return tensor;
  return makeNode(op, inputs, attributes, outputs, name).outputs[tensor.index] as T; // same outcomes, so the same type
};

/** A number that tells a node from most others: the one given, or the one it was given when it was asked first. */
export const numberOn = (node: Node, given: number): number => {
  const { number } = node as Node & Marked;
  return number === 0 ? ((node as Node & Marked).number = given) : number;
};

const inspect = Symbol.for('nodejs.util.inspect.custom');

/** A node with one output is that output: one object a node keeps graphs of millions of nodes small. */
class SingleOutput implements Node, AnyTensor, Marked {
  mark = 0;
  number = 0;
  readonly op: Declaration;
  readonly inputs: readonly AnyTensor[];
  readonly attributes: Attributes;
  readonly shape: readonly Dim[];
  readonly kind: Kind;
  readonly label: string | undefined;
  readonly isConstant: boolean;
  constructor(
    op: Declaration,
    inputs: readonly AnyTensor[],
    attributes: Attributes,
    { shape, kind }: Outcome,
    label?: string,
  ) {
    this.op = op;
    this.inputs = inputs;
    this.attributes = attributes;
    this.shape = shape;
    this.kind = kind;
    this.label = label;
    this.isConstant = isFixed(op, inputs);
  }
  get node(): Node {
    return this;
  }
  get index(): number {
    return 0;
  }
  get outputs(): readonly AnyTensor[] {
    return [this];
  }
  toString(): string {
    return printTensor(this);
  }
  [inspect](): string {
    return printTensor(this);
  }
}

/** A node with several outputs, each an object of its own. */
class SeveralOutputs implements Node, Marked {
  mark = 0;
  number = 0;
  readonly op: Declaration;
  readonly inputs: readonly AnyTensor[];
  readonly attributes: Attributes;
  readonly label: string | undefined;
  readonly isConstant: boolean;
  readonly outputs: readonly AnyTensor[];
  constructor(
    op: Declaration,
    inputs: readonly AnyTensor[],
    attributes: Attributes,
    outcomes: readonly Outcome[],
    label?: string,
  ) {
    this.op = op;
    this.inputs = inputs;
    this.attributes = attributes;
    this.label = label;
    this.isConstant = isFixed(op, inputs);
    this.outputs = outcomes.map((outcome, index) => new OneOfSeveral(this, index, outcome));
  }
}

class OneOfSeveral implements AnyTensor {
  readonly node: SeveralOutputs;
  readonly index: number;
  readonly shape: readonly Dim[];
  readonly kind: Kind;
  constructor(node: SeveralOutputs, index: number, { shape, kind }: Outcome) {
    this.node = node;
    this.index = index;
    this.shape = shape;
    this.kind = kind;
  }
  get isConstant(): boolean {
    return this.node.isConstant;
  }
  toString(): string {
    return printTensor(this);
  }
  [inspect](): string {
    return printTensor(this);
  }
}

const isFixed = (op: Declaration, inputs: readonly AnyTensor[]): boolean =>
  op.role === 'constant' || (op.role === 'operation' && inputs.every((input) => input.isConstant));
