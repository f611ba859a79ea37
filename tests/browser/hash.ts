import { type Conditions, workloads } from './workloads.ts';

/** A hash of all bits that a workload gives, run here. */
export const hashOf = async (name: string, conditions: Conditions): Promise<string> => {
  const arrays = await workloads[name]!(conditions);
  if (arrays.some((data) => data.some(Number.isNaN))) throw new Error(`${name}: no number may be NaN, got one`);
  const bytes = await new Blob(arrays.map((data) => data.slice() as Float64Array<ArrayBuffer>)).arrayBuffer();
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
};
