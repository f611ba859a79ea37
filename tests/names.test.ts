import { readFileSync } from 'node:fs';
import * as datasets from '@adjoint/datasets';
import * as gradcheck from '@adjoint/gradcheck';
import * as graph from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import * as optim from '@adjoint/optim';
import * as plot from '@adjoint/plot';
import * as runtime from '@adjoint/runtime';
import * as adjoint from 'adjoint';
import { expect, test } from 'vitest';

const packages: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  graph,
  ops,
  gradcheck,
  optim,
  runtime,
  datasets,
  plot,
};

const exportsOf = (name: string): readonly string[] => {
  const index = readFileSync(new URL(`../packages/${name}/src/index.ts`, import.meta.url), 'utf8');
  const lists = [...index.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list]) => list!.split(','));
  return [
    ...lists.map((item) => item.trim()).filter(Boolean),
    ...[...index.matchAll(/export \* as (\w+)/g)].map(([, as]) => as!),
  ];
};

test('no two packages give one name to different things, so one import may hold them all', () => {
  const owners = new Map<string, string>();
  const clashes: string[] = [];
  for (const name of Object.keys(packages)) {
    for (const exported of exportsOf(name)) {
      const owner = owners.get(exported);
      const isSame =
        owner !== undefined && exported in packages[name]! && packages[owner]![exported] === packages[name]![exported];
      if (owner !== undefined && !isSame) clashes.push(`${exported} in ${owner} and ${name}`);
      owners.set(exported, owner ?? name);
    }
  }
  expect(owners.size).toBeGreaterThan(150);
  expect(clashes).toEqual([]);
});

test('one import holds everything but pictures, and what trains or minimizes compiles', () => {
  const { plot: _, ...others } = packages; // plot brings a drawing library, which who does not draw need not load
  const expected = Object.assign({}, ...Object.values(others)) as Readonly<Record<string, unknown>>;
  expect(Object.keys(adjoint).toSorted()).toEqual(Object.keys(expected).toSorted());
  const changed = Object.entries(adjoint).filter(([name, exported]) => exported !== expected[name]);
  expect(changed.map(([name]) => name).toSorted()).toEqual(['fit', 'minimize']);
});
