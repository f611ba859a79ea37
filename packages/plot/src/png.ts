import { ownConverter } from '#converter';
import { type AdjointError, orThrow } from '@adjoint/graph';
import { either as E, function as F, taskEither as TE } from 'fp-ts';
import type { Converter } from './converter.ts';
import { converterFailed, converterMissing, demand, type PlotError, reasonOf } from './error.ts';
import { type Picture, svgOf } from './picture.ts';
import { themed } from './theme.ts';

/** How pixels are made of a picture. */
export interface PngOptions {
  /** `light` if not given. */
  readonly theme?: 'dark' | 'light';
  /** How many pixels a unit of the drawing has; 2 if not given. */
  readonly scale?: number;
  /** What makes PNG of SVG; if not given, `@resvg/resvg-js`, which must then be installed, or in a page a canvas. */
  readonly convert?: Converter;
}

/** A picture as the bytes of a PNG file. Rejects with an `UnfitData`, a `ConverterMissing` or a `ConverterFailed`. */
export const toPng = async (picture: Picture, options: PngOptions = {}): Promise<Uint8Array> =>
  orThrow(await tryToPng(picture, options)());

/** `toPng` with the failure as a value. */
export const tryToPng = (
  picture: Picture,
  { theme = 'light', scale = 2, convert }: PngOptions = {},
): TE.TaskEither<PlotError, Uint8Array> =>
  F.pipe(
    TE.fromEither(demanded(picture, scale)),
    TE.chain(() => (convert === undefined ? atHand : TE.right(convert))),
    TE.chain((convert) => TE.tryCatch(async () => convert(themed(picture.svg, theme), scale), converterFailed)),
  );

/** Converters end the whole process for sizes that they cannot have. */
const demanded = (picture: Picture, scale: number): E.Either<PlotError, void> =>
  E.tryCatch(
    () => {
      const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svgOf('toPng', picture)) ?? [];
      const sides = [Number(width) * scale, Number(height) * scale] as const;
      const isSize = Math.min(...sides) >= 1 && sides[0] * sides[1] <= mostPixels;
      demand(
        'toPng',
        isSize,
        'scale must make a picture of 1 to 134,217,728 pixels',
        `${scale} for ${width} × ${height}`,
      );
    },
    (error) => (error as AdjointError<PlotError>).failure, // nothing else is thrown here
  );

const mostPixels = 2 ** 27;

const atHand: TE.TaskEither<PlotError, Converter> = TE.tryCatch(ownConverter, (cause) =>
  converterMissing(reasonOf(cause)),
);
