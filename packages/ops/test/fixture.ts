import { positionOf, toValue, type Nested, type Value } from '@adjoint/graph';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

/** A value as fixtures/make.py writes it: what JSON has no number for is a string. */
export interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}

/** The cases of a file beside fixtures/make.py. */
export const fixture = <Case>(name: string): readonly Case[] =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8')) as readonly Case[]; // as make.py writes them

/** A stored value as it is bound. */
export const valueOf = ({ shape, data }: Stored): Value<Float64Array> => ({
  shape,
  data: Float64Array.from(data, Number),
});

/** Expects equal shapes, and elements that differ by at most `relative` of the expected one; NaN equals NaN. */
export const expectClose = (actual: Value, expected: Value | Nested, relative = 0): void => {
  const { shape, data } = isValue(expected) ? expected : toValue(expected);
  expect(actual.shape).toEqual(shape);
  const wrong = [...actual.data].flatMap((got, i) => {
    const want = data[i]!;
    const agrees =
      got === want || (Number.isNaN(got) && Number.isNaN(want)) || Math.abs(got - want) <= relative * Math.abs(want);
    return agrees ? [] : [{ at: positionOf(i, shape), got, want }];
  });
  expect(wrong).toEqual([]);
};

const isValue = (expected: Value | Nested): expected is Value =>
  typeof expected === 'object' && 'data' in expected && 'shape' in expected;
