export type { Heading, Picture } from './picture.ts';
export { toSvg } from './picture.ts';
export type { Cell, Table } from './table.ts';
export type { Theme } from './theme.ts';
export type { Axis } from './axis.ts';

export type { LinesOptions, Series } from './lines.ts';
export { drawLines } from './lines.ts';
export type { LinesWording } from './loss-line.ts';
export { drawCurves, drawLossLine, drawStepSizes, drawStrategies, drawTerms } from './loss-line.ts';
export type { LossMapOptions } from './loss-map.ts';
export { drawLossMap } from './loss-map.ts';

export type { PrincipalDirections, Weights } from './direction.ts';
export { descentDirection, principalDirections, projectPath, randomDirection, unitDirection } from './direction.ts';
export type {
  AlongOptions,
  LandscapeOptions,
  LossCompiler,
  LossLine,
  LossMap,
  OverOptions,
  Runs,
  TermLines,
} from './landscape.ts';
export { evenly, lossAlong, lossOver, termsAlong } from './landscape.ts';

export type { PlotError } from './error.ts';
