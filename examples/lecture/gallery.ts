import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Picture, toSvg } from '@adjoint/plot';

/** Writes a picture as an SVG file into `output/lecture`, and says where it is. */
export const hang = async (name: string, picture: Picture): Promise<void> => {
  const folder = join(process.cwd(), 'output', 'lecture');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.svg`), toSvg(picture));
  console.log(`picture: ${join('output', 'lecture', `${name}.svg`)}`);
};
