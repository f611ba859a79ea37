export type { Heading, Picture } from './picture.ts';
export { toSvg } from './picture.ts';
export type { Cell, Table } from './table.ts';
export type { Theme } from './theme.ts';
export type { Numbers } from './numbers.ts';
export type { Axis } from './axis.ts';
export type { Converter } from './converter.ts';
export type { PngOptions } from './png.ts';
export { toPng, tryToPng } from './png.ts';
export type { Page, Section } from './html.ts';
export { toHtml } from './html.ts';

export type { LinesOptions, Series } from './lines.ts';
export { drawLines } from './lines.ts';
export type { LinesWording } from './loss-line.ts';
export { drawCurves, drawLossLine, drawStepSizes, drawStrategies, drawTerms } from './loss-line.ts';
export type { LossMapOptions } from './loss-map.ts';
export { drawLossMap } from './loss-map.ts';
export type { HistogramsOptions } from './histograms.ts';
export { drawHistograms } from './histograms.ts';
export type { DecisionRegionsOptions } from './regions.ts';
export { drawDecisionRegions } from './regions.ts';
export type { ConfusionOptions } from './confusion.ts';
export { drawConfusion } from './confusion.ts';
export type { MarginsOptions } from './margins.ts';
export { drawMargins } from './margins.ts';
export type { ImagesOptions } from './samples.ts';
export { drawImages } from './samples.ts';
export type { TemplatesOptions } from './templates.ts';
export { drawTemplates } from './templates.ts';
export { drawGradientCheck } from './gradient-check.ts';
export { drawTable } from './table-picture.ts';
export type { GraphOptions } from './graph-picture.ts';
export { drawGraph } from './graph-picture.ts';
export type { FoldedOutput, Folding } from './graph-folding.ts';
export type { Group } from './graph-group.ts';
export type { Part } from './graph-part.ts';
export { foldingOf } from './graph-folding.ts';
export { titlesOf } from './graph-title.ts';

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
export type { DecisionRegions, PlaneSamples, RegionsOptions } from './regions.ts';
export { decisionRegions } from './regions.ts';
export type { Difference, Differences, DifferencesOptions } from './differences.ts';
export { differencesOf, drawDifferences } from './differences.ts';

export type { ReportedData, ReportedRun, ReportOptions } from './report.ts';
export { trainingReport } from './report.ts';
export type { PlotError } from './error.ts';
