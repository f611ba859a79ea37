import type { Tensor } from '@adjoint/graph';
import {
  adadelta,
  adagrad,
  adam,
  adamax,
  adamw,
  amsgrad,
  lion,
  momentum,
  nadam,
  nesterov,
  type Optimizer,
  radam,
  rmsprop,
  sgd,
} from '@adjoint/optim';
import type { OptimizerChoice } from './experiment.ts';

/** An update rule that can be chosen. */
export interface OptimizerRule {
  readonly title: string;
  /** A sentence on what it does. */
  readonly about: string;
  /** A step size that suits it. */
  readonly stepSize: number;
  readonly hyperparameters: readonly Hyperparameter[];
  /** The function of `@adjoint/optim`. */
  readonly make: (options: never) => Optimizer;
}

/** A number or a switch of an update rule, and what it is unless it is set. */
type Hyperparameter =
  | {
      readonly name: string;
      readonly title: string;
      readonly usual: number;
      readonly least: number;
      readonly most: number;
    }
  | { readonly name: string; readonly title: string; readonly usual: boolean };

const fraction = (name: string, title: string, usual: number): Hyperparameter => ({
  name,
  title,
  usual,
  least: 0,
  most: 0.9999,
});
const epsilon = (usual: number): Hyperparameter => ({ name: 'epsilon', title: 'ε', usual, least: 1e-12, most: 1 });
const decay = (usual: number): Hyperparameter => ({
  name: 'weightDecay',
  title: 'weight decay',
  usual,
  least: 0,
  most: 1,
});
const flag = (name: string, title: string): Hyperparameter => ({ name, title, usual: false });
const velocity = (usual: number): readonly Hyperparameter[] => [
  fraction('momentum', 'momentum μ', usual),
  fraction('dampening', 'dampening', 0),
];
const moments = (second: number): readonly Hyperparameter[] => [
  fraction('beta1', 'β₁', 0.9),
  fraction('beta2', 'β₂', second),
];
const ofAdam = (weightDecay: number): readonly Hyperparameter[] => [
  ...moments(0.999),
  epsilon(1e-8),
  decay(weightDecay),
];

/** Every update rule of `@adjoint/optim`, by name. */
export const optimizerRules: Readonly<Record<string, OptimizerRule>> = {
  sgd: {
    title: 'Gradient descent',
    about: 'Goes against the gradient, in proportion to it.',
    stepSize: 0.1,
    hyperparameters: [...velocity(0), flag('nesterov', 'look ahead'), decay(0)],
    make: sgd,
  },
  momentum: {
    title: 'Momentum',
    about: 'Gathers speed where gradients agree.',
    stepSize: 0.05,
    hyperparameters: [...velocity(0.9), decay(0)],
    make: momentum,
  },
  nesterov: {
    title: 'Nesterov',
    about: 'Momentum that looks ahead along its velocity.',
    stepSize: 0.05,
    hyperparameters: [...velocity(0.9), decay(0)],
    make: nesterov,
  },
  adagrad: {
    title: 'AdaGrad',
    about: 'Slows each parameter by all the gradients it has seen.',
    stepSize: 0.3,
    hyperparameters: [
      { name: 'learningRateDecay', title: 'rate decay', usual: 0, least: 0, most: 10 },
      { name: 'initialSum', title: 'initial sum', usual: 0, least: 0, most: 10 },
      epsilon(1e-10),
      decay(0),
    ],
    make: adagrad,
  },
  adadelta: {
    title: 'AdaDelta',
    about: 'Scales steps by how far recent steps went.',
    stepSize: 10,
    hyperparameters: [fraction('rho', 'ρ', 0.9), epsilon(1e-6), decay(0)],
    make: adadelta,
  },
  rmsprop: {
    title: 'RMSProp',
    about: 'Divides by a running mean of the gradient’s size.',
    stepSize: 0.03,
    hyperparameters: [
      fraction('alpha', 'α', 0.99),
      fraction('momentum', 'momentum μ', 0),
      epsilon(1e-8),
      flag('centered', 'centered'),
      decay(0),
    ],
    make: rmsprop,
  },
  adam: {
    title: 'Adam',
    about: 'Momentum, divided by the gradient’s running size.',
    stepSize: 0.05,
    hyperparameters: [...ofAdam(0), flag('amsgrad', 'AMSGrad')],
    make: adam,
  },
  amsgrad: {
    title: 'AMSGrad',
    about: 'Adam whose divisor never shrinks.',
    stepSize: 0.05,
    hyperparameters: ofAdam(0),
    make: amsgrad,
  },
  adamw: {
    title: 'AdamW',
    about: 'Adam with weight decay apart from the gradient.',
    stepSize: 0.05,
    hyperparameters: [...ofAdam(0.01), flag('amsgrad', 'AMSGrad')],
    make: adamw,
  },
  adamax: {
    title: 'AdaMax',
    about: 'Adam by the largest gradient instead of the mean square.',
    stepSize: 0.05,
    hyperparameters: ofAdam(0),
    make: adamax,
  },
  nadam: {
    title: 'NAdam',
    about: 'Adam that looks ahead as Nesterov does.',
    stepSize: 0.05,
    hyperparameters: [...ofAdam(0), fraction('momentumDecay', 'momentum decay ψ', 0.004)],
    make: nadam,
  },
  radam: {
    title: 'RAdam',
    about: 'Adam that waits until it can trust its averages.',
    stepSize: 0.2,
    hyperparameters: ofAdam(0),
    make: radam,
  },
  lion: {
    title: 'Lion',
    about: 'Steps of one length, by the sign of the momentum.',
    stepSize: 0.01,
    hyperparameters: [...moments(0.99), decay(0)],
    make: lion,
  },
};

/** The options that an update rule gets, in the form in which `@adjoint/optim` takes them. */
export const optionsOfChoice = ({ name, hyperparameters }: OptimizerChoice): Readonly<Record<string, unknown>> => {
  const { beta1, beta2, ...rest } = hyperparameters;
  if (beta1 === undefined && beta2 === undefined) return rest;
  const usual = (beta: string) => optimizerRules[name]!.hyperparameters.find((known) => known.name === beta)!.usual;
  return { ...rest, betas: [beta1 ?? usual('beta1'), beta2 ?? usual('beta2')] };
};

/** The chosen rule, which goes as far as a node says. */
export const optimizerOf = (choice: OptimizerChoice, stepSize: Tensor<[]>): Optimizer =>
  optimizerRules[choice.name]!.make({ ...optionsOfChoice(choice), learningRate: () => stepSize } as never); // what it takes, as its list says
