import { computedDrawing, type Detail } from './computed.ts';
import type { Drawing } from './drawing.ts';
import { simpleLoss } from './simple-loss.ts';
import type { WholeLoss } from './whole-loss.ts';
import { writtenDrawing } from './written.ts';

/** A graph that can be drawn of a loss. */
export interface View {
  readonly title: string;
  readonly says: string;
  /** Whether its boxes can be expressions or operations. */
  readonly hasDetail: boolean;
  readonly draw: (detail: Detail) => Drawing;
}

/** The loss as it is written and as it is computed, its gradient by each parameter, and all in one; made when they are drawn. */
export const viewsOf = (loss: WholeLoss): readonly [View, ...View[]] => {
  const simple = simpleLoss(loss);
  const gradients = [...simple.gradients].map(([name, slope]) => [`∂/∂${name}`, slope] as const);
  const computed = (title: string, says: string, of: typeof gradients): View => ({
    title,
    says,
    hasDetail: true,
    draw: (detail) => computedDrawing(simple, Object.fromEntries(of), detail),
  });
  return [
    {
      title: 'The loss as written',
      says: 'A box for each operation of the text, with its value, and ∂, the gradient of the whole loss by it.',
      hasDetail: false,
      draw: () => writtenDrawing(loss),
    },
    computed('The loss as computed', 'From the points and the parameters to the number that is made small.', []),
    ...gradients.map((each) => computed(`The gradient ${each[0]}`, `A gradient is a graph too. ${dashed}`, [each])),
    ...(gradients.length > 1 ? [computed('All gradients', `All that an update computes before it steps. ${dashed}`, gradients)] : []), // prettier-ignore
  ];
};

const dashed = 'Dashed boxes are what derivative rules add to the loss; the others are computed once for both.';
