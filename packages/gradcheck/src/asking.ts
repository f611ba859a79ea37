/**
 * A computation that asks for what others compute, one call after the other, and ends in a result. It does not say whether answers come at
 * once or later: `answer` finds out, so one checker serves functions of either kind.
 */
export type Asking<A> = Generator<() => unknown, A, unknown>;

/** Asks for what a call returns, or what its promise resolves to. */
export function* ask<A>(call: () => A | PromiseLike<A>): Asking<A> {
  return (yield call) as A; // `answer` hands back what the call gave
}

/** Runs a computation to its end: at once where all answers come at once, else as a promise. */
export const answer = <A>(asking: Asking<A>): A | Promise<A> => {
  for (let next = asking.next(); ;) {
    if (next.done === true) return next.value;
    const given = attemptCall(next.value);
    if ('error' in given) next = asking.throw(given.error);
    else if (isPromise(given.value)) return later(asking, given.value);
    else next = asking.next(given.value);
  }
};

const later = async <A>(asking: Asking<A>, first: PromiseLike<unknown>): Promise<A> => {
  let pending: unknown = first;
  for (;;) {
    let next: IteratorResult<() => unknown, A>;
    try {
      next = asking.next(await pending);
    } catch (error) {
      next = asking.throw(error);
    }
    if (next.done === true) return next.value;
    const given = attemptCall(next.value);
    pending = 'error' in given ? Promise.reject(given.error) : given.value;
  }
};

type Given = { readonly value: unknown } | { readonly error: unknown };

const attemptCall = (call: () => unknown): Given => {
  try {
    return { value: call() };
  } catch (error) {
    return { error };
  }
};

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
