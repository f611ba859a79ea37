import { type Code, get, type Local, tee, type ValueType } from '../wasm/code.ts';

/**
 * The same statements with every part that occurs more than once (as the very same object) computed once, where it first
 * occurs, and kept in a variable. So expressions can be written as mathematics, `const z = mul(x, x); return add(z,
 * mul(z, z))`, and several results can have parts in common. Parts must not change from one statement to the next,
 * nor stand in the body of a block.
 */
export const shared = (statements: readonly Code[], variable: (type: ValueType) => Local): readonly Code[] => {
  const uses = new Map<Code, number>();
  const count = (code: Code): void => {
    if (code.operands.length === 0) return; // shorter than a variable
    const known = uses.get(code) ?? 0;
    uses.set(code, known + 1);
    if (known === 0) code.operands.forEach(count);
  };
  statements.forEach(count);
  const kept = new Map<Code, Local>();
  // operands are computed from left to right, so the first visit is the first to be computed
  const rewrite = (code: Code): Code => {
    if (code.operands.length === 0) return code;
    const known = kept.get(code);
    if (known !== undefined) return get(known);
    const operands = code.operands.map(rewrite);
    const isSame = operands.every((operand, index) => operand === code.operands[index]);
    const rewritten = isSame ? code : { ...code, operands };
    if (uses.get(code) === 1 || code.type === 'void') return rewritten;
    const local = variable(code.type);
    kept.set(code, local);
    return tee(local, rewritten);
  };
  return statements.map(rewrite);
};
