// How a row is measured: every contestant prepares every case and shows its result, those that agree warm up, and then they take turns.

import { setTimeout } from 'node:timers/promises';
import { contestants, started } from './contestant.mjs';

const tolerance = 1e-4; // relative to the largest element
const warmUp = 0.3; // seconds
const repetition = 0.05;

/** A cell for each case and contestant, in order: seconds of one run at each repetition, or why there are none. */
export const measured = async ({ cases, peers, also = [], repetitions = 15, memory = false }, threads) => {
  const takesPart = ({ label, isExtra = false }) =>
    label === 'loops' || (isExtra ? also.includes(label) : (peers?.includes(label) ?? true));
  const present = [];
  for (const contestant of contestants.filter(takesPart))
    present.push({ ...contestant, ...(await started(contestant, threads)) });
  const cells = [];
  for (const [id, task] of cases.entries()) cells.push(...(await preparedCells(present, id, task, memory)));
  const able = cells.filter(({ problem }) => problem === undefined);
  for (const cell of able) await warm(cell);
  for (let i = 0; i < repetitions; i++)
    for (const { contestant, id, count, seconds } of able) {
      if (threads > 1) await setTimeout(200); // threads of the one before may still look for work
      if (count > 1) await contestant.ask('run', { id, count: 1 }); // others have had the caches meanwhile
      seconds.push((await contestant.ask('run', { id, count })).seconds / count);
    }
  for (const { stop } of present) stop?.();
  return { cells: cells.map(({ contestant, ...cell }) => ({ ...cell, label: contestant.label })) };
};

/** The cells of a case, compared with the loops' or, where they have none, with the first's. */
const preparedCells = async (present, id, task, memory) => {
  const cells = [];
  for (const contestant of present) cells.push(await preparedCell(contestant, id, task, memory));
  const shown = cells.filter(({ result }) => result !== undefined);
  const reference = (shown.find(({ contestant }) => contestant.label === 'loops') ?? shown[0])?.result;
  return cells.map(({ result, ...cell }) => {
    const error = result === undefined ? 0 : distance(result, reference);
    return error <= tolerance ? cell : { ...cell, problem: `wrong by ${error.toExponential(1)}` };
  });
};

const preparedCell = async (contestant, id, task, memory) => {
  const cell = { contestant, id, seconds: [] };
  if (contestant.error !== undefined) return { ...cell, problem: 'absent' };
  const { isSupported, error } = await contestant.ask('prepare', { id, task });
  if (error !== undefined) return { ...cell, problem: error };
  if (!isSupported) return { ...cell, problem: '-' };
  const first = await contestant.ask('run', { id, count: 1 });
  if (first.error !== undefined) return { ...cell, problem: first.error };
  const { arrays, error: unreadable } = await contestant.ask('result', { id });
  if (unreadable !== undefined) return { ...cell, problem: unreadable };
  const bytes = memory ? (await contestant.ask('memory', { id })).bytes : undefined;
  return { ...cell, first: first.seconds, bytes, result: arrays.map(decoded) };
};

/** Runs for a while unless one run has been long enough, and settles how many runs a repetition has. */
const warm = async (cell) => {
  const { contestant, id, first } = cell;
  let [seconds, count] = [first, 1];
  for (let total = first > 1 ? first : 0; total < warmUp; count = Math.max(1, Math.ceil(repetition / seconds))) {
    const run = await contestant.ask('run', { id, count });
    seconds = Math.max(run.seconds / count, 1e-8);
    total += run.seconds;
  }
  cell.count = count;
};

const decoded = (text) => {
  const bytes = Buffer.from(text, 'base64');
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
};

/** The largest difference of each array relative to its largest element, and the worst of these. */
const distance = (result, reference) => {
  if (result.length !== reference.length) return Infinity;
  const errors = reference.map((expected, i) => {
    if (expected.length !== result[i].length) return Infinity;
    let [difference, largest] = [0, 0];
    for (let j = 0; j < expected.length; j++) {
      difference = Math.max(difference, Math.abs(expected[j] - result[i][j]));
      largest = Math.max(largest, Math.abs(expected[j]));
    }
    return Number.isNaN(difference) ? Infinity : difference / (largest || 1);
  });
  return Math.max(...errors);
};

export const median = (numbers) => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.floor(half)] + sorted[Math.ceil(half) - 1]) / 2;
};

/** The median of how many times as long one took as another, repetition by repetition. */
export const ratio = (one, other) => median(one.seconds.map((seconds, i) => seconds / other.seconds[i]));
