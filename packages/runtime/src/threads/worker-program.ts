import { alertness, chunkBits, control, spins } from './control.ts';

/**
 * What a worker runs, in Node and in browsers: text, so that it needs no file of its own wherever this is bundled. It sleeps until there is work,
 * takes one chunk after the other, and returns to its event loop only where messages wait for it: a program, or one to forget.
 */
export const workerProgram = `
const node = globalThis.process?.getBuiltinModule?.('node:worker_threads');
const port = node === undefined ? globalThis : node.parentPort;
const programs = new Map();
let shared, number, received = 0, seen = 0;

const receive = (message) => {
  received++;
  if (message.control !== undefined) {
    shared = message.control;
    number = message.number;
  } else if (message.module !== undefined) {
    const { exports } = new WebAssembly.Instance(message.module, { env: { memory: message.memory } });
    programs.set(message.program, { exports, offset: number * message.stride });
  } else programs.delete(message.program);
  work();
};

const work = () => {
  let since = performance.now();
  for (let looks = 1; Atomics.load(shared, ${control.mail} + number) === received; looks++) {
    const round = Atomics.load(shared, ${control.round});
    if (round === seen) {
      if (looks % ${spins} === 0 && performance.now() - since > ${alertness}) Atomics.wait(shared, ${control.round}, round);
      continue;
    }
    seen = round;
    const program = programs.get(shared[${control.program}]);
    const run = program?.exports['part' + shared[${control.part}]];
    if (run !== undefined && number < shared[${control.threads}]) takeChunks(run, program.offset, round);
    since = performance.now();
  }
};

const takeChunks = (run, offset, round) => {
  for (;;) {
    const chunks = Atomics.load(shared, ${control.chunks});
    const ticket = Atomics.load(shared, ${control.ticket});
    const chunk = ticket & ${(1 << chunkBits) - 1};
    if (ticket >>> ${chunkBits} !== (round & ${(1 << (32 - chunkBits)) - 1}) || chunk >= chunks) return;
    if (Atomics.compareExchange(shared, ${control.ticket}, ticket, ticket + 1) !== ticket) continue;
    try {
      run(chunk, offset);
    } catch {
      Atomics.add(shared, ${control.failed}, 1);
    }
    if (Atomics.add(shared, ${control.done}, 1) + 1 === chunks) Atomics.notify(shared, ${control.done});
  }
};

if (node === undefined) {
  URL.revokeObjectURL(location.href);
  globalThis.onmessage = ({ data }) => receive(data);
} else port.on('message', receive);
`;
