// How well minimizers minimize: what each reaches on the 18 problems of Moré, Garbow and Hillstrom, and how many evaluations
// of loss and gradient that takes, beside SciPy's L-BFGS-B on the same problems. Prints Markdown tables.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deriveKey, toValue, uniforms } from '@adjoint/graph';
import { conjugateGradient, lbfgs, minimize, newtonCg } from '@adjoint/optim';
import { problems } from './problems.ts';

const at = (name) => fileURLToPath(new URL(name, import.meta.url));
const known = JSON.parse(readFileSync(at('problems.json'), 'utf8'));
const limits = { gradientTolerance: 1e-10, changeTolerance: 1e-15, maxEvaluations: 100_000, maxIterations: 100_000 };
const all = problems();

const methods = { lbfgs: lbfgs(), newtonCg: newtonCg(), conjugateGradient: conjugateGradient() };
const results = {};
for (const [name, method] of Object.entries(methods)) results[name] = await run(method, all);
const peer = scipy(all);
if (peer !== undefined) results["SciPy's L-BFGS-B"] = peer;
printProblems();

if (peer !== undefined) {
  const nearby = Array.from({ length: 10 }, (_, copy) => all.map((problem) => displaced(problem, copy))).flat();
  console.log('\nevaluations where both reach a minimum; in brackets how often each does\n');
  row(['method', 'evaluations (+ products)', "SciPy's L-BFGS-B"]);
  row(['---', '---', '---']);
  for (const name of Object.keys(methods)) compare(name, all, results[name], peer);
  compare(`lbfgs, from ${nearby.length} displaced starts`, nearby, await run(lbfgs(), nearby), scipy(nearby));
}

async function run(method, problems) {
  const found = [];
  for (const { loss, start } of problems)
    found.push(await minimize(loss, method, { ...limits, start: { x: toValue([...start]) } }));
  return found;
}

/** What SciPy reaches, if there is one. */
function scipy(problems) {
  const input = JSON.stringify(problems.map(({ name, start }) => [name, start]));
  const { status, stdout } = spawnSync('python3', [at('problems.py'), 'scipy'], { input, encoding: 'utf8' });
  if (status === 0) return JSON.parse(stdout);
  console.log('SciPy is not here (python3 with numpy and scipy), so nothing is compared with it\n');
  return undefined;
}

/** The problem from a start every coordinate of which is moved by up to a fifth and up to 0.05. */
function displaced(problem, copy) {
  const [shares, shifts] = ['share', 'shift'].map((part) =>
    uniforms(deriveKey(copy, problem.name, part), problem.start.length).map((x) => 2 * x - 1),
  );
  return { ...problem, start: problem.start.map((x, i) => x * (1 + 0.2 * shares[i]) + 0.05 * shifts[i]) };
}

/** A minimum is reached within a millionth of it, or within 1e-12 where it is 0 or nearly so; local minima that are known count. */
function isReached({ name }, { value }) {
  return known[name].minima.some((minimum) => Math.abs(value - minimum) <= 1e-6 * minimum + 1e-12);
}

function printProblems() {
  console.log(
    'value reached (* not a known minimum), largest entry of the gradient, evaluations (+ Hessian products)\n',
  );
  const columns = Object.values(results);
  row(['problem', ...Object.keys(results)]);
  row(['---', ...columns.map(() => '---')]);
  for (const [i, problem] of all.entries()) row([problem.name, ...columns.map((found) => cell(problem, found[i]))]);
  row(['minima reached', ...columns.map((found) => `${countReached(all, found)} of ${all.length}`)]);
}

function compare(name, problems, own, other) {
  const both = problems.flatMap((problem, i) =>
    isReached(problem, own[i]) && isReached(problem, other[i]) ? [i] : [],
  );
  const total = (found, what) => both.reduce((sum, i) => sum + (found[i][what] ?? 0), 0);
  const text = (found) =>
    `${costOf({ evaluations: total(found, 'evaluations'), products: total(found, 'products') })} (${countReached(problems, found)})`;
  row([name, text(own), text(other)]);
}

function countReached(problems, found) {
  return problems.filter((problem, i) => isReached(problem, found[i])).length;
}

function cell(problem, result) {
  const mark = isReached(problem, result) ? '' : '*';
  return `${result.value.toPrecision(6)}${mark}, ${result.gradientNorm.toExponential(0)}, ${costOf(result)}`;
}

function costOf({ evaluations, products = 0 }) {
  return products > 0 ? `${evaluations} + ${products}` : `${evaluations}`;
}

function row(cells) {
  console.log(`| ${cells.join(' | ')} |`);
}
