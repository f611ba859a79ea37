/** What threads share to hand out work: 32-bit integers at these places. */
export const control = {
  /** Goes up with every job and every message. */
  round: 0,
  /** The round of a job, in the upper 20 bits, and the chunk that is next. */
  ticket: 1,
  program: 2,
  part: 3,
  chunks: 4,
  /** How many threads work on it. */
  threads: 5,
  /** How many chunks are done. */
  done: 6,
  /** How many have failed. */
  failed: 7,
  /** From here on, how many messages each worker has been sent. */
  mail: 8,
} as const;

/** The bits of a ticket that count chunks. */
export const chunkBits = 12;

/** How often a thread looks for the end of a job, or for work between looks at the clock, at once: for some ten microseconds. */
export const spins = 4000;

/** How many milliseconds a worker looks for more work before it sleeps: systems can be slow to give a thread that wakes a processor of its own. */
export const alertness = 2;
