/** What the elements of a tensor are: real numbers, 32-bit integers, or truth values. Never a float width: that is chosen at execution. */
export type Kind = 'real' | 'int' | 'bool';
