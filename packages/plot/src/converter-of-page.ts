import type { Converter } from './converter.ts';

/** The page's own converter: a canvas. */
export const ownConverter = async (): Promise<Converter> => async (svg, scale) => {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.width * scale, image.height * scale];
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height); // no other context was asked for
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error(`a canvas of ${canvas.width} × ${canvas.height} pixels`);
  return new Uint8Array(await blob.arrayBuffer());
};
