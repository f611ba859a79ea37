/** A colour on white and what stands for it on a dark ground. */
export interface Ink {
  readonly light: string;
  readonly dark: string;
}

/** The colours that change with the theme. Their light forms are in the drawings, and no other colour is written as they are. */
export const palette = {
  paper: { light: '#ffffff', dark: '#15181c' },
  ink: { light: '#1f2428', dark: '#e8ebee' },
  faint: { light: '#59616a', dark: '#a5aeb7' },
  grid: { light: '#dadee2', dark: '#383e45' },
  missing: { light: '#c4007a', dark: '#ff6fc0' },
} satisfies Readonly<Record<string, Ink>>;

// Told apart with any colour vision as far as nine can be, and at least 4.5 : 1 against the ground, so that they also serve as text.
const series: readonly Ink[] = [
  { light: '#0b62a4', dark: '#5ab0f0' },
  { light: '#b84a00', dark: '#ff9858' },
  { light: '#00735a', dark: '#3cc9a2' },
  { light: '#8f3f87', dark: '#e39ad8' },
  { light: '#7d6200', dark: '#e3c341' },
  { light: '#0f7187', dark: '#63cfe6' },
  { light: '#5a50b8', dark: '#b2a9ff' },
  { light: '#b3263c', dark: '#ff8c9a' },
  { light: '#4a5258', dark: '#b4bcc4' },
];

/** A colour mixed with the ground, to lie under marks of that colour. */
const tinted = ({ light, dark }: Ink): Ink => ({
  light: mixed(light, palette.paper.light, 0.28),
  dark: mixed(dark, palette.paper.dark, 0.32),
});

const mixed = (color: string, ground: string, share: number): string => {
  const parts = [1, 3, 5].map((at) => {
    const [above, below] = [color, ground].map((hex) => Number.parseInt(hex.slice(at, at + 2), 16));
    return Math.round(share * above! + (1 - share) * below!);
  });
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
};

const tints = series.map(tinted);

/** Every colour that changes with the theme. */
export const inks: readonly Ink[] = [...Object.values(palette), ...series, ...tints];

/** The colour of a class or a line, by its number. */
export const seriesColor = (index: number): string => series[index % series.length]!.light;

/** The colour of a region of a class, by its number. */
export const tintColor = (index: number): string => tints[index % tints.length]!.light;

/** The dashes of a line: with the second round of colours lines are dashed. */
export const seriesDashes = (index: number): string => (index < series.length ? 'none' : '5 3');

export const paper = palette.paper.light;
export const ink = palette.ink.light;
export const faint = palette.faint.light;
export const grid = palette.grid.light;
export const missing = palette.missing.light;
