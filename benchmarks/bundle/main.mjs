// How much a page loads to train a softmax classifier: programs bundled by Vite for browsers, minified and compressed. Each is run
// here after it was bundled. Prints a Markdown table; with --parts also the files that weigh most.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, defaultClientConditions } from 'vite';

const at = (name) => fileURLToPath(new URL(name, import.meta.url));
const programs = { evaluated: '`evaluate`', compiled: '`compile`', fitted: '`fit` by `sgd`, compiled' };

const bundles = [];
for (const [file, name] of Object.entries(programs)) bundles.push({ name, ...(await bundled(`${file}.ts`)) });

const [expected] = bundles.map(({ losses }) => losses);
for (const { name, losses } of bundles)
  if (!losses.every((loss, step) => Math.abs(loss - expected[step]) < 1e-5)) throw new Error(`${name} gives ${losses}`);

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;
const row = (cells) => console.log(`| ${cells.join(' | ')} |`);
row(['a page that trains with', 'gzipped', 'minified', 'on demand']);
row(['---', '---', '---', '---']);
for (const { name, zipped, minified, later } of bundles) row([name, ...[zipped, minified, later].map(kilobytes)]);

if (process.argv.includes('--parts'))
  for (const { name, parts } of bundles) {
    const all = parts.reduce((sum, { length }) => sum + length, 0);
    console.log(`\n${name}: shares of ${kilobytes(all)} before minifying\n`);
    for (const { path, length } of parts.slice(0, 40)) console.log(`${((100 * length) / all).toFixed(1)} %  ${path}`);
  }

/** What a bundle weighs, gzipped and not, and the losses that it trains to. What it imports only on demand counts by itself. */
async function bundled(file) {
  const folder = await mkdtemp(join(tmpdir(), 'adjoint-'));
  try {
    const { output } = await build({
      configFile: false,
      root: at('.'),
      logLevel: 'error',
      resolve: { conditions: ['@adjoint/source', ...defaultClientConditions] },
      build: {
        outDir: folder,
        emptyOutDir: false,
        modulePreload: false,
        rolldownOptions: {
          input: at(file),
          preserveEntrySignatures: 'strict',
          output: { entryFileNames: 'entry.mjs' },
        },
      },
    });
    const entry = output.find(({ fileName }) => fileName === 'entry.mjs');
    const atOnce = new Set([entry.fileName]);
    for (const name of atOnce) for (const other of chunkOf(output, name).imports) atOnce.add(other); // and on, to theirs
    const [now, later] = [true, false].map((isNow) =>
      output.filter(({ type, fileName }) => type === 'chunk' && atOnce.has(fileName) === isNow),
    );
    const size = (chunks, of) => chunks.reduce((sum, { code }) => sum + of(Buffer.from(code)).length, 0);
    const gzip = (bytes) => gzipSync(bytes, { level: 9 });
    const { train } = await import(pathToFileURL(join(folder, 'entry.mjs')).href);
    return {
      zipped: size(now, gzip),
      minified: size(now, (bytes) => bytes),
      later: size(later, gzip),
      losses: await train(Array.from({ length: 5 }, (_, step) => batchOf(step))),
      parts: now.flatMap(({ modules }) => partsOf(modules)).toSorted((a, b) => b.length - a.length),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function chunkOf(output, name) {
  return output.find(({ fileName }) => fileName === name);
}

function partsOf(modules) {
  return Object.entries(modules).map(([path, { renderedLength }]) => ({
    path: path.replace(/^.*\/(?=packages\/|node_modules\/|benchmarks\/)/, ''),
    length: renderedLength,
  }));
}

/** Eight images of smooth waves, and their labels. */
function batchOf(step) {
  const images = Float32Array.from({ length: 8 * 784 }, (_, i) => Math.sin(i + 1 + step));
  return { images: { shape: [8, 784], data: images }, labels: Array.from({ length: 8 }, (_, i) => i) };
}
