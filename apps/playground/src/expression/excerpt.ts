import type { Box, Drawing } from './drawing.ts';

/** The boxes of a drawing that are nearest its results, so many at most, in their order. A box that reads others which are left out says so. */
export const excerptOf = (drawing: Drawing, most: number): Drawing => {
  if (drawing.length <= most) return drawing;
  const kept = new Set(drawing.flatMap(({ isResult }, index) => (isResult ? [index] : [])).slice(0, most));
  for (const index of kept)
    // which visits what is added on the way, nearest first
    for (const input of drawing[index]!.inputs) if (kept.size < most) kept.add(input);
  const inOrder = [...kept].toSorted((a, b) => a - b);
  const places = new Map(inOrder.map((index, place) => [index, place]));
  return inOrder.map((index): Box => {
    const box = drawing[index]!;
    const inputs = box.inputs.flatMap((input) => places.get(input) ?? []);
    const says = inputs.length === box.inputs.length ? box.says : `${box.says} Not all that it reads is drawn.`.trim();
    return { ...box, inputs, says };
  });
};
