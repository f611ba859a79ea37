import {
  type AnyTensor,
  countOf,
  evaluate,
  type Lowering,
  type Node,
  nameOf,
  numberOf,
  type Precision,
  resolveShape,
  type Sizes,
  type Topology,
} from '@adjoint/graph';
import { type ElementType, elementType } from '../element.ts';

/** A graph with every size known: what each slot is and how it is made. */
export interface Layout {
  readonly slots: readonly Slot[];
  /** The slots asked for. */
  readonly wanted: readonly number[];
  /** The slots of leaves that change after all else, and of what they change to. */
  readonly changes: readonly Change[];
  readonly sizes: Sizes;
}

/** A leaf, and the value that it has next. */
export interface Change {
  readonly leaf: number;
  readonly next: number;
}

/** One output of a node. */
export interface Slot {
  readonly tensor: AnyTensor;
  /** The number of its node. */
  readonly node: number;
  readonly shape: readonly number[];
  readonly count: number;
  readonly type: ElementType;
  readonly making: Making;
  /** The slots of its node's inputs. */
  readonly inputs: readonly number[];
  /** The number that it is everywhere, if that is plain to see. */
  readonly literal: number | undefined;
}

/** How a slot is made. */
type Making =
  | Lowering
  /** Bound, or a constant. */
  | Readonly<{ type: 'leaf' }>
  /** One element from one of each input. */
  | Readonly<{ type: 'map' }>
  | Readonly<{ type: 'kernel' }>;

/** Whether indices choose what it is of its first input. */
export const isChosen = (making: Making): boolean =>
  making.type === 'move' && making.places.some((place) => 'by' in place);

/** How elements lie in memory. */
export interface ElementOptions {
  readonly precision: Precision;
  /** The leaves of real numbers that are bytes, by name. */
  readonly bytes: ReadonlySet<string>;
}

/**
 * Resolves the shapes of a graph, and asks each operation how it is made. The last outputs of the topology are the leaves that change,
 * as many as said, and then what they change to.
 */
export const layoutOf = (
  topology: Topology,
  sizes: Sizes,
  { precision, bytes, changes = 0 }: ElementOptions & { readonly changes?: number },
): Layout => {
  const { nodes, operands, starts, slotsOf } = topology;
  const slots: Slot[] = [];
  for (const [number, node] of nodes.entries()) {
    const inputs = node.inputs.map((_, index) => operands[starts[number]! + index]!);
    for (const tensor of node.outputs) {
      const shape = resolveShape(tensor.shape, sizes)!; // binding has settled every name
      const making = makingOf(
        node,
        shape,
        inputs.map((slot) => slots[slot]!.shape),
        sizes,
      );
      const literal = tensor.isConstant && shape.length === 0 ? numberIn(tensor, making, sizes) : undefined;
      const isBytes = node.op.role !== 'operation' && bytes.has(nameOf(tensor) ?? '');
      const type = isBytes ? 'u8' : elementType(tensor.kind, precision);
      slots.push({ tensor, type, node: number, shape, count: countOf(shape), making, inputs, literal });
    }
  }
  const wanted = slotsOf.length - 2 * changes;
  return {
    slots,
    wanted: slotsOf.slice(0, wanted),
    changes: Array.from({ length: changes }, (_, index) => ({
      leaf: slotsOf[wanted + index]!,
      next: slotsOf[wanted + changes + index]!,
    })),
    sizes,
  };
};

/** The number that a constant scalar is, where that is plain to see or only a kernel can say. */
const numberIn = (tensor: AnyTensor, { type }: Making, sizes: Sizes): number | undefined =>
  numberOf(tensor) ?? (type === 'kernel' ? evaluate(tensor, {}, { sizes }).data[0] : undefined);

const makingOf = (
  { op, attributes, outputs }: Node,
  output: readonly number[],
  inputs: readonly (readonly number[])[],
  sizes: Sizes,
): Making => {
  if (op.role !== 'operation') return { type: 'leaf' };
  if (op.scalar !== undefined) return { type: 'map' };
  const lowering = outputs.length === 1 ? op.lowering?.({ inputs, output, attributes, sizes }) : undefined;
  return lowering ?? { type: 'kernel' };
};
