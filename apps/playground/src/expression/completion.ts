import { entryFor, usageOf } from './manual.ts';
import { operations } from './operations.ts';
import type { Place } from './syntax.ts';

/** A word that may be meant, and what to put in its place. */
export interface Completion {
  readonly word: string;
  /** What is written in place of the word. */
  readonly text: string;
  /** How it is used, and what it means. */
  readonly usage: string;
  readonly says: string;
}

/** The word before the caret, where it is a name that may be incomplete. */
export const wordAt = (text: string, caret: number): Place | undefined => {
  const found = /[\p{ID_Start}_]\p{ID_Continue}*$/u.exec(text.slice(0, caret));
  const isInside = /^\p{ID_Continue}/u.test(text.slice(caret));
  return found === null || isInside ? undefined : { from: found.index, to: caret };
};

/** Names and operations that begin with a word of at least two letters, whatever their case; the shortest first. */
export const completionsOf = (word: string, names: readonly string[]): readonly Completion[] => {
  if (word.length < 2) return [];
  const isMeant = (name: string): boolean => name !== word && name.toLowerCase().startsWith(word.toLowerCase());
  const known = names
    .filter(isMeant)
    .map((name) => ({ word: name, text: name, usage: name, says: 'given by the page' }));
  const called = [...operations.keys()].filter(isMeant).map((name) => ({
    word: name,
    text: `${name}(`,
    usage: usageOf(name),
    says: entryFor(name)?.says ?? '',
  }));
  return [...known, ...called].toSorted((a, b) => a.word.length - b.word.length).slice(0, most);
};

const most = 8;
