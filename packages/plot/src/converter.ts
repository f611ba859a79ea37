/** What makes PNG of SVG, at so many pixels a unit. */
export type Converter = (svg: string, scale: number) => Uint8Array | Promise<Uint8Array>;

/** The converter of `@resvg/resvg-js`; rejects where that is not installed. Bundlers for browsers take `converter-of-page.ts` instead. */
export const ownConverter = async (): Promise<Converter> => {
  const { Resvg } = await import('@resvg/resvg-js');
  const font = { loadSystemFonts: true, sansSerifFamily: 'DejaVu Sans' };
  return (svg, scale) => new Resvg(svg, { fitTo: { mode: 'zoom', value: scale }, font }).render().asPng();
};
