import { orThrow } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { invalidThreads, threadsMissing } from '../error.ts';
import { canShare, threadsHere } from '../host.ts';
import { mostThreads, Pool } from './pool.ts';
import { warnOnce } from '../warning.ts';

/** The threads of a program. */
export interface Team {
  readonly pool: Pool;
  /** How many there are, the one that runs the program among them. */
  readonly threads: number;
}

/** As many threads as told, or as the machine runs at once; none besides this one where threads cannot have memory in common. */
export const teamOf = (wanted: number | undefined): Team | undefined => {
  if (wanted !== undefined && !(Number.isInteger(wanted) && wanted >= 1 && wanted <= mostThreads))
    orThrow(E.left(invalidThreads(wanted, mostThreads)));
  const threads = wanted ?? Math.min(threadsHere(), usualThreads);
  if (threads < 2) return undefined;
  if (canShare()) return { pool: (usual.pool ??= new Pool()), threads };
  if (wanted !== undefined) warnOnce(threadsMissing);
  return undefined;
};

const usualThreads = 8;

/** The workers of this process, which all programs have in common: they belong to the machine, as its processors do. */
const usual: { pool?: Pool } = {};
