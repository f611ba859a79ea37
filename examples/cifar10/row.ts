/** What a method came to on some features: the percentage of images classified rightly. */
export interface Row {
  readonly method: string;
  readonly features: string;
  readonly training: number;
  readonly test: number;
  /** What the lecture has for the test images, where it has anything. */
  readonly lecture: number | undefined;
}

/** Rows under a heading, and first of all what chance alone gives. */
export const tableOf = (rows: readonly Row[], chance: number): string =>
  [
    line('method', 'features', 'training', 'test', 'lecture'),
    line('chance', '', percent(chance), percent(chance), percent(chance)),
    ...rows.map(({ method, features, training, test, lecture }) =>
      line(method, features, percent(training), percent(test), lecture === undefined ? '–' : percent(lecture)),
    ),
  ].join('\n');

const line = (method: string, features: string, ...figures: readonly string[]): string =>
  method.padEnd(22) + features.padEnd(16) + figures.map((figure) => figure.padStart(10)).join('');

const percent = (share: number): string => `${share.toFixed(1)} %`;
