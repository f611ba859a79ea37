import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

// Changesets writes the changelogs: `npm run change` notes a change, `npm run versions` moves what was noted.

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8');
const manifests = readdirSync(join(root, 'packages')).map((folder) => ({
  folder,
  ...(JSON.parse(read('packages', folder, 'package.json')) as { name: string; version: string; files: string[] }),
}));

test.each(manifests)(
  'the changelog of $name begins with version $version, and is published',
  ({ folder, version, files }) => {
    expect(/^## (.*)$/m.exec(read('packages', folder, 'CHANGELOG.md'))?.[1]).toBe(version);
    expect(files).toContain('CHANGELOG.md');
  },
);

test('all packages have one version', () => {
  const { fixed } = JSON.parse(read('.changeset', 'config.json')) as { fixed: readonly (readonly string[])[] };
  expect(fixed.map((names) => names.toSorted())).toEqual([manifests.map(({ name }) => name).toSorted()]);
  expect(new Set(manifests.map(({ version }) => version)).size).toBe(1);
});

test('a change that was noted says which packages it changes', () => {
  const noted = readdirSync(join(root, '.changeset')).filter((name) => name.endsWith('.md') && name !== 'README.md');
  const changes = noted.map((name) =>
    /^---\n(?:(['"])(.+)\1: (?:patch|minor|major)\n)+---\n+\S/.exec(read('.changeset', name)),
  );
  expect(changes.map((change) => change?.[2])).toEqual(
    noted.map(() => expect.toBeOneOf(manifests.map(({ name }) => name))),
  );
});
