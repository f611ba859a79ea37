/**
 * One dimension of a shape: a size (`784`), a name (`'batch'`), or a canonical sum of products of them
 * (`'784*batch + 1'`), so that flattening and concatenating work on named dimensions. Equal dimensions are `===`.
 */
export type Dim = number | string;

/** The size of every named dimension. */
export type Sizes = Readonly<Record<string, number>>;

/** Whether something is an integer from 0 up: a size, a count, the number of something in a list. */
export const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** How a shape is printed: `[batch, 10]`. */
export const formatShape = (shape: readonly Dim[]): string => `[${shape.join(', ')}]`;
