import { broadcastTo, constant, input, parameter, shaped, type Tensor } from '@adjoint/graph';
import {
  add,
  concat,
  crossEntropy,
  gather,
  matmul,
  mean,
  mul,
  normal,
  reshape,
  scan,
  type ScanOptions,
  sigmoid,
  sub,
  tanh,
  transpose,
  zeros,
} from '@adjoint/ops';

// A picture of 64 pixels as a sequence: 8 rows of 8 pixels, or pixel by pixel. Whoever reads it sees one piece at a time, and has nothing but
// a state to remember the others by. Two read here, one from the first piece on and one from the last, and scores are made of their last states.

export const images = input('images', ['batch', 64]);
export const labels = input('labels', ['batch'], 'int');

/** The next state, of `H` numbers, by the state before and the piece that is read, of `P` pixels. */
type Cell<P extends number, H extends number> = (
  state: Tensor<['batch', H]>,
  piece: Tensor<['batch', P]>,
) => Tensor<['batch', H]>;

/**
 * A gated recurrent unit (Cho et al. 2014). It makes a candidate of the piece and of as much of the state as is not reset, and
 * goes part of the way there, each number of the state by an update of its own.
 */
const gatedUnit = <const P extends number, const H extends number>(name: string, pixels: P, units: H): Cell<P, H> => {
  const weighed = (use: string): Cell<P, H> => {
    const U = parameter(`${name} U ${use}`, [pixels, units], normal({ std: Math.sqrt(1 / pixels) }));
    const W = parameter(`${name} W ${use}`, [units, units], normal({ std: Math.sqrt(1 / units) }));
    const b = parameter(`${name} b ${use}`, [units], zeros());
    return (state, piece) => add(add(matmul(piece, U), matmul(state, W)), b);
  };
  const [reset, update, candidate] = [weighed('reset'), weighed('update'), weighed('candidate')];
  return (state, piece) => {
    const kept = mul(sigmoid(reset(state, piece)), state);
    const way = sub(tanh(candidate(kept, piece)), state);
    return add(state, mul(sigmoid(update(state, piece)), way));
  };
};

/** A classifier that reads pictures in pieces of so many pixels, by cells that remember so many numbers each. */
export const reader = <const P extends number, const H extends number>(pixels: P, units: H) => {
  const steps = 64 / pixels;
  const pieces = shaped(transpose(reshape(images, ['batch', steps, pixels]), [1, 0, 2]), [steps, 'batch', pixels]);
  const nothing = broadcastTo(constant(0), ['batch', units]);
  const [down, up] = [gatedUnit('down', pixels, units), gatedUnit('up', pixels, units)];
  const V = parameter('V', [2 * units, 10], normal({ std: Math.sqrt(1 / (2 * units)) }));
  const c = parameter('c', [10], zeros());
  const judged = (states: readonly [Tensor<['batch', H]>, Tensor<['batch', H]>]) => {
    const scores = add(matmul(shaped(concat(states, 1), ['batch', 2 * units]), V), c);
    return { scores, loss: mean(crossEntropy(scores, labels)) };
  };
  return {
    steps,
    /** Scores and loss by two loops, which are all of the graph that a length could change. */
    byLoops: (options?: ScanOptions) => {
      const last = (cell: Cell<P, H>, reverse: boolean) =>
        scan((state, piece) => [cell(state, piece), []], nothing, pieces, { ...options, reverse })[0];
      return judged([last(down, false), last(up, true)]);
    },
    /** The same by a cell for each piece, one behind the other. */
    byHand: () => {
      const places = Array.from({ length: steps }, (_, step) => constant(step, 'int'));
      const last = (cell: Cell<P, H>, order: typeof places) =>
        order.reduce((state, place) => cell(state, gather(pieces, place, 0)), nothing);
      return judged([last(down, places), last(up, places.toReversed())]);
    },
  };
};
