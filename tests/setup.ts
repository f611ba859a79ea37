import { configureGlobal } from 'fast-check';

// Properties draw the same examples on every run, so that a red test says something changed; SEED=... draws others.
configureGlobal({ seed: Number(process.env['SEED'] ?? 1) });
