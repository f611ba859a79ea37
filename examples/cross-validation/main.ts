// Which loss, and how much regularization? The lecture's answer: whatever does best on data that were not trained on.
// Ten folds of the digits, as many at once as the machine has cores; every number below is an accuracy on held-out tenths.

import { crossValidate, grid, search } from '@adjoint/optim';
import type { Choice } from './trial.ts';

const trial = new URL('trial.ts', import.meta.url);
const folds = 10;

// 1. Whether to square the hinge, and λ.
const candidates = grid({ classifier: ['hinge', 'squared hinge'], lambda: [1e-3, 1e-2, 1e-1] });
const found = await search<Choice>(trial, { candidates, folds, on: 'accuracy', goal: 'largest' });
console.log(found.table);
const { classifier, lambda } = found.best.hyperparameters;
console.log(`chosen: ${classifier} with λ = ${lambda}\n`);

// 2. Side by side with scikit-learn's LogisticRegression, LinearSVC and MLPClassifier, as it comes: see scikit-learn.py.
const asItComes = 1 / (2 * 1617); // its C = 1, where nine tenths are 1,617 digits
const counterparts: readonly (readonly [Choice, number])[] = [
  [{ classifier: 'softmax', lambda: asItComes }, 0.968],
  [{ classifier: 'one against all', lambda: asItComes }, 0.961],
  [{ classifier: 'network', lambda: 1e-4 }, 0.981],
];
console.log('classifier        accuracy  standard error  scikit-learn');
for (const [choice, theirs] of counterparts) {
  const { mean, spread } = await crossValidate(trial, choice, { folds });
  const figures = [mean['accuracy']!, spread['accuracy']! / Math.sqrt(folds)].map((figure) => figure.toFixed(4));
  console.log(`${choice.classifier.padEnd(18)}${figures[0]}    ${figures[1]}          ${theirs}`);
}
