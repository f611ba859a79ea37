import type { Precision } from '@adjoint/graph';
import { sideBySide } from '../lanes/family.ts';
import { branchIf, get, ifElse, loop, set, tee } from '../wasm/code.ts';
import { i32, i32x4, v128 } from '../wasm/instruction.ts';
import { type Function, functionOf } from '../wasm/module.ts';

/** The name of the function among what a module exports. */
export const canonicalName = 'canonical';

/**
 * A function that gives every NaN of some vectors the same bits, from one address to another: those that arithmetic makes, the sign among them, differ
 * between processors. It writes only where there is one.
 */
export const canonicalFunction = (precision: Precision): Function => {
  const { real } = sideBySide[precision];
  return functionOf(
    ['i32', 'i32'],
    [],
    (variable, address, end) => {
      const value = variable('v128');
      const isNumber = real.equal(tee(value, v128.load(get(address!))), get(value));
      const isBefore = i32.lt_u(get(address!), get(end!));
      return [
        ifElse(isBefore, [
          loop(
            ifElse(i32.eqz(i32x4.all_true(isNumber)), [v128.store(get(address!), real.canonical(get(value)))]),
            set(address!, i32.add(get(address!), i32.const(16))),
            branchIf(0, isBefore),
          ),
        ]),
      ];
    },
    canonicalName,
  );
};
