import type { AnyTensor, Tensor } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { buildExpression } from './build.ts';
import type { Mistake } from './mistake.ts';
import type { Scope } from './scope.ts';

/** What a text may name in the playground: the nodes by their names, and the lecture's names for some of them. */
export const scopeOf = (names: Readonly<Record<string, AnyTensor>>): Scope => {
  const nodes = new Map(Object.entries(names));
  for (const [alias, name] of aliases) {
    const node = nodes.get(name);
    if (node !== undefined && !nodes.has(alias)) nodes.set(alias, node);
  }
  return { nodes, sizes: { batch: mostSamples }, samples: 'batch' };
};

/** What a program calls the nodes of that scope: one name each. */
export const programNames = (names: readonly string[]): ReadonlyMap<string, string> =>
  new Map([...aliases.filter(([, name]) => names.includes(name)), ...names.map((name) => [name, name] as const)]);

/** The graph of a text: a loss for each sample or one number, or the first thing that is wrong. */
export const parseLoss = (text: string, names: Readonly<Record<string, AnyTensor>>): E.Either<Mistake, Tensor> => {
  const built = buildExpression(text, scopeOf(names));
  return E.isRight(built) ? E.right(built.right.loss) : E.left(built.left[0]!); // there is one
};

/** How many samples a graph is thought to have when its size is limited. */
const mostSamples = 300;

const aliases: readonly (readonly [alias: string, name: string])[] = [
  ['λ', 'lambda'],
  ['X', 'features'],
  ['y', 'labels'],
];
