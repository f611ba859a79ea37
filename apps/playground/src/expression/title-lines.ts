/**
 * A title in lines of at most so many letters, which end at blanks and opening brackets where they can. What more lines than `most` would take
 * is left out, with an ellipsis for it.
 */
export const titleLines = (title: string, letters: number, most: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const part of title.split(/(?<=[ (])/)) {
    if (line !== '' && (line + part).trimEnd().length > letters) {
      lines.push(line);
      line = '';
    }
    line += part;
    for (; line.trimEnd().length > letters; line = line.slice(letters)) lines.push(line.slice(0, letters));
  }
  lines.push(line);
  const shown = lines.slice(0, most).map((each) => each.trimEnd());
  return lines.length > most ? [...shown.slice(0, -1), `${shown.at(-1)!.slice(0, letters - 1)}…`] : shown;
};
