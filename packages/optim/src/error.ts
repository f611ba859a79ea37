/** Everything that can go wrong while training, saving and loading, besides what is wrong with a graph. Each case carries its message. */
export type OptimError = Readonly<{ message: string }> &
  (
    | Readonly<{ _tag: 'InvalidOption'; operation: string; option: string; rule: string; got: string }>
    | Readonly<{ _tag: 'NothingToTrain'; got: string }>
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

const shown = (value: unknown): string =>
  typeof value === 'string' ? `'${value}'` : typeof value === 'object' && value !== null ? 'an object' : String(value);
