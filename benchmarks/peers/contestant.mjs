// A peer as the measuring process sees it: a process that answers one request at a time.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const at = (name) => fileURLToPath(new URL(name, import.meta.url));

const inNode = (label, ...args) => ({ label, command: process.execPath, args: [at('peer-process.mjs'), ...args] });

/** Debian's Python has Debian's PyTorch. */
const inPython = (label, library) => ({ label, command: '/usr/bin/python3', args: [at('peers/python.py'), library] });

/** Everyone who may take part, Adjoint first; plain loops are the reference of all results. */
export const contestants = [
  inNode('Adjoint', 'adjoint', 'float32'),
  // in some rows
  { ...inNode('Adjoint, one thread', 'adjoint', 'float32'), isExtra: true, isAlone: true },
  { ...inNode("Adjoint, 'fastest'", 'adjoint', 'float32', 'fastest'), isExtra: true },
  { ...inNode('Adjoint, float64', 'adjoint', 'float64'), isExtra: true },
  inNode('loops', 'loop'),
  inNode('TensorFlow.js, wasm', 'tfjs', 'wasm'),
  inNode('TensorFlow.js, cpu', 'tfjs', 'cpu'),
  inNode('jax-js, wasm', 'jax', 'wasm'),
  inPython('PyTorch', 'torch'),
  inPython('NumPy', 'numpy'),
];

/** Starts a contestant with so many threads; `undefined` where it cannot be. */
export const started = async ({ command, args, isAlone = false }, threads) => {
  const count = String(isAlone ? 1 : threads);
  const limits = Object.fromEntries(['OPENBLAS', 'OMP', 'MKL', 'PEER'].map((whose) => [`${whose}_NUM_THREADS`, count]));
  const child = spawn(command, args, { env: { ...process.env, ...limits }, stdio: ['pipe', 'pipe', 'pipe'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let complaints = '';
  child.stderr.on('data', (text) => (complaints += text));
  child.stdin.on('error', () => {}); // it has ended, which the missing answer tells
  const failed = new Promise((resolve) => child.once('error', resolve)).then(() => ({ done: true }));
  const answer = async () => {
    const { value, done } = await Promise.race([lines.next(), failed]);
    return done ? { error: complaints.trim().split('\n').at(-1) || 'it does not start' } : JSON.parse(value);
  };
  const { error } = await answer();
  if (error !== undefined) return { error };
  return {
    ask: (ask, request = {}) => {
      child.stdin.write(`${JSON.stringify({ ask, ...request })}\n`);
      return answer();
    },
    stop: () => void child.stdin.end(),
  };
};
