import { drawStrategies, type Picture } from '@adjoint/plot';

/** What a strategy has come to after looking at all the data so often. */
export interface Point {
  readonly strategy: string;
  readonly passes: number;
  /** How far the loss is above the smallest there is. */
  readonly excess: number;
}

/** How far each strategy is above the minimum, against the passes over the data, both on logarithmic axes. */
export const excessByPasses = (points: readonly Point[]): Picture => {
  const strategies = [...new Set(points.map(({ strategy }) => strategy))].map((name) => ({
    name,
    points: points
      .filter(({ strategy }) => strategy === name)
      .map(({ passes, excess }): readonly [number, number] => [passes, excess]),
  }));
  return drawStrategies(strategies, {
    title: 'How soon each strategy comes near the minimum',
    y: { label: 'loss on the training set, above its minimum', log: true },
  });
};
