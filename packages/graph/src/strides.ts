/** How far apart neighbours along each axis lie in row-major order. */
export const rowMajor = (shape: readonly number[]): readonly number[] => {
  const strides: number[] = Array.from({ length: shape.length });
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
};

/** The strides with which an array of one shape is read as if it were repeated to another: 0 along repeated axes. */
export const repeatedStrides = (from: readonly number[], to: readonly number[]): readonly number[] => {
  const strides = rowMajor(from);
  const added = to.length - from.length;
  return to.map((_, axis) => (axis < added || from[axis - added] === 1 ? 0 : strides[axis - added]!));
};

/** The offset of every element of a shape, in row-major order of the shape, when its axes have the given strides. */
export const offsetsOf = (shape: readonly number[], strides: readonly number[]): Int32Array => {
  let offsets: Int32Array = new Int32Array(1);
  shape.forEach((size, axis) => {
    const inner = new Int32Array(offsets.length * size);
    const stride = strides[axis]!;
    for (let i = 0, at = 0; i < offsets.length; i++)
      for (let j = 0; j < size; j++) inner[at++] = offsets[i]! + j * stride;
    offsets = inner;
  });
  return offsets;
};
