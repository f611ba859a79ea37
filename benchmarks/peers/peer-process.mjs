// One peer in a process of its own: `node peer-process.mjs jax wasm` answers requests, one JSON object a line, and times itself.
// A peer is { name, prepare(task) -> { run(), result() } }, where `run` does the work once and `result` is a list of typed arrays.

import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { dataOf } from './workloads.mjs';

const [module, ...options] = process.argv.slice(2);
const { peer } = await import(`./peers/${module}.mjs`);
const { name, prepare } = await peer(...options);
const works = new Map();

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** A line of what Linux says of this process, in bytes. */
const status = (line) => Number(readFileSync('/proc/self/status', 'utf8').match(`${line}:\\s*(\\d+) kB`)[1]) * 1024;

/** Resident memory when what nobody refers to has gone. */
const resident = async () => {
  for (let turn = 0; turn < 3; turn++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return status('VmRSS');
};

const answers = {
  prepare: async ({ id, task }) => {
    const before = await resident();
    const data = dataOf(task);
    const bytes = Object.values(data).reduce((sum, { data }) => sum + data.byteLength, 0);
    const work = await prepare({ ...task, data });
    if (work !== undefined) works.set(id, { ...work, before: before + bytes });
    return { isSupported: work !== undefined };
  },
  run: async ({ id, count }) => {
    const { run } = works.get(id);
    const start = performance.now();
    for (let i = 0; i < count; i++) {
      const done = run();
      if (done !== undefined) await done;
    }
    return { seconds: (performance.now() - start) / 1000 };
  },
  result: ({ id }) => ({ arrays: works.get(id).result().map(encoded) }),
  /** The most that is resident while it runs once more, beyond what was before and one copy of the data. */
  memory: async ({ id }) => {
    await resident();
    writeFileSync('/proc/self/clear_refs', '5'); // the peak starts anew
    await answers.run({ id, count: 1 });
    return { bytes: status('VmHWM') - works.get(id).before };
  },
};

const encoded = (array) => Buffer.from(Float64Array.from(array).buffer).toString('base64');
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

say({ name });
for await (const line of createInterface({ input: process.stdin })) {
  const { ask, ...request } = JSON.parse(line);
  say(await Promise.resolve(answers[ask](request)).catch(({ message }) => ({ error: message })));
}
