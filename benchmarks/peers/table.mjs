// Tables of what was measured, in Markdown: Adjoint's time, and how many times as long the others took.

import { median, ratio } from './measure.mjs';

/** The table of a row. */
export const tableOf = ({ cases, isPerWork, memory }, { cells }) => {
  const labels = [...new Set(cells.map(({ label }) => label))];
  const others = labels.filter((label) => label !== 'Adjoint');
  const unit = isPerWork === undefined ? 'time' : `time a ${isPerWork}`;
  const rows = cases.flatMap((task, id) => {
    const find = (wanted) => cells.find((cell) => cell.id === id && cell.label === wanted);
    const own = find('Adjoint');
    const time = own.problem ?? duration(median(own.seconds) / (isPerWork === undefined ? 1 : task.work));
    const times = [task.title, time, ...others.map((label) => timesAsLong(find(label), own))];
    if (!memory) return [times];
    return [
      times,
      ['its memory, beyond the data', ...['Adjoint', ...others].map((label) => megabytes(find(label).bytes))],
    ];
  });
  return markdown([['', `Adjoint, ${unit}`, ...others], ...rows]);
};

export const markdown = ([heads, ...rows]) => {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
};

/** Three digits, in the unit that suits. */
export const duration = (seconds) => {
  const [unit, scale] = [
    ['s', 1],
    ['ms', 1e3],
    ['µs', 1e6],
    ['ns', 1e9],
  ].find(([, scale]) => seconds * scale >= 1) ?? ['ps', 1e12];
  return `${Number((seconds * scale).toPrecision(3))} ${unit}`;
};

export const times = (number) => `${number >= 100 ? number.toFixed(0) : Number(number.toPrecision(2))}x`;

const timesAsLong = (cell, own) => {
  if (cell.problem !== undefined) return cell.problem;
  return own.problem === undefined ? times(ratio(cell, own)) : duration(median(cell.seconds));
};

export const megabytes = (bytes) => (bytes === undefined ? '-' : `${Math.max(0, Math.round(bytes / 1e6))} MB`);
