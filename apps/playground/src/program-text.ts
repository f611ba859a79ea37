import type { Experiment } from './experiment.ts';
import { exponentsOf, layersOf } from './model.ts';
import { optimizerRules, optionsOfChoice } from './optimizer-rule.ts';

/** A TypeScript program that declares the experiment's graph, goes on training from its parameters, and prints the losses on the way. */
export const programOf = (experiment: Experiment): string => {
  const { loss, optimizer, points, lambda, stepSize } = experiment;
  if (loss.kind === 'expression') throw new Error('an expression is optimizer.name as its graph'); // see graphProgramOf
  const training = points.filter(({ isHeldOut }) => !isHeldOut);
  const layers = layersOf(experiment);
  const isBatched = experiment.batchSize > 0 && experiment.batchSize < training.length;
  const options = { learningRate: stepSize, ...optionsOfChoice(optimizer) };
  const names = layers.flatMap(({ weights, biases }) => [weights.name, biases.name]);
  return [
    `// An experiment of the Adjoint playground: ${optimizerRules[optimizer.name]!.title}, from update ${experiment.step} on.`,
    importsOf([
      ...usual,
      ...(layers.length > 1 ? ['tanh'] : []),
      ...(isBatched ? ['deriveKey', 'permutation'] : []),
      loss.name,
      optimizer.name,
    ]),
    '',
    `const points = ${rows(training.map(({ x, y }) => [x, y]))};`,
    `const labels = [${training.map(({ label }) => label).join(', ')}];`,
    ...featureLines(experiment),
    '',
    `const x = input('x', ['batch', ${layers[0]!.weights.shape[0]}]);`,
    `const y = input('y', ['batch'], 'int');`,
    ...layers.flatMap(({ weights, biases }) => [
      `const ${weights.name} = parameter('${weights.name}', [${weights.shape.join(', ')}]);`,
      `const ${biases.name} = parameter('${biases.name}', [${biases.shape.join(', ')}]);`,
    ]),
    `const scores = ${scoresText(layers.map(({ weights, biases }) => [weights.name, biases.name]))};`,
    `const dataLoss = mean(${loss.name}(scores, y));`,
    `const regularization = mul(${lambda}, ${layers.map(({ weights }) => `l2(${weights.name})`).reduce((a, b) => `add(${a}, ${b})`)});`,
    `const total = add(dataLoss, regularization);`,
    '',
    `const optimizer = ${optimizer.name}(${objectText(options)});`,
    `const parameters = parametersOf(total);`,
    `const updates = updatesOf(optimizer, parameters, gradient(total, parameters));`,
    `const held = {`,
    `  ...initialize(updates.map(({ leaf }) => leaf)), // what the optimizer remembers`,
    ...valueLines(experiment),
    `};`,
    `const step = await compile({ total }, { held, updates });`,
    `const measure = await compile({ dataLoss, regularization, total });`,
    `const whole = { x: ${featuresName(experiment)}, y: labels };`,
    ...(isBatched ? batchLines(experiment, training.length) : []),
    '',
    `for (let update = ${experiment.step}; update <= ${experiment.step + shownUpdates}; update++) {`,
    `  const found = measure.run({ ...whole, ...step.held([${names.map((name) => `'${name}'`).join(', ')}]) });`,
    `  const losses = [found.dataLoss, found.regularization, found.total].map(({ data }) => data[0]);`,
    `  console.log(update, ...losses);`,
    `  step.run(${isBatched ? 'batchAt(update)' : 'whole'});`,
    `}`,
    '',
  ].join('\n');
};

/** How many updates the program makes. */
export const shownUpdates = 20;

/** What every program imports. */
const usual = ['add', 'compile', 'gradient', 'initialize', 'input', 'l2', 'matmul', 'mean', 'mul', 'parameter', 'parametersOf', 'updatesOf']; // prettier-ignore

const importsOf = (names: readonly string[]): string =>
  `import { ${[...new Set(names)].toSorted().join(', ')} } from 'adjoint';`;

const rows = (table: readonly (readonly number[])[]): string =>
  `[\n${table.map((row) => `  [${row.join(', ')}],`).join('\n')}\n]`;

const featuresName = ({ model }: Experiment): string => (model.degree === 1 ? 'points' : 'features');

const featureLines = ({ model }: Experiment): readonly string[] =>
  model.degree === 1
    ? []
    : [
        `const exponents = ${rows(exponentsOf(model.degree))};`,
        'const features = points.map(([a, b]) => exponents.map(([i, j]) => a! ** i! * b! ** j!));',
      ];

const scoresText = (layers: readonly (readonly [string, string])[]): string =>
  layers.reduce((before, [W, b], layer) => `add(matmul(${layer === 0 ? before : `tanh(${before})`}, ${W}), ${b})`, 'x');

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
  '  return { x: batch.map((row) => whole.x[row]!), y: batch.map((row) => whole.y[row]!) };',
  '};',
];
