import { numbered, typeOf } from './listing.ts';
import { isTensor } from './application.ts';
import type { AnyTensor, Node } from './node.ts';
import { type Outputs, outputsIn } from './output.ts';
import { functionsOf } from './subgraph.ts';

/**
 * A graph in the language of Graphviz: leaves in boxes (parameters filled), operations in ovals, shapes on the edges. The functions of a loop or a
 * choice stand in frames above it, such as its step; dashed edges go from operands to the variables they are for, and from what a function gives.
 */
export const toDot = (outputs: Outputs): string => {
  const tensors = outputsIn('toDot', outputs);
  const { lines, idOf, crossing } = drawn(tensors, '', 'n');
  const asked = isTensor(outputs) ? { output: outputs } : outputs;
  const ends = Object.entries(asked).flatMap(([as, tensor], index) => [
    `  out${index} [label=${quoted(as)}, shape=plaintext];`,
    `  ${idOf.get(tensor.node)} -> out${index} [label=${quoted(typeOf(tensor))}];`,
  ]);
  return ['digraph {', '  rankdir=TB;', ...lines, ...crossing, ...ends, '}'].join('\n');
};

/** Part of a drawing: what stands in it, what each node is called there, and the edges that leave its frames. */
interface Drawn {
  readonly lines: readonly string[];
  readonly idOf: ReadonlyMap<Node, string>;
  readonly crossing: readonly string[];
}

const looks: Readonly<Record<Node['op']['role'], string>> = {
  operation: 'shape=oval',
  parameter: 'shape=box, style=filled, fillcolor=lightblue',
  state: 'shape=box, style=filled, fillcolor=lightgrey',
  input: 'shape=box',
  variable: 'shape=box, style=dashed',
  constant: 'shape=plaintext',
};

/** The nodes of some outputs, whose names start with a prefix. */
const drawn = (outputs: readonly AnyTensor[], indent: string, prefix: string): Drawn => {
  const { names, nodes } = numbered(outputs);
  const idOf = new Map(nodes.map((node, index) => [node, `${prefix}${index}`]));
  const boxes = nodes.map((node) => {
    const text = node.op.role === 'operation' ? (node.label ?? node.op.name) : names.get(node)!;
    return `${indent}  ${idOf.get(node)} [label=${quoted(text)}, ${looks[node.op.role]}];`;
  });
  const frames = nodes.map((node) => framesOf(node, idOf, indent));
  const edges = nodes.flatMap((node, n) =>
    node.inputs.flatMap((input, index) =>
      frames[n]!.some(({ entered }) => entered.has(index))
        ? []
        : [`${indent}  ${idOf.get(input.node)} -> ${idOf.get(node)} [label=${quoted(typeOf(input))}];`],
    ),
  );
  const all = frames.flat();
  return {
    lines: [...boxes, ...all.flatMap(({ lines }) => lines), ...edges],
    idOf,
    crossing: all.flatMap(({ crossing }) => crossing),
  };
};

/** A function of a node in a frame, and which of the node's inputs go into it. */
interface Frame {
  readonly lines: readonly string[];
  readonly crossing: readonly string[];
  readonly entered: ReadonlySet<number>;
}

const framesOf = (node: Node, idOf: ReadonlyMap<Node, string>, indent: string): readonly Frame[] =>
  functionsOf(node).map(({ role, body, entering }, index) => {
    const id = `${idOf.get(node)}_${index}`;
    const inside = drawn(body.outputs, `${indent}  `, `${id}_`);
    const entered = entering.filter(({ variable }) => inside.idOf.has(variable.node));
    return {
      lines: [
        `${indent}  subgraph cluster_${id} {`,
        `${indent}    label=${quoted(role)}; style=rounded;`,
        ...inside.lines,
        `${indent}  }`,
      ],
      crossing: [
        ...inside.crossing,
        ...entered.map(({ input, variable }) => dashed(idOf.get(input.node)!, inside.idOf.get(variable.node)!, input)),
        ...body.outputs.map((output) => dashed(inside.idOf.get(output.node)!, idOf.get(node)!, output)),
      ],
      entered: new Set(entered.map(({ place }) => place)),
    };
  });

const dashed = (from: string, to: string, tensor: AnyTensor): string =>
  `  ${from} -> ${to} [label=${quoted(typeOf(tensor))}, style=dashed];`;

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
