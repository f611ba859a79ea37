import { readdirSync, readFileSync } from 'node:fs';
import { parameter, type Shape } from '@adjoint/graph';
import * as optim from '@adjoint/optim';
import { expect, test } from 'vitest';
import { optimizerRules } from './optimizer-rule.ts';

/** Whether something makes an optimizer that moves a parameter by itself when it is given a learning rate. */
const isUpdateRule = (made: unknown): boolean => {
  const w = parameter<Shape>('w', []);
  try {
    const optimizer = (made as (options: object) => optim.Optimizer)({ learningRate: 0.1 });
    return optim.updatesOf(optimizer, [w], [w]).some(({ leaf }) => leaf === w);
  } catch {
    return false;
  }
};

const exported: ReadonlyMap<string, unknown> = new Map(Object.entries(optim));

test('every update rule of optim can be chosen, by its own name', () => {
  const folder = new URL('../../../../packages/optim/src/', import.meta.url);
  const sources = readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.includes('.test'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'));
  // what says how a parameter moves; other exports are not called, as some of them write files
  const named = sources
    .filter((source) => source.includes('perParameter('))
    .flatMap((source) => [...source.matchAll(/^export const (\w+)/gm)].map(([, name]) => name!));
  const rules = named.filter((name) => isUpdateRule(exported.get(name)));
  expect(Object.keys(optimizerRules).toSorted()).toEqual(rules.toSorted());
  for (const [name, { make }] of Object.entries(optimizerRules)) expect(make).toBe(exported.get(name));
});
