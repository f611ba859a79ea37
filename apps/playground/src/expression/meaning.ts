/** What a part of a text stands for: a tensor, a number or another argument, or nothing because it is wrong. */
export interface Meaning {
  readonly value: unknown;
  readonly steps: readonly number[];
}

/** An argument that is skipped. */
export const absent: Meaning = { value: undefined, steps: [] };

/** Several parts as one argument. */
export const gathered = (parts: readonly Meaning[], gather: (values: readonly unknown[]) => unknown): Meaning => ({
  value: gather(parts.map(({ value }) => value)),
  steps: parts.flatMap(({ steps }) => steps),
});

/** Arithmetic of numbers alone, which may be arguments that have to be numbers. */
export const arithmetic: { readonly [operator: string]: ((a: number, b: number) => number) | undefined } = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

/** What is no tensor, in words. */
export const describe = (value: unknown): string =>
  Array.isArray(value)
    ? 'a list'
    : typeof value === 'string'
      ? 'a text'
      : typeof value === 'boolean'
        ? String(value)
        : 'options';
