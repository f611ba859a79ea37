import * as z from 'zod/mini';
import { type Dim, isSize } from '../dim.ts';
import { isDim } from '../polynomial.ts';
import { type GraphError, invalidGraph, orThrow, refuse } from '../error.ts';
import type { Reference } from './graph-json.ts';

/** A node as it is read: of the right form, which says nothing of what it refers to. */
export type ReadNode = z.infer<typeof node>;

/** The nodes and outputs of a graph of at most so many nodes, where all is of the right form; else an `InvalidGraph` that says what is not. */
export const decoded = (
  json: unknown,
  maxNodes: number,
): { readonly nodes: readonly ReadNode[]; readonly outputs: Readonly<Record<string, unknown>> } => {
  const data = typeof json === 'string' ? parsed(json) : json;
  const found = graphOf(maxNodes).safeParse(data);
  return found.success ? found.data : orThrow(refuse(problemOf(found.error.issues[0]!, data)));
};

/** Where a tensor of the graph is. */
export const reference = z.custom<Reference>(
  (value) => isSize(value) || (Array.isArray(value) && value.length === 2 && value.every(isSize)),
  'must be the number of a node',
);

const entries = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'must be an object',
);

const word = z.string('must be a text').check(z.maxLength(1000, 'must have at most 1000 letters'));

const dim = z.custom<Dim>(
  (value) => isDim(value) && String(value).length <= 1000,
  'must be a size from 0 up or a name',
);

/** The greatest length of a list but for the elements of a constant, and of a text. */
export const maxLength = 65_536;
const tooLong = `must have at most ${maxLength} entries`;

const references = z.array(reference, 'must be a list').check(z.maxLength(maxLength, tooLong));

const node = z.strictObject({
  op: word,
  inputs: z.optional(references),
  attributes: z.optional(entries),
  shape: z.optional(z.array(dim, 'must be a list').check(z.maxLength(64, 'must have at most 64 axes'))),
  kind: z.optional(z.enum(['real', 'int', 'bool'], 'must be real, int or bool')),
  label: z.optional(word),
});

const graphOf = (maxNodes: number) =>
  z.strictObject(
    {
      format: z.literal('adjoint-graph', "must be 'adjoint-graph'"),
      version: z.literal(1, 'must be 1, the version this reads'),
      nodes: z.array(node, 'must be a list').check(z.maxLength(maxNodes, `must be at most ${maxNodes}`)),
      outputs: entries,
    },
    'must be an object, or the text of one',
  );

/** A function: which tensors are its variables and its outputs. */
export const functionParts = z.strictObject({ variables: references, outputs: references });

/** The elements of a constant, and their shape. */
export const elements = z.strictObject({
  shape: z.array(z.int().check(z.minimum(0))),
  data: z.array(z.custom<number>((element) => typeof element === 'number')),
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return orThrow(refuse(invalidGraph('the text', 'must be JSON', `${text.slice(0, 20)}`)));
  }
};

const problemOf = (issue: z.core.$ZodIssue, json: unknown): GraphError => {
  const isUnknown = issue.code === 'unrecognized_keys';
  const path = isUnknown ? [...issue.path, issue.keys[0]!] : issue.path;
  const got = path.reduce<unknown>((part, key) => (part as Readonly<Record<PropertyKey, unknown>>)[key], json); // zod has been there
  const at = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return invalidGraph(
    at.replace(/^\./, '') || 'the graph',
    isUnknown ? 'is no part of the format' : issue.message,
    got,
  );
};
