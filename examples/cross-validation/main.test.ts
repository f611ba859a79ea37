import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

test(
  'on ten folds the digits are told apart as well as by scikit-learn, to within a standard error',
  { timeout: 600_000 },
  () => {
    const args = ['--conditions=@adjoint/source', '--import', import.meta.resolve('tsx'), main];
    const printed = execFileSync(process.execPath, args, { encoding: 'utf8' });

    const compared = [...printed.matchAll(/^(\S.*?) +(0\.\d{4}) +(0\.\d{4}) +(0\.\d{3})$/gm)];
    expect(compared.map(([, classifier]) => classifier)).toEqual(['softmax', 'one against all', 'network']);
    for (const [, , accuracy, error, theirs] of compared)
      expect(Number(accuracy)).toBeGreaterThanOrEqual(Number(theirs) - Number(error));

    const searched = [...printed.matchAll(/^[* ] +(hinge|squared hinge) +(\S+) +(0\.\d+) ± /gm)];
    expect(searched).toHaveLength(6);
    const best = Math.max(...searched.map(([, , , accuracy]) => Number(accuracy)));
    expect(best).toBeGreaterThan(0.96);
    const hinges = searched.filter(([, classifier]) => classifier === 'hinge');
    expect(Math.max(...hinges.map(([, , , accuracy]) => Number(accuracy)))).toBeGreaterThanOrEqual(0.95);
    const [, classifier, lambda] = searched.find(([, , , accuracy]) => Number(accuracy) === best)!;
    expect(printed).toContain(`chosen: ${classifier} with λ = ${lambda}\n`);
  },
);
