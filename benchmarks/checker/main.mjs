// How well gradient checkers check: the faults that they catch, their false alarms, and what they cost. Prints a Markdown
// table. With --misses it names every case that Adjoint's checker does not answer as it should; with --exhaustive it checks
// every one of 30,730 weights instead.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { checkGradients } from '@adjoint/gradcheck';
import { checkers } from './checkers.ts';
import { costs, imageCase, manyEntries, needles } from './large.ts';
import { plantings } from './planting.ts';
import { kinkedCases, smoothCases } from './random-cases.ts';
import { scoreOf } from './score.ts';

const nobody = { onFault() {}, onNeedle() {}, onCorrect() {} };

if (process.send !== undefined) process.send(adjoint(), () => process.disconnect());
else if (process.argv.includes('--exhaustive')) exhaustive();
else await benchmark();

/** What every checker is asked; the same in every process. */
function examination() {
  return {
    scales: [1e-6, 1, 1e6],
    faults: plantings(),
    needles: needles(),
    correct: {
      smooth: smoothCases(1000),
      'with kinks': kinkedCases('anywhere', 15),
      'near kinks': kinkedCases('near', 15),
      'at kinks': kinkedCases('at', 15),
    },
  };
}

/** The score of Adjoint's checker, with what it names and what it does not answer as it should. */
function adjoint() {
  const naming = { caught: 0, operation: 0, kind: 0 };
  const misses = new Map();
  const miss = (group, text) => misses.set(group, [...(misses.get(group) ?? []), text]);
  const [own] = checkers();
  return { score: scoreOf(own, examination(), listenerFor(naming, miss)), naming, misses };
}

async function benchmark() {
  const start = performance.now();
  const own = once(fork(fileURLToPath(import.meta.url), { serialization: 'advanced' }), 'message'); // while others are scored here
  const exam = examination();
  const others = checkers().slice(1);
  const count = (number) => number.toLocaleString('en');
  console.log(`${count(exam.faults.length)} planted faults, ${exam.needles.length} single entries`);
  const scored = others.map((checker) => scoreOf(checker, exam, nobody));
  const [{ score, naming, misses }] = await own;
  const scores = [score, ...scored];
  const percent = (share) => (share === 1 ? '100 %' : `${(100 * share).toFixed(1)} %`);
  const groups = Object.entries(exam.correct).map(
    ([group, cases]) => `refused of ${count(cases.length)} correct, ${group}`,
  );
  const heads = [
    'checker',
    ...exam.scales.map((scale) => `caught, loss × ${powerOfTen(scale)}`),
    `one entry of ${count(manyEntries)}`,
    ...groups,
    'evaluations a tensor',
    'time',
  ];
  const rows = scores.map(({ name, caught, needles, alarms, evaluations, seconds }) => [
    name,
    ...caught.map(percent),
    percent(needles),
    ...Object.values(alarms),
    `${evaluations.mean.toFixed(1)} (${evaluations.most.toFixed(0)})`,
    `${seconds.toFixed(1)} s`,
  ]);
  const line = (cells) => `| ${cells.join(' | ')} |`;
  console.log(['', line(heads), line(heads.map(() => '---')), ...rows.map(line), ''].join('\n'));
  const named = (part) => percent(naming[part] / naming.caught);
  console.log(
    `Of the faults it caught, Adjoint named the operation of ${named('operation')} and the kind of ${named('kind')}.`,
  );
  const { entries, analytic, numeric } = costs(500);
  const ratio = Number((numeric / analytic).toPrecision(2));
  console.log(
    `The gradient by ${count(entries)} weights takes ${(1000 * analytic).toFixed(1)} ms by differentiating and ` +
      `${numeric.toFixed(0)} s by differences (extrapolated from 500 weights), ${count(ratio)} times as long.`,
  );
  console.log(`${((performance.now() - start) / 1000).toFixed(0)} s in all`);
  if (!process.argv.includes('--misses')) return;
  for (const [group, texts] of [...misses].toSorted())
    console.log([`\n${group}: ${texts.length}`, ...texts.map((text) => `  ${text}`)].join('\n'));
}

function powerOfTen(scale) {
  return scale === 1 ? '1' : scale.toExponential(0).replace('+', '');
}

/** Counts what Adjoint's checker names correctly, and tells what it does not answer as it should. */
function listenerFor(naming, miss) {
  return {
    onFault({ fault, whole, operation, expressions, input }, scale, { report }) {
      const place = `${whole.name}, ${operation} by input ${input}, × ${powerOfTen(scale)}`;
      if (report.ok) return miss(`missed, ${fault.name}`, place);
      if (report.verdict !== 'wrong') miss(`only ${report.verdict}, ${fault.name}`, place);
      const { suspect } = report;
      const isOperation =
        suspect?.operation === operation && expressions.includes(suspect.expression) && suspect.input === input;
      const isKind = isOperation && fault.kinds.includes(suspect.fault.kind);
      naming.caught++;
      naming.operation += Number(isOperation);
      naming.kind += Number(isKind);
      if (isKind) return undefined;
      const found =
        suspect === undefined ? 'nothing' : `${suspect.operation} by input ${suspect.input}, ${suspect.fault.kind}`;
      return miss(`not named, ${fault.name}${isOperation ? ', kind' : ''}`, `${place}: ${found}`);
    },
    onNeedle({ name }, { report }) {
      if (report.ok) miss('missed, one entry of many', name);
    },
    onCorrect({ name }, { report }) {
      if (!report.ok) miss(`refused, ${report.verdict}`, name);
    },
  };
}

function exhaustive() {
  const { loss, at, wrt } = imageCase();
  const start = performance.now();
  let shown = 0;
  const onProgress = ({ done, total }) => {
    const now = performance.now();
    if (now - shown < 200 && done < total) return;
    shown = now;
    const seconds = (now - start) / 1000;
    const left = (seconds / done) * (total - done);
    process.stderr.write(`\r${done} of ${total} slopes, ${seconds.toFixed(0)} s, about ${left.toFixed(0)} s left   `);
  };
  const { text } = checkGradients(loss, { at, wrt, exhaustive: true, onProgress });
  process.stderr.write('\n');
  console.log(text);
}
