import { either as E } from 'fp-ts';
import { entryFor } from './manual.ts';
import { givenTwice, type Mistake, unknownOption, wrongCount } from './mistake.ts';
import type { Call, Entry, Expression } from './syntax.ts';

/**
 * The arguments of a call in the order in which the operation takes them, `undefined` for one that is skipped. A named one is
 * the parameter of that name, or else one of the options, which are gathered into one argument.
 */
export const argumentsOf = (call: Call): E.Either<readonly Mistake[], readonly (Expression | undefined)[]> => {
  const { operation, values, named } = call;
  const entry = entryFor(operation.name)!; // the caller has found the operation
  const { parameters, fewest, isOpen } = entry;
  const placed: (Expression | undefined)[] = [...values];
  const options: Entry[] = [];
  const mistakes: Mistake[] = [];
  const optionsPlace = parameters.findIndex((parameter) => parameter.options.length > 0);
  const known = parameters[optionsPlace]?.options ?? [];
  for (const [index, each] of named.entries()) {
    const { name } = each.name;
    const place = parameters.findIndex(({ names, options }) => options.length === 0 && names.includes(name));
    const isAgain = named.slice(0, index).some((other) => other.name.name === name);
    if (isAgain || (place >= 0 && placed[place] !== undefined)) mistakes.push(givenTwice(each.name, name));
    else if (known.includes(name)) options.push(each);
    else if (place >= 0) placed[place] = each.value;
    else
      mistakes.push(
        unknownOption(each.name, operation.name, name, [
          ...known,
          ...parameters.slice(1).flatMap(({ names, options }) => (options.length === 0 ? names : [])),
        ]),
      );
  }
  if (options.length > 0) {
    const { from } = options[0]!;
    if (placed[optionsPlace] !== undefined) mistakes.push(givenTwice(options[0]!.name, options[0]!.name.name));
    else placed[optionsPlace] = { type: 'options', entries: options, from, to: options.at(-1)!.to };
  }
  const most = isOpen ? Infinity : parameters.length;
  const count = placed.length;
  const isMissing = Array.from({ length: fewest }, (_, place) => placed[place]).includes(undefined);
  if (mistakes.length === 0 && (count > most || isMissing))
    mistakes.push(wrongCount(call, operation.name, fewest, most, values.length + named.length));
  return mistakes.length > 0 ? E.left(mistakes) : E.right(Array.from(placed));
};
