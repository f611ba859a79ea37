/** A name like another that is none of those that are taken. */
export const unusedName = (name: string, taken: readonly string[]): string =>
  taken.includes(name) ? unusedName(`${name}'`, taken) : name;
