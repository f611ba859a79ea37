import { anyOf, between, draws, grid, logBetween } from './candidates.ts';
import { crossValidate } from './cross-validation.ts';
import { search } from './search.ts';
import type { Trial } from './trial.ts';

const trial: Trial<{ readonly lambda: number; readonly kind: 'hinge' | 'softmax' }> = ({ lambda }) => ({
  loss: lambda,
});

const gridded = grid({ lambda: [0.1, 0.2], kind: ['hinge', 'softmax'] });
gridded[0]!.kind satisfies 'hinge' | 'softmax';
// @ts-expect-error a kind is no number
gridded[0]!.kind satisfies number;

const drawn = draws(
  { lambda: logBetween(1e-6, 1), delta: between(0, 1), kind: anyOf(['hinge', 'softmax']) },
  { count: 3, seed: 1 },
);
drawn[0]!.lambda satisfies number;
drawn[0]!.kind satisfies 'hinge' | 'softmax';

const { best } = await search(trial, { candidates: drawn, folds: 2 });
best.hyperparameters.delta satisfies number;
await search(trial, { candidates: gridded, folds: 2 });
await search(new URL('./trial.js', import.meta.url), { candidates: gridded, folds: 2 });
await search(({ lambda }) => ({ loss: lambda }), { candidates: gridded, folds: 2 });
await crossValidate(trial, best.hyperparameters, { folds: 2 });
// @ts-expect-error the trial needs a kind
await search(trial, { candidates: grid({ lambda: [0.1] }), folds: 2 });
// @ts-expect-error there is no such kind
await search(trial, { candidates: grid({ lambda: [0.1], kind: ['huber'] }), folds: 2 });
// @ts-expect-error the trial needs a kind
await crossValidate(trial, { lambda: 0.1 }, { folds: 2 });
// @ts-expect-error a trial returns numbers by name
await crossValidate(() => 1, {}, { folds: 2 });
// @ts-expect-error folds are needed
await crossValidate(trial, { lambda: 0.1, kind: 'hinge' }, {});
