import { checkGradients } from '@adjoint/gradcheck';
import { input, parameter, toValue } from '@adjoint/graph';
import { crossEntropy, matmul, mean } from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { allIn, parsed } from '../test/drawing.ts';
import { toHtml } from './html.ts';
import { drawLines } from './lines.ts';
import { trainingReport } from './report.ts';

const W = parameter('W', [4, 2]);
const loss = mean(crossEntropy(matmul(input('images', ['batch', 4]), W), input('labels', ['batch'], 'int')));
const images = toValue([[1, 0, 0, 0], [0, 1, 0, 1], [0, 0, 1, 0]]); // prettier-ignore
const weights = toValue([[1, 2], [0, 1], [2, 0], [1, 1]]); // prettier-ignore
const labels = [0, 1, 1];

/** The body of a page as XML, which all that is written here also is. */
const bodyOf = (html: string) => parsed(html.slice(html.indexOf('<main>'), html.indexOf('</main>') + 7));

describe('a report', async () => {
  const html = await trainingReport({
    title: 'Cats & dogs',
    data: { text: 'Three images.', classes: ['cat', 'dog'], images, imageShape: [2, 2], labels },
    runs: [
      {
        name: 'softmax',
        loss,
        check: checkGradients(loss, { at: { images, labels, W: weights } }),
        curves: { training: [2, 1, Number.NaN], test: [2, 1.5, 1.2] },
        judged: { labels, predicted: [0, 1, 0] },
        templates: { W: weights },
        facts: { accuracy: '66.7 %' },
      },
    ],
  });
  const elements = allIn(bodyOf(html));
  test('has every part', () => {
    const heads = elements.filter(({ name }) => name === 'h2').map(({ text }) => text);
    expect(heads).toEqual(['Data', 'the loss', 'the graph', 'the gradient check', 'the training', 'the mistakes', 'the weights']); // prettier-ignore
    expect(elements.find(({ name }) => name === 'h1')!.text).toBe('Cats & dogs');
    expect(html).toContain('matmul(images, W)');
    expect(html).toContain('66.7 %');
  });
  test('needs nothing else: no address but pictures inside, and no script', () => {
    expect(html).not.toMatch(/https?:|\/\/|<script|<link|@import|url\((?!#)/);
    const addresses = elements.flatMap(({ attributes }) => attributes['href'] ?? attributes['src'] ?? []);
    expect(addresses.length).toBeGreaterThan(3);
    for (const address of addresses) expect(address).toMatch(/^data:image\/png;base64,[\w+/=]+$/);
  });
  test('has a table and a description for every picture', () => {
    const figures = elements.filter(({ name }) => name === 'figure');
    expect(figures).toHaveLength(6);
    for (const figure of figures) {
      const names = allIn(figure).map(({ name }) => name);
      for (const name of ['svg', 'desc', 'figcaption', 'table', 'caption', 'th']) expect(names).toContain(name);
    }
  });
  test('is of the theme asked for', async () => {
    expect(html).toContain('prefers-color-scheme: dark');
    const dark = await trainingReport({ title: 'Dark', runs: [{ name: 'bare', loss }], theme: 'dark' });
    expect(dark).not.toContain('prefers-color-scheme');
    expect(dark).toContain('content="dark"');
    expect(dark).not.toContain('#ffffff');
  });
  test('leaves out what is not given, and may have no run', async () => {
    const heads = (html: string) => allIn(bodyOf(html)).flatMap(({ name, text }) => (name === 'h2' ? [text] : [])); // prettier-ignore
    expect(heads(await trainingReport({ title: 'Bare', runs: [{ name: 'run', loss }] }))).toEqual([
      'the loss',
      'the graph',
    ]);
    expect(heads(await trainingReport({ title: 'Nothing', runs: [] }))).toEqual([]);
    const two = await trainingReport({ title: 'Two', runs: [{ name: 'a', loss }, { name: 'b', loss }] }); // prettier-ignore
    expect(heads(two)).toEqual(['a: the loss', 'a: the graph', 'b: the loss', 'b: the graph']);
  });
});

test('a page cuts long tables and says by how much', () => {
  const points = Array.from({ length: 1000 }, (_, i): [number, number] => [i, i * i]);
  const picture = drawLines([{ name: 'x²', points }], { x: { label: 'x' }, y: { label: 'y' } });
  const html = toHtml({ title: 'Long', sections: [{ heading: 'One', text: 'Two.\n\nThree.', pictures: [picture] }] });
  expect(html).toContain('and 700 rows more');
  expect(allIn(bodyOf(html)).filter(({ name }) => name === 'tr')).toHaveLength(302);
  expect(allIn(bodyOf(html)).filter(({ name }) => name === 'p')).toHaveLength(2);
});

test('a curve may have a score for each of 200,000 steps', async () => {
  const training = Array.from({ length: 200_000 }, (_, i) => 1 + 1 / (i + 1));
  expect(await trainingReport({ title: 'A long run', runs: [{ name: 'a', loss, curves: { training } }] })).toContain('and 199,700 rows more'); // prettier-ignore
});
