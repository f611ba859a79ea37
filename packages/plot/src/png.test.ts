import { decode } from 'fast-png';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { drawLines } from './lines.ts';
import { toPng, tryToPng } from './png.ts';

const picture = drawLines([], { x: { label: 'x' }, y: { label: 'y' } });

describe('a picture as PNG', () => {
  afterEach(() => {
    vi.doUnmock('@resvg/resvg-js');
    vi.resetModules();
  });
  test('has so many pixels a unit, in the theme asked for', async () => {
    const { width } = /width="(?<width>\d+)"/.exec(picture.svg)!.groups!;
    const { data, ...image } = decode(await toPng(picture, { scale: 0.5, theme: 'dark' }));
    expect(image.width).toBe(Number(width) / 2);
    expect([...data.subarray(0, 3)]).toEqual([0x15, 0x18, 0x1c]);
  });
  test('may be made by any converter', async () => {
    const convert = vi.fn<(svg: string, scale: number) => Uint8Array>(() => Uint8Array.of(1, 2));
    expect(await toPng(picture, { convert })).toEqual(Uint8Array.of(1, 2));
    expect(convert).toHaveBeenCalledWith(picture.svg, 2);
  });
  test('fails with the converter', async () => {
    const convert = (): never => {
      throw new Error('out of ink');
    };
    expect(await tryToPng(picture, { convert })()).toMatchObject({
      left: { _tag: 'ConverterFailed', reason: 'out of ink' },
    });
    await expect(toPng(picture, { convert })).rejects.toThrow(
      'toPng: the converter must take the picture, got out of ink',
    );
  });
  test('says what to install where there is no converter', async () => {
    vi.doMock('@resvg/resvg-js', () => {
      throw new Error('Cannot find package');
    });
    const { tryToPng } = await import('./png.ts');
    expect(await tryToPng(picture)()).toMatchObject({
      left: { _tag: 'ConverterMissing', message: expect.stringContaining('install @resvg/resvg-js') },
    });
  });
});
