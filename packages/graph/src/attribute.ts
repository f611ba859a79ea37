import type { AttributeRule } from './declaration.ts';
import { isSize } from './dim.ts';
import { isDim } from './polynomial.ts';

/** A number, infinities and NaN included. */
export const aNumber: AttributeRule = { must: 'be a number', accepts: (value) => typeof value === 'number' };

/** An integer. */
export const anInteger: AttributeRule = { must: 'be an integer', accepts: (value) => Number.isSafeInteger(value) };

/** `true` or `false`. */
export const aBoolean: AttributeRule = { must: 'be true or false', accepts: (value) => typeof value === 'boolean' };

/** A size or a name of a dimension. */
export const aDim: AttributeRule = { must: 'be a size from 0 up or a name', accepts: isDim };

/** A list of sizes or names. */
export const aShape: AttributeRule = listOf(aDim);

/** An axis of the first input, counted from 0. */
export const anAxis: AttributeRule = {
  must: 'be an axis of the operand',
  accepts: (value, [x]) => isSize(value) && value < (x?.shape.length ?? 0),
};

/** Axes of the first input, counted from 0, in ascending order. */
export const someAxes: AttributeRule = {
  must: 'list axes of the operand in ascending order',
  accepts: (value, inputs) =>
    isList(value) && value.every((axis, i) => anAxis.accepts(axis, inputs) && (i === 0 || axis > value[i - 1]!)),
};

/** One of a few words. */
export const oneOf = (...words: readonly string[]): AttributeRule => ({
  must: `be one of ${words.join(', ')}`,
  accepts: (value) => typeof value === 'string' && words.includes(value),
});

/** A list of any length, all of whose elements follow one rule. */
export function listOf(rule: AttributeRule): AttributeRule {
  return {
    must: `be a list, of which each must ${rule.must}`,
    accepts: (value, inputs) => isList(value) && value.every((element) => rule.accepts(element, inputs)),
  };
}

/** An object with exactly these entries. */
export const recordOf = (rules: Readonly<Record<string, AttributeRule>>): AttributeRule => ({
  must: `be an object in which ${Object.entries(rules)
    .map(([key, { must }]) => `${key} must ${must}`)
    .join(', ')}`,
  accepts: (value, inputs) =>
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).every((key) => Object.hasOwn(rules, key)) &&
    Object.entries(rules).every(([key, rule]) => rule.accepts((value as Record<string, unknown>)[key], inputs)),
});

/** What may also be left out. */
export const optional = ({ must, accepts }: AttributeRule): AttributeRule => ({
  must: `${must}, or not be given`,
  accepts: (value, inputs) => value === undefined || accepts(value, inputs),
});

/** A list without holes, which `every` would pass over. */
const isList = (value: unknown): value is readonly number[] => Array.isArray(value) && !hasHoles(value);

const hasHoles = (list: readonly unknown[]): boolean => {
  for (let i = 0; i < list.length; i++) if (!(i in list)) return true;
  return false;
};
