/** The box that a key goes to from another: the nearest one on that side, or the first or last one. */
export const nextBox = (
  boxes: readonly Readonly<{ x: number; y: number }>[],
  from: number,
  key: string,
): number | undefined => {
  if (key === 'Home') return 0;
  if (key === 'End') return boxes.length - 1;
  const way = ways[key];
  const start = boxes[from];
  if (way === undefined || start === undefined) return undefined;
  let nearest: number | undefined;
  let least = Infinity;
  for (const [index, { x, y }] of boxes.entries()) {
    const [right, down] = [x - start.x, y - start.y];
    const along = right * way.x + down * way.y;
    const beside = Math.abs(right * way.y) + Math.abs(down * way.x);
    const distance = along + 2 * beside;
    if (along <= 0 || distance >= least) continue;
    nearest = index;
    least = distance;
  }
  return nearest;
};

const ways: Readonly<Record<string, Readonly<{ x: number; y: number }>>> = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
};
