import {
  type AnyTensor,
  bind,
  type Bindings,
  type Bound,
  definitionsIn,
  evaluate,
  leavesOf,
  nameOf,
  type Node,
  orThrow,
  type Outputs,
  outputsIn,
  type Precision,
  resolveShape,
  resultsFor,
  shapesOf,
  simplify,
  type Sizes,
  type Value,
  visit,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { type Blas, blasFor } from './blas/library.ts';
import { isTooLarge, programBusy, programDisposed } from './error.ts';
import { HeldLeaves } from './held.ts';
import { type Memory, newMemory } from './memory.ts';
import { planOf } from './plan/plan.ts';
import type { CompileOptions } from './program.ts';
import { Specialization } from './specialization.ts';
import { hasRelaxedSimd } from './wasm/support.ts';
import { type Team, teamOf } from './threads/team.ts';

/** A program of WebAssembly. */
export const compiled = async (outputs: Outputs, options: CompileOptions): Promise<Compiled> => {
  const team = teamOf(options.threads);
  return new Compiled(outputs, options, team, await newMemory(team !== undefined));
};

class Compiled {
  readonly executor = 'webassembly';
  readonly #outputs: Outputs;
  readonly #tensors: readonly AnyTensor[];
  /** Those that are bound. */
  readonly #leaves: readonly AnyTensor[];
  readonly #updated: readonly AnyTensor[];
  readonly #isConditional: boolean;
  readonly #precision: Precision;
  readonly #sizes: Sizes;
  readonly #blockBytes: number | undefined;
  readonly #team: Team | undefined;
  readonly #blas: Blas | undefined;
  readonly #isFused: boolean;
  readonly #memory: Memory;
  #pending: Promise<unknown> | undefined;
  #isDisposed = false;
  readonly #held: HeldLeaves;
  readonly #specializations = new Map<string, Specialization>();
  #last: Specialization | undefined;

  constructor(
    outputs: Outputs,
    { precision = 'float64', held = {}, updates = [], when, sizes = {}, blockBytes, math }: CompileOptions,
    team: Team | undefined,
    memory: Memory,
  ) {
    const conditions = when === undefined ? [] : [when];
    const wanted = [...outputsIn('compile', outputs), ...conditions, ...updates.map(({ next }) => next)];
    const simpler = Object.values(simplify(Object.fromEntries(wanted.map((tensor, index) => [index, tensor]))));
    this.#outputs = outputs;
    this.#tensors = simpler;
    this.#updated = updates.map(({ leaf }) => leaf);
    this.#isConditional = when !== undefined;
    this.#precision = precision;
    this.#sizes = sizes;
    this.#blockBytes = blockBytes;
    this.#team = team;
    this.#isFused = math === 'fastest' && hasRelaxedSimd();
    this.#blas = math === 'fastest' ? blasFor(team?.threads ?? 1) : undefined;
    this.#memory = memory;
    const leaves = leavesOf(...simpler, ...this.#updated); // refuses two of one name
    this.#held = new HeldLeaves(held, leaves, this.#memory, {
      precision,
      updated: this.#updated.map((leaf) => nameOf(leaf)!),
    });
    this.#leaves = leaves.filter((leaf) => !this.#held.places.has(nameOf(leaf)!));
    this.#foresee();
  }

  readonly run = (bindings: Bindings = {}): unknown => {
    if (this.#pending !== undefined) return orThrow(E.left(programBusy));
    const { specialization, values } = this.#prepared(bindings);
    return this.#given(values, specialization.run(values));
  };

  readonly runAsync = async (bindings: Bindings = {}): Promise<unknown> => {
    const before = this.#pending;
    const run = (async () => {
      await before?.catch(() => undefined); // whoever awaits that run is told
      const { specialization, values } = this.#prepared(bindings);
      return this.#given(values, await specialization.runAsync(values));
    })();
    this.#pending = run;
    try {
      return await run;
    } finally {
      if (this.#pending === run) this.#pending = undefined;
    }
  };

  get reproducible(): boolean {
    const isExact = this.#blas === undefined && !this.#isFused;
    return isExact && [...this.#specializations.values()].every(({ isPortable }) => isPortable);
  }

  get blas(): string | undefined {
    return this.#blas?.name;
  }

  readonly held = (names?: readonly string[]): Record<string, Value> => this.#held.copies(names);

  readonly dispose = (): void => {
    this.#isDisposed = true;
    for (const specialization of this.#specializations.values()) specialization.release();
    this.#memory.release();
    this.#last = undefined;
    this.#specializations.clear();
    this.#held.forget();
  };

  /** What computes the outputs for some bindings, and the values that it takes. */
  #prepared(bindings: Bindings): Prepared {
    if (this.#isDisposed) orThrow(E.left(programDisposed));
    if (this.#last?.accepts(bindings) === true)
      return { specialization: this.#last, values: bindings as Prepared['values'] }; // as it has seen
    const { values } = this.#bound([], bindings);
    const given = Object.fromEntries(
      this.#leaves.map((leaf, index): [string, Value] => [nameOf(leaf)!, values[index]!]), // bytes stay bytes
    );
    const forms = Object.values(given).map(({ shape, data }) => ({ shape, isBytes: data instanceof Uint8Array }));
    const specialization =
      this.#specializations.get(keyOf(forms)) ??
      this.#specialized(forms, this.#bound(visit(this.#tensors).nodes, bindings).sizes);
    if (specialization !== this.#last) specialization.enter();
    this.#last = specialization;
    return { specialization, values: given };
  }

  /** The results of a run; where an operation has refused what it got, `evaluate` says what, and why. */
  #given(values: Prepared['values'], results: readonly Value[] | undefined): unknown {
    if (results !== undefined) return resultsFor(this.#outputs, results);
    const options = { precision: this.#precision, sizes: this.#sizes };
    return evaluate(this.#outputs, { ...values, ...this.#held.bindings }, options);
  }

  /** Compiles at once where all sizes are known, so that what is too large for memory is refused. As bytes, what is bound may fit. */
  #foresee(): void {
    const sizes = { ...this.#held.sizes, ...this.#sizes };
    const { nodes } = visit(this.#tensors);
    for (const shape of shapesOf(nodes)) if (resolveShape(shape, sizes) === undefined) return;
    for (const _ of definitionsIn(nodes)) return; // which may contradict
    const tooLarge = (isBytes: boolean): unknown => {
      try {
        const shapes = this.#leaves.map(({ shape }) => resolveShape(shape, sizes)!);
        this.#specialized(
          shapes.map((shape) => ({ shape, isBytes })),
          sizes,
        );
      } catch (error) {
        return isTooLarge(error) ? error : undefined; // all else is for the run to say
      }
    };
    const error = tooLarge(false);
    if (error !== undefined && tooLarge(true) !== undefined) throw error;
  }

  #specialized(forms: readonly Form[], sizes: Sizes): Specialization {
    const areBytes = this.#leaves
      .filter(({ kind }, index) => kind === 'real' && forms[index]!.isBytes)
      .map((leaf) => nameOf(leaf)!);
    const common = {
      sizes,
      precision: this.#precision,
      blockBytes: this.#blockBytes,
      isShared: this.#team !== undefined,
      isNative: this.#blas !== undefined,
      isFused: this.#isFused,
    };
    const plan = planOf({
      ...common,
      outputs: this.#tensors,
      updated: this.#updated,
      start: this.#memory.end,
      held: this.#held.places,
      bytes: new Set([...areBytes, ...this.#held.bytes]),
    });
    const specialization = new Specialization(plan, {
      precision: this.#precision,
      memory: this.#memory,
      isConditional: this.#isConditional,
      team: this.#team,
      blas: this.#blas,
      planned: (outputs, start) =>
        planOf({ ...common, outputs, updated: [], start, held: new Map(), bytes: new Set() }),
    });
    this.#specializations.set(keyOf(forms), specialization);
    return specialization;
  }

  /** The values of the leaves that are not held, and the sizes of some nodes. */
  #bound(nodes: readonly Node[], bindings: Bindings): Bound {
    const sizes = { ...this.#held.sizes, ...this.#sizes };
    return orThrow(bind(this.#leaves, shapesOf(nodes), definitionsIn(nodes), bindings, sizes, undefined));
  }
}

/** What a program is compiled for: the shape of each leaf that is bound, and whether its elements are bytes. */
interface Form {
  readonly shape: readonly number[];
  readonly isBytes: boolean;
}

const keyOf = (forms: readonly Form[]): string =>
  forms.map(({ shape, isBytes }) => `${shape.join()} ${isBytes}`).join(';');

interface Prepared {
  readonly specialization: Specialization;
  readonly values: Readonly<Record<string, Value>>;
}
