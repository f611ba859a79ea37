export type { Optimizer, ParameterRuleInput, ParameterRuleOutput, RuleInput, RuleOutput, Update } from './optimizer.ts';
export { perParameter, updatesOf } from './optimizer.ts';
export type { Rate, Schedule } from './rate.ts';
export { rateAt } from './rate.ts';
export type { SgdOptions } from './sgd.ts';
export { momentum, nesterov, sgd } from './sgd.ts';
export type { AdagradOptions } from './adagrad.ts';
export { adagrad } from './adagrad.ts';
export type { AdadeltaOptions } from './adadelta.ts';
export { adadelta } from './adadelta.ts';
export type { RmspropOptions } from './rmsprop.ts';
export { rmsprop } from './rmsprop.ts';
export type { AdamOptions, MomentOptions } from './adam.ts';
export { adam, adamax, adamw, amsgrad } from './adam.ts';
export type { NadamOptions } from './nadam.ts';
export { nadam } from './nadam.ts';
export { radam } from './radam.ts';
export type { LionOptions } from './lion.ts';
export { lion } from './lion.ts';
export type { Selection } from './chain.ts';
export { chain, forParameters, frozen } from './chain.ts';
export { clipByGlobalNorm, clipByValue } from './clipping.ts';
export { proximalL1, weightDecay } from './decay.ts';
export { accumulateGradients } from './accumulation.ts';
export type { AverageOptions } from './averaging.ts';
export { averagesIn, averageWeights } from './averaging.ts';
export type {
  CosineDecayOptions,
  CosineRestartsOptions,
  DecayOptions,
  InverseTimeOptions,
  OneCycleOptions,
  WarmupCosineOptions,
} from './schedule.ts';
export {
  constantRate,
  cosineDecay,
  cosineRestarts,
  exponentialDecay,
  inverseTime,
  oneCycle,
  stepDecay,
  warmupCosine,
} from './schedule.ts';
export type { BatchRows, BatchSource } from './batch-source.ts';
export type { Best, Scores } from './progress.ts';
export type { CheckpointOptions } from './checkpoint.ts';
export type { Goal, PatienceOptions } from './patience.ts';
export type { PlateauOptions } from './plateau.ts';
export type { Culprit } from './not-finite.ts';
export type { FitEvent, FitResult, Position } from './fit.ts';
export type { FitOptions } from './fit-options.ts';
export { fit, resultOf } from './fit.ts';
export type { ProgressOptions, ProgressStream } from './progress-bar.ts';
export { showProgress } from './progress-bar.ts';
export type { Compile } from './program.ts';
export type { Iteration, MinimizeOptions, Minimum } from './minimize.ts';
export type { Iterate, Method, Objective } from './method.ts';
export { minimize } from './minimize.ts';
export type { LineSearchOptions, LineSearchResult } from './line-search.ts';
export { backtracking, strongWolfe } from './line-search.ts';
export type { RandomLocalSearchOptions, RandomSearchOptions } from './random-search.ts';
export { randomLocalSearch, randomSearch } from './random-search.ts';
export type { GradientDescentOptions } from './gradient-descent.ts';
export { gradientDescent } from './gradient-descent.ts';
export type { ConjugateGradientOptions } from './conjugate-gradient.ts';
export { conjugateGradient } from './conjugate-gradient.ts';
export type { LbfgsOptions } from './lbfgs.ts';
export { lbfgs } from './lbfgs.ts';
export type { NewtonCgOptions } from './newton-cg.ts';
export { newtonCg } from './newton-cg.ts';
export type { Trial, TrialPlace } from './trial.ts';
export type { CrossValidation, CrossValidationOptions } from './cross-validation.ts';
export { crossValidate } from './cross-validation.ts';
export type { Distribution, DrawOptions } from './candidates.ts';
export { anyOf, between, draws, grid, logBetween } from './candidates.ts';
export type { HalvingOptions, SearchOptions, SearchResult, SearchRow } from './search.ts';
export { search } from './search.ts';
export { loadParameters, saveParameters, tryLoadParameters, trySaveParameters } from './storage.ts';
export { decodeMetadata, decodeSafetensors, encodeSafetensors } from './safetensors.ts';
export type { Damage } from './safetensors.ts';
export type { OptimError } from './error.ts';
