/** A text as the content of an element or a quoted attribute of XML. */
export const escaped = (text: string): string =>
  legal(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A text with spaces in place of what XML cannot hold: control characters, ends of lines that it would change, and halves of characters. */
export const legal = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- those are what is looked for
  text.replaceAll(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff\p{Surrogate}]/gu, ' ');

/** A text cut to so many characters. */
export const shortened = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

/** A text broken into lines of at most so many characters, at spaces where there are any. */
export const wrapped = (text: string, length: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= length) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};
