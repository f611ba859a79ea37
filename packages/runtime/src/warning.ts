/**
 * Warns unless the console has had the same warning. It is the console that remembers, by a property of its own: the process has one, whoever compiles
 * and however often this package is loaded, and there is nothing to keep in a module. `process.emitWarning` does this for
 * deprecations alone, and not in browsers.
 */
export const warnOnce = (warning: string): void => {
  const said = Symbol.for(`@adjoint/runtime: ${warning}`);
  if (Object.hasOwn(console, said)) return;
  if (Object.isExtensible(console)) Object.defineProperty(console, said, { value: true });
  console.warn(warning);
};
