// CS231n's lecture on loss functions and optimization (https://cs231n.github.io/linear-classify/, https://cs231n.github.io/optimization-1/),
// as programs: its numbers printed, its pictures drawn anew. `npm run example lecture` runs all of them in order, `npm run example lecture 4` one
// or several by number. README.md says what each is about.

import { readdir } from 'node:fs/promises';

const files = await readdir(new URL('.', import.meta.url));
const sections = files.filter((name) => /^\d\d-[a-z-]+\.ts$/.test(name)).toSorted();
const numbers = sections.map((name) => String(Number.parseInt(name, 10)));

const chosen = process.argv.slice(2);
const unknown = chosen.filter((number) => !numbers.includes(number));
if (unknown.length > 0) {
  console.error(`there is no section ${unknown.join(', ')}: they go from 1 to ${numbers.at(-1)}`);
  process.exit(2);
}

for (const [i, name] of sections.entries()) {
  if (chosen.length > 0 && !chosen.includes(numbers[i]!)) continue;
  console.log(`── ${name.replace('.ts', '').replaceAll('-', ' ')} ──`);
  await import(new URL(name, import.meta.url).href); // a section is a program: it runs as it is loaded
  console.log();
}
