import { type AnyTensor, formatShape, functionsOf, type Subgraph } from '@adjoint/graph';
import { type Folding, foldingOf } from './graph-folding.ts';
import type { Group } from './graph-group.ts';
import { isLiteral, literalText, sourceOf, typeOf } from './graph-node.ts';
import { outputTitle, titlesOf } from './graph-title.ts';

/** A box of a drawn graph: leaves, an expression, outputs, or what is left out. */
interface Box {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly shape: string;
  readonly isBackward: boolean;
  /** Whether it stands for several that are equal. */
  readonly isRepeated: boolean;
  /** The names of the boxes it reads. */
  readonly from: readonly string[];
}

/** An arrow between boxes, by their identifiers. */
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly isBackward: boolean;
}

/** What surrounds the boxes of a function of a loop or a choice, such as a step. */
export interface Frame {
  readonly id: string;
  readonly name: string;
  readonly boxes: readonly Box[];
  readonly frames: readonly Frame[];
}

/** A graph as boxes, some of them in frames, and arrows between any of them. */
export interface GraphDrawing {
  readonly boxes: readonly Box[];
  readonly frames: readonly Frame[];
  readonly edges: readonly Edge[];
  /** How the graph is folded, and the functions that are drawn. */
  readonly foldings: readonly Folding[];
  /** How many functions there is no room for. */
  readonly undrawn: number;
}

/** What stands for nodes that are left out. */
const rest = '…';

/** A folded graph as boxes and arrows, with at most so many boxes in frames of one depth. */
export const graphDrawing = (folding: Folding, most: number): GraphDrawing => {
  const { groups, ids, arrows, frames, foldings, undrawn } = sketched(folding, most, { prefix: '', suffix: '' });
  const read = new Map<string, string[]>();
  for (const { to, name } of arrows) read.set(to, [...(read.get(to) ?? []), name]);
  const [boxes, rests] = boxesOf(groups, read);
  const ends = folding.outputs.map((output, i): { readonly box: Box; readonly edges: readonly Edge[] } => {
    const { tensors, isBackward } = output;
    const { node } = sourceOf(tensors[0]!);
    const group = folding.groupOf.get(node);
    const [id, text] = [`out${i}`, typesText(tensors)];
    const from = group === undefined ? undefined : ids.get(group)!;
    const isLeftOut = node.op.role === 'operation' && node.inputs.length > 0;
    const source = groups.find((each) => each.group === group)?.title ?? (isLeftOut ? rest : literalText(node));
    return {
      box: { id, name: outputTitle(output), kind: 'output', shape: text, isBackward, isRepeated: tensors.length > 1, from: [source] }, // prettier-ignore
      edges: from === undefined ? [] : [{ from, to: id, text, isBackward }],
    };
  });
  return {
    boxes: [...boxes, ...ends.map(({ box }) => box), ...rests],
    frames: framesOf(frames, read),
    edges: [
      ...arrows.map(({ from, to, tensors, isBackward }) => ({ from, to, text: typesText(tensors), isBackward })),
      ...ends.flatMap(({ edges }) => edges),
    ],
    foldings,
    undrawn,
  };
};

/** A group, and what its box is called. */
interface Titled {
  readonly group: Group;
  readonly id: string;
  readonly title: string;
  /** Whether it reads what is left out. */
  readonly isCut: boolean;
}

/** What goes from one box to another, and what the first one is called. */
interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly name: string;
  readonly tensors: AnyTensor[];
  readonly isBackward: boolean;
}

/** A folding with the functions in it, before its boxes know what they read. */
interface Sketch extends Pick<GraphDrawing, 'foldings' | 'undrawn'> {
  readonly groups: readonly Titled[];
  readonly ids: ReadonlyMap<Group, string>;
  readonly arrows: readonly Arrow[];
  readonly frames: readonly SketchedFrame[];
}

interface SketchedFrame {
  readonly id: string;
  readonly name: string;
  readonly suffix: string;
  readonly group: Group;
  readonly body: Subgraph;
  readonly folding: Folding;
  readonly sketch: Sketch;
  /** The box of the variable that each input goes to, by the input's place. */
  readonly entries: ReadonlyMap<number, string>;
}

/** What identifiers begin with, and names end with where others mention them. */
interface Place {
  readonly prefix: string;
  readonly suffix: string;
}

const sketched = (folding: Folding, most: number, { prefix, suffix }: Place): Sketch => {
  const { groups, groupOf } = folding;
  const titles = titlesOf(folding);
  const ids = new Map(groups.map((group, i) => [group, `${prefix}n${i}`]));
  const { frames, undrawn } = sketchedFrames(folding, most, { titles, prefix });
  const arrows = new Map<string, Arrow>();
  const draw = (from: string, to: string, name: string, tensor: AnyTensor, isBackward: boolean): void => {
    const key = `${from} ${to}`;
    if (!arrows.has(key)) arrows.set(key, { from, to, name, tensors: [], isBackward });
    arrows.get(key)!.tensors.push(tensor);
  };
  const cut = new Set<Group>();
  for (const group of groups) {
    const { parts, isBackward } = group;
    const id = ids.get(group)!;
    const own = frames.filter((frame) => frame.group === group);
    const read = (operand: AnyTensor, to: string): void => {
      const source = groupOf.get(operand.node);
      if (source === undefined) cut.add(group);
      draw(source === undefined ? `${id}rest` : ids.get(source)!, to, source === undefined ? rest : titles.get(source)! + suffix, operand, isBackward); // prettier-ignore
    };
    for (const { root, operands } of parts) {
      if (own.length === 0) for (const operand of operands) read(operand, id);
      else
        for (const [place, input] of root.inputs.map(sourceOf).entries()) {
          if (isLiteral(input.node)) continue;
          const entries = own.flatMap(({ entries }) => entries.get(place) ?? []);
          for (const to of entries.length > 0 ? entries : [id]) read(input, to);
        }
    }
    for (const { suffix, body, folding: inner, sketch } of own)
      for (const output of body.outputs.map(sourceOf)) {
        const source = sketch.groups.find((each) => each.group === inner.groupOf.get(output.node));
        if (source !== undefined) draw(source.id, id, source.title + suffix, output, isBackward);
      }
  }
  return {
    groups: groups.map((group) => ({ group, id: ids.get(group)!, title: titles.get(group)!, isCut: cut.has(group) })),
    ids,
    arrows: [...arrows.values(), ...frames.flatMap(({ sketch }) => sketch.arrows)],
    frames,
    foldings: [folding, ...frames.flatMap(({ sketch }) => sketch.foldings)],
    undrawn: undrawn + frames.reduce((sum, { sketch }) => sum + sketch.undrawn, 0),
  };
};

/** The functions of all groups, which share the room that there is. */
const sketchedFrames = (
  { groups }: Folding,
  most: number,
  { titles, prefix }: { readonly titles: ReadonlyMap<Group, string>; readonly prefix: string },
): { readonly frames: readonly SketchedFrame[]; readonly undrawn: number } => {
  const functions = groups.flatMap((group) => functionsOf(group.parts[0]!.root).map((each) => ({ group, ...each })));
  const room = shareOf(functions.map(({ body }) => body.size), most); // prettier-ignore
  if (room === 0) return { frames: [], undrawn: functions.length };
  const frames = functions.map(({ group, role, body, entering }, i): SketchedFrame => {
    const [id, name] = [`${prefix}f${i}`, `${titles.get(group)}: ${role}`];
    const results = Object.fromEntries(body.outputs.entries());
    const whole = foldingOf(results, group.isBackward ? [] : Object.keys(results), room);
    const folding = { ...whole, outputs: [] }; // which have no names
    const suffix = ` (${name})`;
    const sketch = sketched(folding, room, { prefix: id, suffix });
    const entries = new Map(
      entering.flatMap(({ place, variable }) => {
        const read = folding.groupOf.get(variable.node);
        return read === undefined ? [] : [[place, sketch.ids.get(read)!] as const];
      }),
    );
    return { id, name, suffix, group, body, folding, sketch, entries };
  });
  return { frames, undrawn: 0 };
};

/** The most that each can have where all together have so much, and none takes more than it needs. */
const shareOf = (needs: readonly number[], most: number): number => {
  const taken = (share: number): number => needs.reduce((sum, need) => sum + Math.min(need, share), 0);
  let share = 0;
  while (share < most && taken(share + 1) <= most) share++;
  return share;
};

/** The boxes of some groups, and those for what is left out. */
const boxesOf = (
  groups: readonly Titled[],
  read: ReadonlyMap<string, readonly string[]>,
): readonly [boxes: readonly Box[], rests: readonly Box[]] => [
  groups.map(({ group: { parts, isBackward }, id, title }) => ({
    id,
    name: title,
    kind: parts[0]!.root.op.role,
    shape: typesText(parts.map(({ root }) => root.outputs[0]!)),
    isBackward,
    isRepeated: parts.length > 1,
    from: read.get(id) ?? [],
  })),
  groups
    .filter(({ isCut }) => isCut)
    .map(({ group: { isBackward }, id }) => ({ id: `${id}rest`, name: rest, kind: 'rest', shape: '', isBackward, isRepeated: false, from: [] })), // prettier-ignore
];

const framesOf = (frames: readonly SketchedFrame[], read: ReadonlyMap<string, readonly string[]>): readonly Frame[] =>
  frames.map(({ id, name, sketch }) => ({
    id,
    name,
    boxes: boxesOf(sketch.groups, read).flat(),
    frames: framesOf(sketch.frames, read),
  }));

/** The types of some tensors as one: with a dot for every size in which they differ, or all where they are of several kinds. */
const typesText = (tensors: readonly AnyTensor[]): string => {
  const texts = new Set(tensors.map(typeOf));
  const [first] = tensors as [AnyTensor, ...AnyTensor[]];
  if (texts.size === 1) return [...texts][0]!;
  const { shape, kind } = first;
  if (!tensors.every((tensor) => tensor.shape.length === shape.length && tensor.kind === kind) || texts.size <= 2)
    return texts.size <= 3 ? [...texts].join(', ') : `${[...texts].slice(0, 2).join(', ')}, …`;
  const common = shape.map((dim, axis) => (tensors.every((tensor) => tensor.shape[axis] === dim) ? dim : '·'));
  return `${formatShape(common)}${kind === 'real' ? '' : ` ${kind}`}`;
};
