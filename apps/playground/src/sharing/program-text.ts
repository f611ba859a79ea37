import { input } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import type { Experiment } from '../experiment/experiment.ts';
import { exponentsOf, layersOf, modelGraph } from '../experiment/model.ts';
import { optimizerRules, optionsOfChoice } from '../experiment/optimizer-rule.ts';
import { buildExpression } from '../expression/build.ts';
import { programNames, scopeOf } from '../expression/parse-loss.ts';
import { toTypeScript, type TypeScript } from '../expression/typescript.ts';
import { namesOf } from '../session/classifier.ts';

/**
 * A TypeScript program that declares the experiment's graph, goes on training from its parameters, and prints the losses on the way. The text of an
 * expression becomes the calls that it stands for.
 */
export const programOf = (experiment: Experiment): string => {
  const { optimizer, points, lambda, stepSize, step } = experiment;
  const training = points.filter(({ isHeldOut }) => !isHeldOut);
  const layers = layersOf(experiment);
  const leaves = layers.flatMap(({ weights, biases }) => [weights, biases]);
  const width = layers[0]!.weights.shape[0]!;
  const isBatched = experiment.batchSize > 0 && experiment.batchSize < training.length;
  const { imports, lines } = lossLines(experiment);
  return [
    `// An experiment of the Adjoint playground: ${optimizerRules[optimizer.name]!.title}, from update ${step} on.`,
    importsOf([
      ...usual,
      ...imports,
      ...(layers.length > 1 ? ['tanh'] : []),
      ...(isBatched ? ['deriveKey', 'permutation'] : []),
      optimizer.name,
    ]),
    '',
    `const pointRows = ${rows(training.map(({ x, y }) => [x, y]))};`,
    `const labelRows = [${training.map(({ label }) => label).join(', ')}];`,
    `const exponents = ${rows(exponentsOf(experiment.model.degree))};`,
    'const featureRows = pointRows.map(([x, y]) => exponents.map(([i, j]) => x! ** i! * y! ** j!));',
    '',
    `const points = input('points', ['batch', 2]);`,
    `const features = input('features', ['batch', ${width}]);`,
    `const labels = input('labels', ['batch'], 'int');`,
    `const lambda = input('lambda', []);`,
    ...leaves.map(({ name, shape }) => `const ${name} = parameter('${name}', [${shape.join(', ')}]);`),
    `const scores = ${scoresText(layers.map(({ weights, biases }) => [weights.name, biases.name]))};`,
    ...lines,
    '',
    `const optimizer = ${optimizer.name}(${objectText({ learningRate: stepSize, ...optionsOfChoice(optimizer) })});`,
    `const parameters = parametersOf(total);`,
    `const updates = updatesOf(optimizer, parameters, gradient(total, parameters));`,
    `const held = {`,
    `  ...initialize(updates.map(({ leaf }) => leaf)), // what the optimizer remembers`,
    ...valueLines(experiment),
    `};`,
    `const step = await compile({ total }, { held, updates });`,
    `const measure = await compile({ dataLoss, regularization, total });`,
    `const whole = { points: pointRows, features: featureRows, labels: labelRows, lambda: ${lambda} };`,
    ...(isBatched ? batchLines(experiment, training.length) : []),
    '',
    `for (let update = ${step}; update <= ${step + shownUpdates}; update++) {`,
    `  const found = measure.run({ ...whole, ...step.held([${leaves.map(({ name }) => `'${name}'`).join(', ')}]) });`,
    `  const losses = [found.dataLoss, found.regularization, found.total].map(({ data }) => data[0]);`,
    `  console.log(update, ...losses);`,
    `  step.run(${isBatched ? 'batchAt(update)' : 'whole'});`,
    `}`,
    '',
  ].join('\n');
};

/** The lines that declare the losses, and what they import. */
const lossLines = (experiment: Experiment): TypeScript => {
  const weights = layersOf(experiment).map((layer) => `l2(${layer.weights.name})`);
  const regularized = `const regularization = mul(lambda, ${weights.reduce((a, b) => `add(${a}, ${b})`)});`;
  const averaged = (loss: string): readonly string[] => [
    `const dataLoss = mean(${loss});`,
    regularized,
    'const total = add(dataLoss, regularization);',
  ];
  const { loss } = experiment;
  if (loss.kind === 'named') return { imports: [loss.name], lines: averaged(`${loss.name}(scores, labels)`) };
  const model = modelGraph(experiment);
  const [labels, lambda] = [input('labels', ['batch'], 'int'), input('lambda', [])];
  const names = namesOf({ ...model, labels, lambda });
  const built = buildExpression(loss.text, scopeOf(names));
  if (E.isLeft(built)) throw new Error(built.left[0]!.message); // only what is right gets into an experiment
  const called = new Map([...programNames(Object.keys(names)), ...own.map((name) => [`the program's ${name}`, name] as const)]); // prettier-ignore
  const { imports, lines } = toTypeScript(built.right, called);
  const isEach = built.right.loss.shape.length === 1;
  const rest = isEach
    ? averaged('loss')
    : [
        'const dataLoss = loss;',
        'const regularization = mul(0, lambda); // the expression has its own, if any',
        'const total = dataLoss;',
      ];
  return { imports, lines: [...lines, ...rest] };
};

/** What the program calls by names that an expression may not take. */
const own = ['pointRows', 'labelRows', 'featureRows', 'exponents', 'dataLoss', 'regularization', 'total', 'optimizer', 'parameters', 'updates', 'held', 'step', 'measure', 'whole', 'batchAt', 'update', 'found', 'losses']; // prettier-ignore

/** How many updates the program makes. */
export const shownUpdates = 20;

/** What every program imports. */
const usual = ['add', 'compile', 'gradient', 'initialize', 'input', 'l2', 'matmul', 'mean', 'mul', 'parameter', 'parametersOf', 'updatesOf']; // prettier-ignore

const importsOf = (names: readonly string[]): string =>
  `import { ${[...new Set(names)].toSorted().join(', ')} } from 'adjoint';`;

const rows = (table: readonly (readonly number[])[]): string =>
  `[\n${table.map((row) => `  [${row.join(', ')}],`).join('\n')}\n]`;

const scoresText = (layers: readonly (readonly [string, string])[]): string =>
  layers.reduce(
    (before, [W, b], layer) => `add(matmul(${layer === 0 ? before : `tanh(${before})`}, ${W}), ${b})`,
    'features',
  );

const objectText = (options: Readonly<Record<string, unknown>>): string =>
  `{ ${Object.entries(options)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(', ')} }`;

const valueLines = (experiment: Experiment): readonly string[] => {
  const shapes = layersOf(experiment).flatMap(({ weights, biases }) => [weights, biases]);
  const line = (name: string, shape: string, numbers: readonly number[]): string =>
    `  ${JSON.stringify(name)}: { shape: [${shape}], data: Float64Array.of(${numbers.join(', ')}) },`;
  const ofStates = Object.entries(experiment.states).map(([name, numbers]) => {
    const leaf = shapes.find((each) => name.endsWith(` of ${each.name}`));
    return line(name, leaf?.shape.join(', ') ?? '', numbers);
  });
  return [...ofStates, ...shapes.map(({ name, shape }) => line(name, shape.join(', '), experiment.parameters[name]!))];
};

const batchLines = ({ batchSize, seed }: Experiment, count: number): readonly string[] => [
  'const batchAt = (update: number) => {',
  `  const perEpoch = Math.ceil(${count} / ${batchSize});`,
  `  const order = permutation(deriveKey(${seed}, 'batches', Math.floor(update / perEpoch)), ${count});`,
  `  const start = (update % perEpoch) * ${batchSize};`,
  `  const batch = [...order.subarray(start, start + ${batchSize})];`,
  '  const taken = <A>(all: readonly A[]) => batch.map((row) => all[row]!);',
  '  return { points: taken(pointRows), features: taken(featureRows), labels: taken(labelRows), lambda: whole.lambda };',
  '};',
];
