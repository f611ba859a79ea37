import { type AnyTensor, invalidArgument, isRecord, isTensor, orThrow, refuse } from '@adjoint/graph';

/** One tensor, or several in a list or by name: what a function of graphs takes and gives. */
export type Structure = AnyTensor | readonly AnyTensor[] | Readonly<Record<string, AnyTensor>>;

/** The tensors of a structure in their order; anything else is an `InvalidArgument` of the operation, which says of a number what tensor it could be. */
export const tensorsIn = (operation: string, what: string, structure: unknown): readonly AnyTensor[] => {
  if (isTensor(structure)) return [structure];
  const isSeveral = Array.isArray(structure) || isRecord(structure);
  const parts: readonly unknown[] = isSeveral ? Array.from<unknown>(Object.values(structure)) : [];
  return isSeveral && parts.every(isTensor) && (!Array.isArray(structure) || parts.length === structure.length)
    ? (parts as readonly AnyTensor[]) // as just checked
    : orThrow(
        refuse(
          invalidArgument(
            operation,
            `${what} must be a tensor, or a list or record of tensors${hintFor([structure, ...parts])}`,
            structure,
          ),
        ),
      );
};

const hintFor = (parts: readonly unknown[]): string => {
  const number = parts.find((part) => typeof part === 'number');
  return number === undefined ? '' : `, such as constant(${number})`;
};

/** A structure like another, of other tensors in its order. */
export const like = (structure: unknown, tensors: readonly AnyTensor[]): Structure => {
  if (isTensor(structure)) return tensors[0]!;
  return Array.isArray(structure)
    ? tensors
    : Object.fromEntries(Object.keys(structure as object).map((name, index) => [name, tensors[index]!])); // tensorsIn has seen it
};

/** Whether two structures have the same form: one tensor each, as many in a list, or the same names in the same order. */
export const areAlike = (a: unknown, b: unknown): boolean => String(formOf(a)) === String(formOf(b));

/** A form as an error says it. */
export const formOf = (structure: unknown): string => {
  if (isTensor(structure)) return 'a tensor';
  if (Array.isArray(structure)) return `a list of ${structure.length}`;
  return isRecord(structure) ? `a record of ${Object.keys(structure).join(', ') || 'nothing'}` : 'no structure';
};
