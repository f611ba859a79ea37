/** Everything that can go wrong while training, saving and loading, besides what is wrong with a graph. Each case carries its message. */
export type OptimError = Readonly<{ message: string }> &
  (
    | Readonly<{ _tag: 'InvalidOption'; operation: string; option: string; rule: string; got: string }>
    | Readonly<{ _tag: 'NothingToTrain'; got: string }>
    | Readonly<{ _tag: 'MetricFailed'; metric: string; reason: string }>
    | Readonly<{ _tag: 'UnfitTrial'; operation: string; rule: string; got: string; cause?: unknown }>
    | Readonly<{ _tag: 'TrialFailed'; operation: string; trial: string; reason: string; cause: unknown }>
    | Readonly<{ _tag: 'TrialsAborted'; operation: string; cause: unknown }>
    | Readonly<{ _tag: 'FileNotWritten'; path: string; reason: string }>
    | Readonly<{ _tag: 'FileNotRead'; path: string; reason: string }>
    | Readonly<{ _tag: 'DamagedFile'; path: string; rule: string; got: string }>
    | Readonly<{ _tag: 'ForeignCheckpoint'; path: string; rule: string; got: string }>
  );

/** An option or hyperparameter outside its range. */
export const invalidOption = (operation: string, option: string, rule: string, got: unknown): OptimError => ({
  _tag: 'InvalidOption',
  operation,
  option,
  rule,
  got: shown(got),
  message: `${operation}: ${option} ${rule}, got ${shown(got)}`,
});

/** A loss that depends on no parameter. */
export const nothingToTrain = (got: string, operation = 'fit'): OptimError => ({
  _tag: 'NothingToTrain',
  got,
  message: `${operation}: the loss must depend on a parameter, got ${got}`,
});

/** A metric that cannot be computed where the loss can. */
export const metricFailed = (metric: string, reason: string): OptimError => ({
  _tag: 'MetricFailed',
  metric,
  reason,
  message: `fit: metric ${metric} must be computable wherever the loss is, got ${reason}`,
});

/** A trial that cannot be run, or returns what are no scores. */
export const unfitTrial = (operation: string, rule: string, got: string, cause?: unknown): OptimError => ({
  _tag: 'UnfitTrial',
  operation,
  rule,
  got,
  ...(cause !== undefined && { cause }),
  message: `${operation}: the trial ${rule}, got ${got}`,
});

/** A trial that threw, or whose worker ended; the cause is what it threw. */
export const trialFailed = (operation: string, trial: string, cause: unknown): OptimError => {
  const reason = reasonOf(cause);
  const message = `${operation}: the trial of ${trial} must return scores, got an error: ${reason}`;
  return { _tag: 'TrialFailed', operation, trial, reason, cause, message };
};

/** Trials that a signal ended; the cause is its reason. */
export const trialsAborted = (operation: string, cause: unknown): OptimError => ({
  _tag: 'TrialsAborted',
  operation,
  cause,
  message: `${operation}: the signal must let all trials end, got an abort: ${reasonOf(cause)}`,
});

/** A file that could not be written; what was there before is still there. */
export const fileNotWritten = (path: string, reason: string, operation = 'saveParameters'): OptimError => ({
  _tag: 'FileNotWritten',
  path,
  reason,
  message: `${operation}: the file must be writable, got ${path}: ${reason}`,
});

/** A file that could not be read. */
export const fileNotRead = (path: string, reason: string, operation = 'loadParameters'): OptimError => ({
  _tag: 'FileNotRead',
  path,
  reason,
  message: `${operation}: the file must be readable, got ${path}: ${reason}`,
});

/** A file that is cut short or is no safetensors file. */
export const damagedFile = (path: string, rule: string, got: unknown, operation = 'loadParameters'): OptimError => ({
  _tag: 'DamagedFile',
  path,
  rule,
  got: String(got),
  message: `${operation}: ${path}: ${rule}, got ${String(got)}`,
});

/** A checkpoint of another training run than the one that would go on from it. */
export const foreignCheckpoint = (path: string, rule: string, got: unknown): OptimError => ({
  _tag: 'ForeignCheckpoint',
  path,
  rule,
  got: String(got),
  message: `fit: ${path}: the checkpoint ${rule}, got ${String(got)}`,
});

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

const shown = (value: unknown): string =>
  typeof value === 'string' ? `'${value}'` : typeof value === 'object' && value !== null ? 'an object' : String(value);
