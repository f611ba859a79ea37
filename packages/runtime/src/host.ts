/** A module of Node's, where this is Node; no bundler has to know of it. */
export const builtin = <const N extends keyof NodeModules>(name: N): NodeModules[N] | undefined =>
  (globalThis as { process?: { getBuiltinModule?: (name: N) => NodeModules[N] } }).process?.getBuiltinModule?.(name);

interface NodeModules {
  'node:module': typeof import('node:module');
  'node:os': typeof import('node:os');
  'node:worker_threads': typeof import('node:worker_threads');
}

/** How many threads the machine runs at once, as far as that is known. */
export const threadsHere = (): number => {
  const { hardwareConcurrency = 1 } = (globalThis.navigator ?? {}) as { readonly hardwareConcurrency?: number };
  return builtin('node:os')?.availableParallelism() ?? hardwareConcurrency;
};

/** Whether threads can have memory in common: not in a page that is not isolated from other origins. */
export const canShare = (): boolean =>
  typeof SharedArrayBuffer === 'function' &&
  (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated !== false;

/** Whether this thread may sleep: not the one that a page is drawn by. */
export const mayWait = (): boolean => !('document' in globalThis);
