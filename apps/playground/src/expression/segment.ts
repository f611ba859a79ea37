import { mostCharacters } from './parse.ts';
import type { Place } from './syntax.ts';

/** A part of the text that is shown in some way. */
export interface Mark extends Place {
  /** The class of the element that shows it. */
  readonly look: string;
}

/** A piece of the text and all the ways in which it is shown. */
export interface Segment {
  readonly text: string;
  readonly looks: readonly string[];
}

/** Cuts a text where a mark begins or ends. */
export const segmentsOf = (text: string, marks: readonly Mark[]): readonly Segment[] => {
  const cuts = new Set([0, text.length]);
  for (const { from, to } of marks) {
    cuts.add(Math.min(from, text.length));
    cuts.add(Math.min(to, text.length));
  }
  const ends = [...cuts].toSorted((a, b) => a - b);
  return ends.slice(1).map((to, index) => {
    const from = ends[index]!;
    const over = marks.filter((mark) => mark.from <= from && mark.to >= to);
    return { text: text.slice(from, to), looks: [...new Set(over.map(({ look }) => look))] };
  });
};

/** The parts of a text that are coloured: comments, texts, numbers and what is called; none of a text that is too long to be read. */
export const colored = (text: string): readonly Mark[] =>
  [...(text.length > mostCharacters ? '' : text).matchAll(pattern)].flatMap(({ groups = {}, index, 0: said }) => {
    const look = Object.keys(groups).find((name) => groups[name] !== undefined);
    return look === undefined ? [] : [{ look, from: index, to: index + said.length }];
  });

/** The line and column of a character, counted from 1. */
export const positionIn = (text: string, at: number): Readonly<{ line: number; column: number }> => {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
};

const pattern =
  /(?<comment>(?:#|\/\/)[^\n]*)|(?<quoted>'[^'\n]*'|"[^"\n]*")|(?<operation>[\p{ID_Start}_]\p{ID_Continue}*(?=\s*\())|(?:[\p{ID_Start}_]\p{ID_Continue}*)|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/gu;
