import type { NumericArray, Repetition } from '@adjoint/graph';
import { bytesOf } from './element.ts';
import type { Memory } from './memory.ts';
import { nameOfCall, type Place, type RepetitionForm, repetitionModule } from './plan/repetition-code.ts';

/** What is the same for all loops over the runs of one program. */
export type RepeatedRuns = Pick<RepetitionForm, 'variables' | 'outputs' | 'checks' | 'scratch' | 'isShared'> & {
  readonly memory: Memory;
  /** What makes one run, called in order. */
  readonly calls: readonly (() => void)[];
};

/** A loop over the runs of a program, in WebAssembly. */
export class CompiledRepetition {
  readonly #runs: RepeatedRuns;
  /** What each array of a loop has elements of, and how many there are in all where that does not grow with the runs. */
  readonly #places: readonly (readonly [place: Place | undefined, isStacked: boolean])[];
  readonly #repeat: (...numbers: readonly number[]) => number;

  /** For loops of the form of one. */
  constructor(runs: RepeatedRuns, { initial, sequences, stacked, past }: Repetition) {
    const { variables, outputs, memory, calls } = runs;
    const carries = initial.length;
    const next = outputs.slice(0, carries);
    const elements = variables.slice(carries, carries + sequences.length);
    const hasPast = past.length > 0;
    this.#runs = runs;
    this.#places = [
      ...next.map((place) => [place, false] as const),
      ...elements.map((place) => [place, true] as const),
      ...next.map((place) => [place, false] as const),
      ...outputs.slice(carries).map((place, index) => [place, index < stacked.length] as const),
      ...(hasPast ? next : []).map((place) => [place, true] as const),
    ];
    const form = {
      ...runs,
      carries,
      sequences: sequences.length,
      stacked: stacked.length,
      hasPast,
      calls: calls.length,
    };
    const module = new WebAssembly.Module(repetitionModule(form));
    const imports = Object.fromEntries(calls.map((call, index) => [nameOfCall(index), call]));
    const { exports } = new WebAssembly.Instance(module, { env: { memory: memory.wasm, ...imports } });
    this.#repeat = exports['repeat'] as (...numbers: readonly number[]) => number;
  }

  /** How many of the runs went well; `undefined` if the arrays lie elsewhere, or are of other types, so that there were none. */
  run(loop: Repetition): number | undefined {
    const { count, reverse } = loop;
    const arrays = arraysOf(loop);
    const { buffer } = this.#runs.memory.wasm;
    const isAtHand = (array: NumericArray, index: number): boolean => {
      const [place, isStacked] = this.#places[index]!;
      return place === undefined || isIn(buffer, array, place, isStacked ? count : 1);
    };
    if (arrays.length !== this.#places.length || !arrays.every(isAtHand)) return undefined;
    const [first, step] = reverse ? [count - 1, -1] : [0, 1];
    return this.#repeat(count, first, step, ...arrays.map(({ byteOffset }) => byteOffset));
  }
}

/** What tells loops of different forms apart. */
export const formOf = ({ initial, sequences, stacked, summed, past }: Repetition): string =>
  [initial, sequences, stacked, summed, past].map(({ length }) => length).join();

const arraysOf = ({ initial, sequences, last, stacked, summed, past }: Repetition): readonly NumericArray[] => [
  ...initial,
  ...sequences,
  ...last,
  ...stacked,
  ...summed,
  ...past,
];

const isIn = (buffer: ArrayBufferLike, array: NumericArray, { type, count }: Place, times: number): boolean =>
  array.buffer === buffer && array.BYTES_PER_ELEMENT === bytesOf(type) && array.length === count * times;
