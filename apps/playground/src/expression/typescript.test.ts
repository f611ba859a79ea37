import { compileFunction } from 'node:vm';
import { fileURLToPath } from 'node:url';
import { type AnyTensor, evaluate, print } from '@adjoint/graph';
import * as adjoint from 'adjoint';
import { either as E } from 'fp-ts';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { type Built, buildExpression } from './build.ts';
import { bindings, scope } from './sample.ts';
import { sourceOf, toTypeScript } from './typescript.ts';

const built = (text: string): Built => {
  const result = buildExpression(text, scope);
  if (E.isLeft(result)) throw new Error(result.left.map(({ message }) => message).join('; '));
  return result.right;
};

const names = new Map([...scope.nodes.keys()].map((name) => [name, { λ: 'lambda', y: 'labels' }[name] ?? name]));

const texts = [
  'mean(crossEntropy(X @ W + b, labels)) + 1e-3 * l2(W)',
  'scores = X @ W + b\nmean(hinge(scores, y, delta: 2, squared: true)) + λ * l2(W)',
  'half = 1 / 2\nk = -half\ntotal = k * sum(W) * -(2 + half) ** 2',
  'mean = sum(W, axis: 1, keepDims: true)\nclass = mean * mean\nW = class - mean\nloss = sum(W)\nafter = loss + 1',
  'sum(split(W, 3, axis: 1)[2]) + sum(concat([W, W], axis: 0)) + sum(slice(W, [{ start: 1 }, {}]))',
  "sum(einsum('ij,j->i', W, b)) + sum(where(W > 0 , W, 0)) + sum(leakyRelu(b, slope: 0.5)) - norm(b, order: 1)",
  '-sum(square3 @ b % 3) + sum(toReal(and(mask, W != 1)))',
  'softmaxes = softmax(W, axis: 0)\nmean(softmaxes) < 1\n * 2',
  'three = 3',
  'loss = mean(W)\n(1 - loss) * loss',
].filter((text) => E.isRight(buildExpression(text, scope)));

const programOf = (text: string): string => {
  const leaves = [...new Set(names.values())].map((name) => {
    const { shape, kind } = scope.nodes.get(name)!;
    const type = kind === 'real' ? '' : `, '${kind}'`;
    return name === 'W' || name === 'b'
      ? `const ${name} = leaf.parameter('${name}', ${JSON.stringify(shape)}, leaf.normal());`
      : `const ${name} = leaf.input('${name}', ${JSON.stringify(shape)}${type});`;
  });
  const source = sourceOf(toTypeScript(built(text), names));
  return `import * as leaf from 'adjoint';\n${leaves.join('\n')}\n${source}\nexport { loss };\n`;
};

test('all texts are right', () => {
  expect(texts.length).toBe(9);
});

test.each(texts)('the program makes the same graph: %s', (text) => {
  const code = ts.transpileModule(programOf(text), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  }).outputText;
  const exported: { loss?: AnyTensor } = {};
  compileFunction(code, ['require', 'exports'])(() => adjoint, exported);
  expect(print(exported.loss!)).toBe(print(built(text).loss));
  expect(evaluate(exported.loss!, bindings)).toEqual(evaluate(built(text).loss, bindings));
});

test('the compiler accepts the programs', () => {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const files = new Map(texts.map((text, index) => [`${folder}exported-${index}.ts`, programOf(text)]));
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    customConditions: ['@adjoint/source'],
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: ['node'],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.readFile = (file) => files.get(file) ?? readFile(file);
  const program = ts.createProgram([...files.keys()], options, host);
  const found = [...files.keys()].flatMap((file) => program.getSemanticDiagnostics(program.getSourceFile(file)));
  expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
});

test('imports come in order, once, and a name that has another use gets an underscore', () => {
  const program = toTypeScript(built('mean = mean(W)\nW = mean * mean\nloss = W + λ'), names);
  expect(program).toEqual({
    imports: ['add', 'mean', 'mul'],
    lines: ['const mean_ = mean(W);', 'const W_ = mul(mean_, mean_);', 'const loss = add(W_, lambda);'],
  });
});

test('plain numbers stay plain numbers, unless one is the loss', () => {
  expect(sourceOf(toTypeScript(built('k = 1 / 4\nsum(W) * (k + 1)'), names))).toBe(
    "import { mul, sum } from 'adjoint';\n\nconst k = (1 / 4);\nconst loss = mul(sum(W), (k + 1));\n",
  );
  expect(toTypeScript(built('3'), names).lines).toEqual(['const loss = constant(3);']);
});
