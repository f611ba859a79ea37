// Adjoint beside its peers, on one thread each. Prints Markdown tables of ratios that were measured in one run, and which targets
// they meet. --only ROW measures one row, --quick makes the largest a tenth as large.

import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { contestants, started } from './contestant.mjs';
import { measured } from './measure.mjs';
import { markdown, tableOf } from './table.mjs';
import { targetsOf } from './targets.mjs';
import { rowsOf } from './workloads.mjs';

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
  allowPositionals: true, // the name of the benchmark
});
const rows = rowsOf(options);
const names = Object.keys(rows).filter((name) => options.only === undefined || name === options.only);
if (names.length === 0) {
  console.error(`--only takes one of: ${Object.keys(rows).join(', ')}`);
  process.exit(1);
}

console.log(`Node ${process.versions.node}, ${cpus()[0].model}, one thread each`);
console.log(
  'medians over repetitions in turns; the others in times as long as Adjoint (above 1x Adjoint is faster; - has no such thing)',
);
for (const contestant of contestants) {
  const { error, stop } = await started(contestant);
  if (error !== undefined) console.log(`${contestant.label} is not here and left out: ${error}`);
  stop?.();
}

const targets = [['row', 'target', 'at most', 'came to', '']];
for (const name of names) {
  const row = rows[name];
  const results = await measured(row);
  console.log(`\n${name}: ${row.title}\n\n${tableOf(row, results)}`);
  for (const { claim, value, most, text } of targetsOf(name, row.cases, results.cells))
    targets.push([name, claim, text(most), text(value), value <= most ? 'met' : 'missed']);
}
console.log(`\n${markdown(targets)}`);
