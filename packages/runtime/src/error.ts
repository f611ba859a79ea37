import { formatShape } from '@adjoint/graph';

/** Everything that can go wrong with a program, besides what is wrong with a graph or its bindings. Each case carries its message. */
export type RuntimeError = Readonly<{ message: string }> &
  (
    | Readonly<{ _tag: 'ProgramTooLarge'; bytes: number; largest: readonly Large[] }>
    | Readonly<{ _tag: 'ProgramDisposed' }>
  );

/** A tensor that takes much memory. */
export interface Large {
  readonly name: string;
  readonly shape: readonly number[];
  readonly bytes: number;
}

/** A program that wants more memory than there is. */
export const programTooLarge = (bytes: number, largest: readonly Large[]): RuntimeError => ({
  _tag: 'ProgramTooLarge',
  bytes,
  largest,
  message: `compile: a program must fit in memory, got ${bytes} bytes, most of them for ${largest
    .map((each) => `${each.name} ${formatShape(each.shape)}`)
    .join(', ')}`,
});

/** A program that was disposed of. */
export const programDisposed: RuntimeError = {
  _tag: 'ProgramDisposed',
  message: 'compile: a program that was disposed of must not run, got a run',
};
