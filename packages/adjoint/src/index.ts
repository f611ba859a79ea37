/**
 * All that `@adjoint/graph`, `@adjoint/ops`, `@adjoint/gradcheck`, `@adjoint/datasets`, `@adjoint/runtime` and `@adjoint/optim` export,
 * in one import. Only `fit` and `minimize` differ: they compile.
 *
 * @module
 */

// names are listed where they belong, in each package's own index; no two packages share one
export * from '@adjoint/graph';
export * from '@adjoint/ops';
export * from '@adjoint/gradcheck';
export * from '@adjoint/datasets';
export * from '@adjoint/runtime';
export * from '@adjoint/optim';
export { fit } from './fit.ts'; // rather than those of optim
export { minimize } from './minimize.ts';
