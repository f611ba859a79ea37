// One peer in a process of its own: `node peer-process.mjs jax wasm` answers requests, one JSON object a line, and times itself.
// A peer is { name, prepare(task) -> { run(), result() } }, where `run` does the work once and `result` is a list of typed arrays.

import { createInterface } from 'node:readline';
import { dataOf } from './workloads.mjs';

const [module, option] = process.argv.slice(2);
const { peer } = await import(`./peers/${module}.mjs`);
const { name, prepare } = await peer(option);
const works = new Map();
let before = 0; // the memory when the data are there

const answers = {
  prepare: async ({ id, task }) => {
    const data = dataOf(task);
    before ||= process.memoryUsage().rss;
    const work = await prepare({ ...task, data });
    works.set(id, work);
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
  memory: () => ({ bytes: process.resourceUsage().maxRSS * 1024 - before }),
};

const encoded = (array) => Buffer.from(Float64Array.from(array).buffer).toString('base64');
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

say({ name });
for await (const line of createInterface({ input: process.stdin })) {
  const { ask, ...request } = JSON.parse(line);
  say(await Promise.resolve(answers[ask](request)).catch(({ message }) => ({ error: message })));
}
