import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';

const folder = dirname(fileURLToPath(import.meta.url));
const file = join(folder, 'mistakes.ts'); // exists only in the compiler's memory

const header = `import { gradient, input, parameter } from '@adjoint/graph';
import { add, conv2d, crossEntropy, hinge, matmul, where, greater, squaredError } from './index.ts';
const images = input('images', ['batch', 64]);
const scores = input('scores', ['batch', 10]);
`;

const mistakes = [
  ["matmul(images, parameter('V', [65, 10]));", 'matmul: inner sizes must be equal, got [batch, 64] and [65, 10]'],
  [
    "matmul(input('A', [2, 3, 4]), input('B', [3, 4, 5]));",
    'matmul: batches must be equal or broadcast, got [2, 3, 4] and [3, 4, 5]',
  ],
  ["matmul(input('s', []), images);", 'matmul: operands must have at least one axis, got [] and [batch, 64]'],
  ["add(scores, input('row', [9]));", 'shapes must be equal or broadcast, got [batch, 10] and [9]'],
  [
    "squaredError(scores, input('t', ['samples', 10]));",
    'shapes must be equal or broadcast, got [batch, 10] and [samples, 10]',
  ],
  [
    "conv2d(input('p', ['batch', 8, 8, 3]), input('k', [3, 3, 4, 8]));",
    'conv2d: the channels must be the inputs of the kernel, got [batch, 8, 8, 3] and [3, 3, 4, 8]',
  ],
  ["crossEntropy(scores, input('y', ['batch']));", 'labels must be int of shape [batch], got real of shape [batch]'],
  ["hinge(scores, input('y', ['samples'], 'int'));", 'labels must be int of shape [batch], got int of shape [samples]'],
] as const;

let messages: readonly string[];

beforeAll(() => {
  const configured = ts.getParsedCommandLineOfConfigFile(
    join(folder, '..', 'tsconfig.test.json'),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: () => {},
    },
  )!;
  const options = { ...configured.options, noEmit: true, composite: false, incremental: false };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  const source = header + mistakes.map(([code]) => code).join('\n');
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  host.readFile = (name) => (name === file ? source : readFile.call(host, name));
  host.getSourceFile = (name, version, ...rest) =>
    name === file ? ts.createSourceFile(name, source, version) : getSourceFile.call(host, name, version, ...rest);
  const program = ts.createProgram([file], options, host);
  const diagnostics = program.getSemanticDiagnostics(program.getSourceFile(file));
  const first = header.split('\n').length - 1;
  messages = mistakes.map((_, i) =>
    diagnostics
      .filter(({ file, start }) => file!.getLineAndCharacterOfPosition(start!).line === first + i)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
      .join('\n'),
  );
}, 60_000);

describe('the compiler says why it refuses', () => {
  test.each(mistakes.map(([code, message], i) => [code, message, i] as const))('%s', (_, message, i) => {
    expect(messages[i]).toContain(`Clash<"${message}">`);
  });
});
