import { describe, expect, test } from 'vitest';
import { checkFunction, type Differentiable } from './check-function.ts';
import { type Probe, reportOf } from './report.ts';

const probe = (found: Partial<Probe>): Probe => ({
  verdict: 'correct',
  name: 'W',
  entry: undefined,
  analytic: 0.5,
  numeric: 0.5,
  error: 1e-12,
  relativeError: 0,
  step: 2 ** -10,
  note: undefined,
  ...found,
});
const of = (probes: readonly Probe[], shapes: Readonly<Record<string, readonly number[]>> = { W: [64, 10], b: [10] }) =>
  reportOf({ probes, shapes, evaluations: 46, seed: 1 });

describe('the verdict', () => {
  const verdicts = (...all: readonly Probe['verdict'][]) => of(all.map((verdict) => probe({ verdict })));
  test.each([
    [verdicts('correct', 'correct'), 'correct', true],
    [verdicts('correct', 'kink'), 'kink', true],
    [verdicts('kink', 'inconclusive', 'correct'), 'inconclusive', false],
    [verdicts('inconclusive', 'wrong', 'kink'), 'wrong', false],
    [of([probe({ analytic: 0, numeric: 1e-13, error: 1e-12 })]), 'vacuous', false],
    [of([probe({ analytic: 0, numeric: 0 }), probe({ name: 'b' })]), 'correct', true],
    [of([]), 'vacuous', false],
  ])('is that of the worst slope %#', (report, verdict, ok) => {
    expect(report).toMatchObject({ verdict, ok });
  });
});

const squares = (factor: number): Differentiable => ({
  value: (point) => 1e-6 * Object.values(point).reduce((sum, x) => sum + x.reduce((total, e) => total + e ** 2, 0), 0),
  gradient: (point) =>
    Object.fromEntries(Object.entries(point).map(([name, x]) => [name, x.map((e) => factor * 2e-6 * e)])),
});

describe('the text', () => {
  const W = [
    probe({ entry: 0, analytic: -2.0745431e-7, numeric: -2.0745445e-7, error: 4e-12, relativeError: 6.8e-7 }),
    probe({ analytic: 1 / 3, numeric: 1 / 3 }),
  ];
  const b = [probe({ name: 'b', entry: 9, analytic: 0.015, numeric: 0.0151, error: 3e-9, relativeError: 6.6e-3 })];

  test('leads with the verdict, has a row for each parameter and ends with what it took', () => {
    expect(of([...W, ...b]).text.split('\n')).toEqual([
      'gradient check: correct, 2 of 2 parameters agree with centered differences',
      '  parameter  shape     worst at  analytic       numeric        ± error  relative error  step    verdict',
      '  b          [10]      b[9]      0.015000000    0.015100000    3e-9     6.6e-3          9.8e-4  correct',
      '  W          [64, 10]  W[0, 0]   -2.0745431e-7  -2.0745445e-7  4e-12    6.8e-7          9.8e-4  correct',
      'float64, 46 evaluations, seed 1',
    ]);
  });

  test('shows the worst verdict of each parameter', () => {
    const wrong = probe({ entry: 7, verdict: 'wrong', analytic: -1, numeric: 1, relativeError: 2 });
    expect(
      of([...W, wrong, ...b])
        .text.split('\n')
        .slice(0, 3),
    ).toEqual([
      'gradient check: wrong, 1 of 2 parameters agree with centered differences',
      '  parameter  shape     worst at  analytic     numeric      ± error  relative error  step    verdict',
      '  W          [64, 10]  W[0, 7]   -1.0000000   1.0000000    1e-12    2.0e+0          9.8e-4  wrong',
    ]);
  });

  test('shows a verdict that is worse before a difference that is larger', () => {
    const inconclusive = probe({ entry: 3, verdict: 'inconclusive', error: 1 });
    expect(of([...W, inconclusive]).text).toMatch(/^ {2}W +\[64, 10\] +W\[0, 3\] .* inconclusive$/m);
  });

  test('counts a kink among what agrees, and names a direction', () => {
    expect(of([probe({ verdict: 'kink' })], { W: [3] }).text.split('\n')).toEqual([
      'gradient check: kink, 1 of 1 parameters agree with centered differences',
      '  parameter  shape  worst at     analytic    numeric     ± error  relative error  step    verdict',
      '  W          [3]    a direction  0.50000000  0.50000000  1e-12    0.0e+0          9.8e-4  kink',
      'float64, 46 evaluations, seed 1',
    ]);
  });

  test('is the reason alone where nothing was compared', () => {
    const stopped = { verdict: 'failed', reason: 'out of order' } as const;
    const { text } = reportOf({ probes: [], shapes: { W: [3] }, evaluations: 1, seed: 0 }, stopped);
    expect(text).toBe('gradient check: failed, out of order');
  });

  test('names the suspect below the verdict, and no more than fits of where it is', () => {
    const suspect = {
      operation: 'matmul',
      expression: `matmul(${'X'.repeat(200)}, W)`,
      input: 1,
      fault: { kind: 'transposed', text: 'of shape [3, 3] is transposed' },
    } as const;
    const wrong = [probe({ verdict: 'wrong' })];
    const { text } = reportOf({ probes: wrong, shapes: { W: [3] }, evaluations: 1, seed: 0, suspect });
    const [, accused, place, heads] = text.split('\n');
    expect(accused).toBe('  suspect: the derivative of matmul by input 1 of shape [3, 3] is transposed');
    expect(place).toMatch(/^ {11}in matmul\(X{83}$/);
    expect(heads).toMatch(/^ {2}parameter/);
    const stopped = { verdict: 'wrong', reason: 'for a reason' } as const;
    const alone = reportOf({ probes: [], shapes: {}, evaluations: 1, seed: 0, suspect }, stopped).text.split('\n');
    expect(alone).toEqual(['gradient check: wrong, for a reason', accused, place]);
  });

  test('shows what is noted of a slope beside its verdict', () => {
    expect(of([probe({ note: 'kink avoided' })]).text).toMatch(/ correct, kink avoided$/m);
  });

  test('aligns its columns', () => {
    const [heads, ...rows] = of([...W, ...b])
      .text.split('\n')
      .slice(1, -1);
    for (const match of heads!.matchAll(/(?<= {2})\S/g))
      for (const row of rows) expect(row.slice(match.index - 2, match.index + 1)).toMatch(/^ {2}\S$/);
  });

  const names = Array.from({ length: 20 }, (_, i) => `layer${i}.weights`);
  const at = Object.fromEntries(names.map((name, i) => [name, new Float64Array(i + 1).fill(-1 / (i + 1))]));
  test.each([1, -1])('of 20 parameters fits in 25 lines of 80 to 130 columns, at factor %d', (factor) => {
    const { text, verdict } = checkFunction(squares(factor), at);
    expect(verdict).toBe(factor === 1 ? 'correct' : 'wrong');
    const lines = text.split('\n');
    expect(lines.length).toBeLessThanOrEqual(25);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(130);
    expect(lines.find((line) => line.startsWith('  parameter'))!.length).toBeGreaterThanOrEqual(80);
    for (const line of lines) expect(line).toBe(line.trimEnd());
  });
});
