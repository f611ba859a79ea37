import { describe, expect, test } from 'vitest';
import { answer, ask, type Asking } from './asking.ts';

function* sumOf(...calls: readonly (() => number | PromiseLike<number>)[]): Asking<number> {
  let sum = 0;
  for (const call of calls) sum += yield* ask(call);
  return sum;
}

describe('a computation that asks', () => {
  test('ends at once where every answer comes at once', () => {
    expect(answer(sumOf(() => 1, () => 2))).toBe(3); // prettier-ignore
    expect(answer(sumOf())).toBe(0);
  });

  test('ends later where one answer does', async () => {
    const asked: number[] = [];
    const sum = answer(
      sumOf(
        () => asked.push(1),
        () => Promise.resolve(asked.push(2)),
        () => asked.push(3),
      ),
    );
    expect(sum).toBeInstanceOf(Promise);
    expect(await sum).toBe(6);
    expect(asked).toEqual([1, 2, 3]);
  });

  test('throws what a call throws, where it is asked', async () => {
    const fail = () => {
      throw new Error('no');
    };
    expect(() => answer(sumOf(() => 1, fail))).toThrow('no'); // prettier-ignore
    await expect(answer(sumOf(() => Promise.resolve(1), fail))).rejects.toThrow('no'); // prettier-ignore
    await expect(answer(sumOf(() => Promise.reject(new Error('late'))))).rejects.toThrow('late');
    function* patient(): Asking<string> {
      try {
        return String(yield* ask(fail));
      } catch {
        return 'caught';
      }
    }
    expect(answer(patient())).toBe('caught');
  });
});
