// Checked by `tsc -b` and never run: what is right keeps its exact type, what is wrong does not compile.

import type { Value } from '@adjoint/graph';
import * as z from 'zod/mini';
import { readCsv, spiral, splitData } from './index.ts';

/** Compiles only where the value's type is exactly `Expected`, and not `any`. */
declare const is: <Expected>() => <T>(
  value: 0 extends 1 & T ? never : [T, Expected] extends [Expected, T] ? T : never,
) => void;

const row = z.object({ length: z.number(), width: z.number(), isWild: z.boolean(), species: z.string() });

type Column = Value<Float64Array>;

const plain = await readCsv('flowers.csv', row);
is<Readonly<{ length: Column; width: Column; isWild: Column }>>()(plain.data);

const labelled = await readCsv('flowers.csv', row, { labels: 'species' });
is<Readonly<{ features: Column; labels: Value<Int32Array> }>>()(labelled.data);
splitData(labelled.data, { test: 0.2, seed: 1, stratify: 'labels' });
splitData(spiral(), { test: 0.2, seed: 1, stratify: 'labels' });

const some = await readCsv('flowers.csv', row, { features: ['length'], labels: 'species' });
is<Readonly<{ features: Column; labels: Value<Int32Array>; width: Column; isWild: Column }>>()(some.data);

// @ts-expect-error no such column
await readCsv('flowers.csv', row, { labels: 'height' });
// @ts-expect-error no such column
await readCsv('flowers.csv', row, { features: ['height'] });
// @ts-expect-error text has no value
is<Column>()(plain.data.species);
