import type { Experiment, Model, OptimizerChoice, Point } from './experiment.ts';
import { drawParameters } from './model.ts';
import { optimizerRules } from './optimizer-rule.ts';

/** The experiment with starting values drawn by the next seed. */
export const randomize = (experiment: Experiment): Experiment =>
  restarted({ ...experiment, seed: (experiment.seed + 1) % 2 ** 31 });

/** The experiment with another model, whose parameters are drawn. */
export const setModel = (experiment: Experiment, model: Model): Experiment => restarted({ ...experiment, model });

/** The experiment with another number of classes; points of classes that are gone join the last one. */
export const setClasses = (experiment: Experiment, classes: number): Experiment =>
  restarted({
    ...experiment,
    classes,
    points: experiment.points.map((point) => ({ ...point, label: Math.min(point.label, classes - 1) })),
  });

/** The experiment with other points altogether, of so many classes. */
export const setPoints = (experiment: Experiment, points: readonly Point[], classes: number): Experiment =>
  classes === experiment.classes ? { ...experiment, points } : restarted({ ...experiment, points, classes });

/** The experiment with another update rule, at a step size that suits it. It remembers nothing yet. */
export const setOptimizer = (experiment: Experiment, name: string): Experiment => ({
  ...experiment,
  optimizer: { name, hyperparameters: {} },
  stepSize: optimizerRules[name]!.stepSize,
  states: {},
});

/** The experiment with one hyperparameter of its update rule set. */
export const setHyperparameter = (experiment: Experiment, name: string, value: number | boolean): Experiment => {
  const { optimizer } = experiment;
  const choice: OptimizerChoice = {
    ...optimizer,
    hyperparameters: { ...optimizer.hyperparameters, [name]: value },
  };
  return { ...experiment, optimizer: choice, states: {} };
};

const restarted = (experiment: Experiment): Experiment => ({
  ...experiment,
  step: 0,
  parameters: drawParameters(experiment, experiment.seed),
  states: {},
});
