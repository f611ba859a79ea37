/** What the elements of a tensor are: real numbers, 32-bit integers, or truth values. Never a float width: that is chosen at execution. */
export type Kind = 'real' | 'int' | 'bool';

/** Whether something is a kind. */
export const isKind = (kind: unknown): kind is Kind => kind === 'real' || kind === 'int' || kind === 'bool';
