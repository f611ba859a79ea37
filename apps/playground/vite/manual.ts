import ts from 'typescript';
import type { Plugin } from 'vite';

/** One argument that an operation takes, whatever its overloads call it. */
interface Parameter {
  readonly names: readonly string[];
  /** The names of the options, where it takes an object of them. */
  readonly options: readonly string[];
}

/** What the sources say of an operation. */
interface Entry {
  readonly says: string;
  readonly fewest: number;
  readonly parameters: readonly Parameter[];
  /** Whether the last argument may be repeated. */
  readonly isOpen: boolean;
}

/**
 * `virtual:manual`: what the sources of `@adjoint/ops` say of its operations, so that no second list of them has to be kept. An operation is
 * an export of which some signature gives a tensor or a list of tensors.
 */
export const manual = (): Plugin => ({
  name: 'manual',
  resolveId: (id) => (id === name ? `\0${name}` : undefined),
  async load(id) {
    if (id !== `\0${name}`) return undefined;
    const index = await this.resolve('@adjoint/ops');
    if (index === null) return this.error('the sources of @adjoint/ops must be found');
    this.addWatchFile(index.id);
    return `export default ${JSON.stringify(entriesOf(index.id))}`;
  },
});

const name = 'virtual:manual';

const entriesOf = (index: string): Readonly<Record<string, Entry>> => {
  const program = ts.createProgram([index], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    customConditions: ['@adjoint/source'],
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(index)!)!;
  const operations = checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const signatures = symbol.flags & ts.SymbolFlags.Value ? checker.getTypeOfSymbol(symbol).getCallSignatures() : [];
    const isOperation = signatures.some((signature) => givesNodes(checker, signature.getReturnType()));
    return isOperation ? [[exported.name, entryOf(checker, symbol, signatures)] as const] : [];
  });
  return Object.fromEntries(operations);
};

/** Whether a type is, or may be, that of a tensor or of a list of tensors. */
const givesNodes = (checker: ts.TypeChecker, type: ts.Type): boolean => {
  const known = checker.getBaseConstraintOfType(type) ?? type;
  if (known.isUnion()) return known.types.some((part) => givesNodes(checker, part));
  const element = checker.isArrayLikeType(known) ? known.getNumberIndexType() : undefined;
  return element === undefined ? known.getProperty('isConstant') !== undefined : givesNodes(checker, element);
};

const entryOf = (checker: ts.TypeChecker, symbol: ts.Symbol, signatures: readonly ts.Signature[]): Entry => {
  const lists = signatures.map((signature) => signature.parameters.flatMap((each) => parametersIn(checker, each)));
  const longest = Math.max(...lists.map((list) => list.length));
  return {
    says: firstSentence(ts.displayPartsToString(symbol.getDocumentationComment(checker))),
    fewest: Math.min(...lists.map((list) => list.filter(({ isOptional }) => !isOptional).length)),
    parameters: Array.from({ length: longest }, (_, place) => {
      const here = lists.flatMap((list) => list[place] ?? []);
      return {
        names: [...new Set(here.map(({ name }) => name))],
        options: [...new Set(here.flatMap(({ options }) => options))],
      };
    }),
    isOpen: lists.some((list) => list.at(-1)?.isRest),
  };
};

/** A parameter, or all those that a rest parameter of a tuple stands for. */
const parametersIn = (checker: ts.TypeChecker, symbol: ts.Symbol) => {
  const declaration = symbol.valueDeclaration as ts.ParameterDeclaration;
  const type = checker.getTypeOfSymbol(symbol);
  const isRest = declaration.dotDotDotToken !== undefined;
  if (isRest && checker.isTupleType(type))
    return checker.getTypeArguments(type as ts.TupleTypeReference).map((element) => ({
      name: symbol.name,
      isOptional: true,
      isRest: false,
      options: optionsIn(element),
    }));
  const isOptional = isRest || checker.isOptionalParameter(declaration);
  return [{ name: symbol.name, isOptional, isRest, options: optionsIn(type) }];
};

/** The properties of a type that is an object of options and neither a tensor nor a list nor a function. */
const optionsIn = (type: ts.Type): readonly string[] =>
  (type.isUnion() ? type.types : [type]).flatMap((part) =>
    part.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection) &&
    part.getProperty('node') === undefined &&
    part.getProperty('length') === undefined && // as lists and texts have
    part.getCallSignatures().length === 0
      ? part.getProperties().map((property) => property.name)
      : [],
  );

const firstSentence = (text: string): string => {
  const line = text.split(/\n\s*\n/)[0]!.replaceAll(/\s+/g, ' ');
  return /^.*?(?<! al)[.](?= [A-Z`]|$)/.exec(line)?.[0] ?? line;
};
