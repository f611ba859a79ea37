// Adjoint beside its peers, on one thread each, or on as many as --threads says. Prints Markdown tables of ratios that were measured in
// one run, and which targets they meet. --only ROW measures one row, --quick makes the largest a tenth as large.

import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { contestants, started } from './contestant.mjs';
import { measured } from './measure.mjs';
import { markdown, tableOf } from './table.mjs';
import { targetsOf } from './targets.mjs';
import { inParallel, rowsOf } from './workloads.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    threads: { type: 'string', default: '1' },
  },
  allowPositionals: true, // the name of the benchmark
});
const threads = Number(options.threads);
const rows = rowsOf({ ...options, threads });
const isAsked = (name) =>
  options.only === undefined ? threads === 1 || inParallel.includes(name) : name === options.only;
const names = Object.keys(rows).filter(isAsked);
if (names.length === 0) {
  console.error(`--only takes one of: ${Object.keys(rows).join(', ')}`);
  process.exit(1);
}

console.log(
  `Node ${process.versions.node}, ${cpus()[0].model}, ${threads === 1 ? 'one thread' : `${threads} threads`} each`,
);
console.log(
  'medians over repetitions in turns; the others in times as long as Adjoint (above 1x Adjoint is faster; - has no such thing)',
);
for (const contestant of contestants) {
  const { error, stop } = await started(contestant, threads);
  if (error !== undefined) console.log(`${contestant.label} is not here and left out: ${error}`);
  stop?.();
}

const targets = [['row', 'target', 'at most', 'came to', '']];
for (const name of names) {
  const row = rows[name];
  const results = await measured(row, threads);
  console.log(`\n${name}: ${row.title}\n\n${tableOf(row, results)}`);
  for (const { claim, value, most, text } of targetsOf(name, row.cases, results.cells, threads))
    targets.push([name, claim, text(most), text(value), value <= most ? 'met' : 'missed']);
}
console.log(`\n${markdown(targets)}`);
