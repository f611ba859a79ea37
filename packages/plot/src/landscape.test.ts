import { constant, input, parameter, toValue } from '@adjoint/graph';
import { add, hinge, matmul, mul, square, sum } from '@adjoint/ops';
import { describe, expect, test, vi } from 'vitest';
import { allIn, expectWhole, marksIn, textsIn } from '../test/drawing.ts';
import { descentDirection, principalDirections, projectPath, randomDirection, unitDirection } from './direction.ts';
import { evenly, lossAlong, type LossCompiler, lossOver, termsAlong } from './landscape.ts';
import { drawLossMap } from './loss-map.ts';

const w = parameter('w', [2]);
const b = parameter('b', []);
const bowl = add(sum(mul(constant([1, 4]), square(w))), square(b));
const at = { w: toValue([1, 2]), b: toValue(3) };

describe('directions', () => {
  test('a random one is as long in each parameter as that is, and the same for a seed', () => {
    const drawn = randomDirection(at, { seed: 7 });
    expect(Math.hypot(...drawn['w']!.data)).toBeCloseTo(Math.sqrt(5));
    expect(Math.abs(drawn['b']!.data[0]!)).toBeCloseTo(3);
    expect(randomDirection(at, { seed: 7 })).toEqual(drawn);
    expect(randomDirection(at, { seed: 8 })).not.toEqual(drawn);
  });
  test('descent is the negative gradient', () => {
    const down = descentDirection(bowl, { at });
    expect([...down['w']!.data, ...down['b']!.data]).toEqual([-2, -16, -6]);
  });
  test('a unit has length 1 over all parameters', () => {
    const unit = unitDirection(at);
    expect(Math.hypot(...unit['w']!.data, ...unit['b']!.data)).toBeCloseTo(1);
    expect(() => unitDirection({ w: toValue([0, 0]) })).toThrow(
      'unitDirection: the length must be positive and finite, got 0',
    );
  });
  test('principal ones are those of the path, the longer first', () => {
    const path = [[0, 4], [0, -4], [1, 0], [-1, 0], [0, 0]].map((point) => ({ w: toValue(point) })); // prettier-ignore
    const { directions, shares } = principalDirections(path);
    expect(directions.map(({ w }) => [...w!.data].map((x) => Math.round(Math.abs(x) * 1e9) / 1e9))).toEqual([[0, 1], [1, 0]]); // prettier-ignore
    expect(shares[0]).toBeCloseTo(32 / 34);
    expect(shares[1]).toBeCloseTo(2 / 34);
    const places = projectPath(path, { at: path.at(-1)!, directions });
    expect(places.map(([a]) => Math.abs(a))).toEqual([4, 4, 0, 0, 0].map((x) => expect.closeTo(x)));
  });
  test('principal ones need a path that turns', () => {
    const line = [[0, 0], [1, 1], [2, 2]].map((point) => ({ w: toValue(point) })); // prettier-ignore
    expect(() => principalDirections(line)).toThrow(
      'the path must be finite and move in two directions, got a straight line',
    );
    expect(() => principalDirections([])).toThrow('got 0 points');
  });
  test('a path is projected to where it is, also on directions that are not perpendicular', () => {
    const directions = [{ w: toValue([1, 0]) }, { w: toValue([1, 1]) }] as const;
    expect(projectPath([{ w: toValue([5, 2]) }], { at: { w: toValue([0, 0]) }, directions })).toEqual([[3, 2]]);
  });
});

describe('a loss', () => {
  const direction = { w: toValue([1, 0]) };
  test('along a direction moves what the direction names', async () => {
    const steps = [-1, 0, 2];
    expect(await lossAlong(bowl, { at, direction, steps })).toEqual({ steps, losses: [25, 26, 34] });
  });
  test('over two directions has a row for each step along the second', async () => {
    const directions = [direction, { b: toValue(1) }] as const;
    const { losses } = await lossOver(bowl, { at, directions, a: [-1, 0], b: [-3, 0, 1] });
    expect(losses).toEqual([[16, 17], [25, 26], [32, 33]]); // prettier-ignore
  });
  test('is run by the compiler that is given, which holds the data, and progress is told', async () => {
    const x = input('x', []);
    const held = vi.fn<LossCompiler>((_, options) => ({
      run: (bindings) => ({ tensor: { shape: [], data: Float64Array.of(Object.keys({ ...options.held, ...bindings }).length) } }), // prettier-ignore
    }));
    const onProgress = vi.fn<(done: number, total: number) => void>();
    const options = { at, direction, steps: [0, 1], compile: held, bindings: { x: toValue(2) }, onProgress };
    expect((await lossAlong(mul(x, bowl), options)).losses).toEqual([3, 3]);
    expect(held.mock.calls[0]![1].held).toEqual({ x: toValue(2) });
    expect(onProgress.mock.calls).toEqual([[1, 2], [2, 2]]); // prettier-ignore
  });
  test('ends where its signal says so', async () => {
    await expect(lossAlong(bowl, { at, direction, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
  });
  test('refuses a direction of something else', async () => {
    await expect(lossAlong(bowl, { at, direction: { v: toValue([1]) } })).rejects.toThrow('the direction of v must have as many entries as the point, got 1 for none'); // prettier-ignore
  });
  test('must be one number, but terms may be many: the hinge of three points on a line', async () => {
    const weights = parameter('w', [1, 3]);
    const losses = hinge(matmul(input('x', ['n', 1]), weights), input('y', ['n'], 'int'));
    const options = {
      at: { w: toValue([[0, 1, 2]]) },
      direction: { w: toValue([[1, 0, 0]]) },
      bindings: { x: toValue([[1], [-1], [2]]), y: [0, 1, 2] },
      steps: [-10, 0, 10],
    };
    // max(0, x·w₁ − x·w₀ + 1) + max(0, x·w₂ − x·w₀ + 1) of the first point, and so on
    expect((await termsAlong(losses, options)).terms).toEqual([[25, 5, 0], [12, 2, 0], [0, 0, 17]]); // prettier-ignore
    await expect(lossAlong(losses as never, options)).rejects.toThrow('the loss must be one number, got 3 numbers');
  });
});

describe('a map of a loss', () => {
  const map = { a: evenly(-1, 1, 5), b: evenly(-1, 1, 4), losses: evenly(-1, 1, 4).map((b) => evenly(-1, 1, 5).map((a) => a * a + b * b)) }; // prettier-ignore
  const cells = (picture: ReturnType<typeof drawLossMap>) => marksIn(picture, 'rect').length - 64; // those of the colour bar
  test('has a cell for each loss, contours, and paths', () => {
    const picture = drawLossMap(map, { paths: { descent: [[-1, -1], [0, 0]] } }); // prettier-ignore
    expectWhole(picture);
    expect(cells(picture)).toBe(20);
    expect(
      marksIn(picture, 'contour')
        .flatMap(allIn)
        .filter(({ name }) => name === 'path').length,
    ).toBeGreaterThan(3);
    expect(marksIn(picture, 'line')).toHaveLength(2); // a dark edge and the path on it
    expect(textsIn(picture)).toContain('descent');
    expect(picture.table.rows.map(([, ...row]) => row)).toEqual(map.losses);
  });
  test('shows where losses are not finite, in as many cells', () => {
    const losses = [[1, Number.NaN, 3], [Infinity, 5, -Infinity], [2, 2, 2]]; // prettier-ignore
    const picture = drawLossMap({ a: [0, 1, 2], b: [0, 1, 2], losses });
    expectWhole(picture);
    expect(cells(picture)).toBe(9);
    expect(textsIn(picture)).toEqual(expect.arrayContaining(['NaN', '∞', '−∞', 'Not finite: 1 NaN, 1 ∞, 1 −∞ of 9.']));
  });
  test('takes nothing, one point, and what is flat', () => {
    const maps = [
      { a: [], b: [], losses: [] },
      { a: [0], b: [0], losses: [[1]] },
      { a: [0, 1], b: [0, 1], losses: [[2, 2], [2, 2]] }, // prettier-ignore
      { a: [0, 1], b: [0, 1], losses: [[Number.NaN, Number.NaN], [Number.NaN, Number.NaN]] }, // prettier-ignore
    ];
    for (const { a, b, losses } of maps) expectWhole(drawLossMap({ a, b, losses }));
    expect(textsIn(drawLossMap(maps[0]!))).toContain('no data');
  });
  test('names its paths below one another beside the signs at their ends, where the fewest points lie', () => {
    const legendOf = (at: readonly [number, number]): readonly string[] => {
      const { svg } = drawLossMap(map, { paths: { first: [at], second: [at] } });
      return [...svg.matchAll(/<text[^>]*translate\(([^,]+),([^)]+)\)"[^>]*>(?:first|second)/g)].map(([, x, y]) => `${Number(x) > 300 ? 'right' : 'left'} ${Math.round(Number(y))}`); // prettier-ignore
    };
    expect(legendOf([0, 0]).map((place) => place.split(' ')[0])).toEqual(['right', 'right']);
    expect(legendOf([1, 1]).map((place) => place.split(' ')[0])).toEqual(['left', 'left']);
    const symbols = marksIn(drawLossMap(map, { paths: { first: [[0, 0]], second: [[0, 0]] } }), 'dot').map(({ attributes }) => attributes['d'] ?? 'circle'); // prettier-ignore
    expect(new Set(symbols).size).toBeGreaterThan(1);
  });
  test('says how much of a path lies outside', () => {
    const picture = drawLossMap(map, { paths: { far: [[9, 9], [0, 0]] } }); // prettier-ignore
    expect(textsIn(picture)).toContain('1 of 2 points of far lie outside of the map.');
  });
});
