export type { Heading, Picture } from './picture.ts';
export { toSvg } from './picture.ts';
export type { Cell, Table } from './table.ts';
export type { Theme } from './theme.ts';
export type { Axis } from './axis.ts';

export type { LinesOptions, Series } from './lines.ts';
export { drawLines } from './lines.ts';

export type { PlotError } from './error.ts';
