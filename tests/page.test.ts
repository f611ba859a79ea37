import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';
import { expect, test } from 'vitest';

// What draws in Node brings a document and a converter of its own; a page has both.

test('a page that draws loads neither a document nor a converter made for Node', async () => {
  const entry = fileURLToPath(new URL('../packages/plot/src/index.ts', import.meta.url));
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['@adjoint/source', 'module', 'browser', 'production'] },
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'plot' } },
  });
  const outputs = [built].flat() as readonly Rolldown.RolldownOutput[]; // nothing is watched
  const modules = outputs.flatMap(({ output }) =>
    output.flatMap((chunk) => ('modules' in chunk ? Object.keys(chunk.modules) : [])),
  );
  const has = (name: string): boolean => modules.some((module) => module.includes(name));
  expect(has('@observablehq/plot')).toBe(true);
  expect(has('document-of-page.ts')).toBe(true);
  expect(has('converter-of-page.ts')).toBe(true);
  expect(modules.filter((module) => /linkedom|resvg|node:/.test(module))).toEqual([]);
});
