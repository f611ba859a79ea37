import { ownConverter } from '#converter';
import { orThrow } from '@adjoint/graph';
import { function as F, taskEither as TE } from 'fp-ts';
import type { Converter } from './converter.ts';
import { converterFailed, converterMissing, type PlotError, reasonOf } from './error.ts';
import type { Picture } from './picture.ts';
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

/** A picture as the bytes of a PNG file. Rejects with a `ConverterMissing` or a `ConverterFailed`. */
export const toPng = async (picture: Picture, options: PngOptions = {}): Promise<Uint8Array> =>
  orThrow(await tryToPng(picture, options)());

/** `toPng` with the failure as a value. */
export const tryToPng = (
  { svg }: Picture,
  { theme = 'light', scale = 2, convert }: PngOptions = {},
): TE.TaskEither<PlotError, Uint8Array> =>
  F.pipe(
    convert === undefined ? atHand : TE.right(convert),
    TE.chain((convert) => TE.tryCatch(async () => convert(themed(svg, theme), scale), converterFailed)),
  );

const atHand: TE.TaskEither<PlotError, Converter> = TE.tryCatch(ownConverter, (cause) =>
  converterMissing(reasonOf(cause)),
);
