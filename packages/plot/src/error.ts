import { orThrow } from '@adjoint/graph';
import { either as E } from 'fp-ts';

/** Everything that can be wrong with what is to be drawn, and with turning a drawing into another format. */
export type PlotError = Readonly<{ message: string }> &
  (
    | Readonly<{ _tag: 'UnfitData'; operation: string; rule: string; got: string }>
    | Readonly<{ _tag: 'LayoutFailed'; reason: string }>
    | Readonly<{ _tag: 'ConverterMissing'; reason: string }>
    | Readonly<{ _tag: 'ConverterFailed'; reason: string }>
  );

/** Data that make no picture: of sizes that do not go together, or options outside their range. */
const unfitData = (operation: string, rule: string, got: unknown): PlotError => ({
  _tag: 'UnfitData',
  operation,
  rule,
  got: String(got),
  message: `${operation}: ${rule}, got ${String(got)}`,
});

/** A graph that Graphviz could not lay out. */
export const layoutFailed = (reason: string): PlotError => ({
  _tag: 'LayoutFailed',
  reason,
  message: `drawGraph: Graphviz must be able to lay the graph out, got ${reason}`,
});

/** No program that makes PNG of SVG. */
export const converterMissing = (reason: string): PlotError => ({
  _tag: 'ConverterMissing',
  reason,
  message: `toPng: a converter must be at hand, got ${reason}; install @resvg/resvg-js, or pass one of your own as convert`,
});

/** A converter that threw. */
export const converterFailed = (cause: unknown): PlotError => ({
  _tag: 'ConverterFailed',
  reason: reasonOf(cause),
  message: `toPng: the converter must take the picture, got ${reasonOf(cause)}`,
});

/** Throws an `UnfitData` where data break a rule. */
export const demand = (operation: string, holds: boolean, rule: string, got: unknown): void => {
  if (!holds) orThrow(E.left(unfitData(operation, rule, got)));
};

/** What an exception says. */
export const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
