/** A point with the loss and its gradient there; all parameters lie behind one another in one array. */
export interface Iterate {
  readonly point: Float64Array;
  readonly value: number;
  /** Empty for a method that does not use it. */
  readonly gradient: Float64Array;
}

/** A loss as a plain function of one array of numbers. */
export interface Objective {
  /** The loss and its gradient at a point, which is kept as it is. One evaluation. */
  readonly at: (point: Float64Array) => Iterate;
  /** The Hessian at a point times a direction. Only for a method that says `usesHessian`. */
  readonly hessianVector: (point: Float64Array, direction: Float64Array) => Float64Array;
}

/**
 * A way to go down: from an objective and where it starts, the points it comes to, each of them one iteration. Tolerances,
 * limits and signals are the business of `minimize`, which takes no further points when one is met; a method that can go no
 * further returns why.
 */
export interface Method {
  readonly name: string;
  /** Whether it looks at the gradient, which is computed only then; true if not given. */
  readonly usesGradient?: boolean;
  /** That it multiplies by the Hessian, whose graph is made only then. */
  readonly usesHessian?: boolean;
  /** One point after the other; it returns why there is none after the last. */
  readonly iterates: (objective: Objective, start: Iterate) => Iterator<Iterate, 'iterations' | 'line search'>;
}
