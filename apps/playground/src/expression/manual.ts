import manual from 'virtual:manual';

/** One argument of an operation, whatever its overloads call it. */
interface Parameter {
  readonly names: readonly string[];
  /** The names of the options, where it takes an object of them. */
  readonly options: readonly string[];
}

/** What the sources of `@adjoint/ops` say of an operation. */
export interface Entry {
  /** Its meaning in a sentence. */
  readonly says: string;
  readonly fewest: number;
  readonly parameters: readonly Parameter[];
  /** Whether the last argument may be repeated. */
  readonly isOpen: boolean;
}

/** The entry of an operation. */
export const entryFor = (operation: string): Entry | undefined =>
  Object.hasOwn(manual, operation) ? manual[operation] : undefined;

/** What an operation means, one that only derivative rules apply included. */
export const meaningOf = (operation: string): string =>
  (entryFor(operation)?.says ?? (Object.hasOwn(inner, operation) ? inner[operation]! : '')).replaceAll('`', '');

const inner: Readonly<Record<string, string>> = {
  scale: 'a product that is 0 wherever its first factor is, even if the second is infinite.',
  sumTo: 'sums over the axes along which something was repeated.',
  broadcastTo: 'repeats along axes.',
  size: 'how long an axis is.',
};

/** How it is called: `hinge(scores, labels, delta: …, squared: …)`. */
export const usageOf = (operation: string): string => {
  const parameters = entryFor(operation)?.parameters ?? [];
  const shown = parameters.flatMap(({ names, options }) =>
    options.length > 0 ? options.map((option) => `${option}: …`) : names.slice(0, 1),
  );
  return `${operation}(${shown.join(', ')})`;
};
