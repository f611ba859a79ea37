import {
  type KernelCall,
  type NumericArray,
  orThrow,
  type Precision,
  type Procedure,
  refuse,
  type TensorFunction,
  type Value,
} from '@adjoint/graph';
import type { Blas } from './blas/library.ts';
import { nativeCalls } from './blas/native-product.ts';
import { bytesOf } from './element.ts';
import type { Memory } from './memory.ts';
import type { Layout } from './plan/layout.ts';
import type { Plan } from './plan/plan.ts';
import type { Part } from './plan/step-code.ts';
import type { Job } from './threads/pool.ts';

/** Something that a program does: a call, or one for each chunk. */
export type Action = (() => void) | Job;

/** What the kernels of a program have at hand. */
export interface AtHand {
  /** What lies in memory for a slot. */
  readonly view: (slot: number) => NumericArray;
  readonly prepare: (body: TensorFunction) => Procedure;
}

/** Runs the kernel of a slot's node on what lies in memory. */
export const kernelCall = (
  { slots, sizes }: Layout,
  slot: number,
  operands: readonly number[],
  { view, prepare }: AtHand,
): (() => void) => {
  const valueOf = (each: number): Value => ({ shape: slots[each]!.shape, data: view(each) });
  const { op, label, attributes, outputs } = slots[slot]!.tensor.node;
  const results = outputs.map((_, index) => valueOf(slot + index));
  const call: KernelCall = {
    operation: label ?? op.name,
    inputs: operands.map(valueOf),
    outputs: results as unknown as KernelCall['outputs'], // a node has at least one
    attributes,
    sizes,
    prepare,
  };
  return () => {
    for (const { data } of results) data.fill(0);
    const error = op.kernel(call);
    if (error !== undefined) orThrow(refuse(error));
  };
};

/** Has a native library compute a product. */
export const productCall = (
  { product, how }: Extract<Part, { type: 'native' }>,
  { buffers }: Plan,
  {
    blas,
    precision,
    memory,
  }: { readonly blas: Blas | undefined; readonly precision: Precision; readonly memory: Memory },
): (() => void) =>
  nativeCalls(blas!.gemm[precision], product, how, (buffer, first) => {
    const { type, address, count } = buffers[buffer]!;
    return memory.view(type, address + bytesOf(type) * first, count - first);
  });
