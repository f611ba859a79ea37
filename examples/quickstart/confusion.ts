/** A table of how often each true class (rows) was taken for each class (columns); the dots are zeros. */
export const confusionTable = (
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: readonly string[],
): string => {
  const counts = classes.map(() => classes.map(() => 0));
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]![predicted[i]!]!++;
  const cells = counts.map((row, truth) => [
    classes[truth]!,
    ...row.map((count) => (count === 0 ? '·' : String(count))),
  ]);
  const rows = [['true \\ predicted', ...classes], ...cells];
  return rows
    .map(([head, ...row]) => [head!.padStart(16), ...row.map((cell) => cell.padStart(3))].join(' '))
    .join('\n');
};
