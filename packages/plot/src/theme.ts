import { type Ink, inks } from './palette.ts';

/** On what ground a picture is seen: `auto` follows what the reader has asked of the system or browser. */
export type Theme = 'auto' | 'dark' | 'light';

/** A drawing for a ground. `auto` has the light colours, which every program can show, and rules that replace them on a dark ground. */
export const themed = (svg: string, theme: Theme): string => {
  if (theme === 'dark') return svg.replaceAll(lightColors, (light) => darkOf.get(light)!);
  return theme === 'auto'
    ? svg.replace(/(?=<rect)/, `<style>${darkRulesOf(inks.filter(({ light }) => svg.includes(light)))}</style>`)
    : svg;
};

const darkOf: ReadonlyMap<string, string> = new Map(inks.map(({ light, dark }) => [light, dark]));

const lightColors = new RegExp(inks.map(({ light }) => light).join('|'), 'g');

const rulesFor = (property: string, colors: readonly Ink[]): string =>
  colors
    .map(({ light, dark }) => `:is(.adjoint-picture, .adjoint-picture *)[${property}="${light}"]{${property}:${dark}}`)
    .join('');

const darkRulesOf = (colors: readonly Ink[]): string =>
  `@media (prefers-color-scheme: dark){${rulesFor('fill', colors)}${rulesFor('stroke', colors)}}`;

/** What makes any drawing in light colours dark, as a style sheet. */
export const darkRules = darkRulesOf(inks);
