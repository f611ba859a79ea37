import { type NumericArray } from '@adjoint/graph';

/** Makes the NaNs of an array canonical: which bits they have, their sign among them, differs between machines. */
export const makeCanonical = <A extends NumericArray>(data: A): A => {
  if (data instanceof Float64Array || data instanceof Float32Array)
    for (let i = 0; i < data.length; i++) if (Number.isNaN(data[i]!)) data[i] = Number.NaN;
  return data;
};
