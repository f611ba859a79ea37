import type { Picture } from '@adjoint/plot';
import { SaxesParser } from 'saxes';
import { expect } from 'vitest';

/** An element of a drawing. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  /** The text directly inside. */
  text: string;
}

/** The root of an XML document; throws where it is not well-formed. */
export const parsed = (xml: string): Element => {
  const parser = new SaxesParser();
  const open: Element[] = [{ name: 'document', attributes: {}, children: [], text: '' }];
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes, children: [], text: '' };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => void (open.at(-1)!.text += text));
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  return open[0]!.children[0]!;
};

/** An element and all inside it. */
export const allIn = (element: Element): readonly Element[] => [element, ...element.children.flatMap(allIn)];

/** The marks of one kind of Observable Plot, such as `line` or `dot`, in all charts of a picture. */
export const marksIn = ({ svg }: Picture, kind: string): readonly Element[] =>
  allIn(parsed(svg))
    .filter(({ attributes }) => attributes['data-mark'] === kind)
    .flatMap(({ children }) => children);

/** Every text that a picture shows. */
export const textsIn = ({ svg }: Picture): readonly string[] =>
  allIn(parsed(svg)).flatMap(({ name, text }) => (name === 'text' || name === 'tspan' ? [text] : []));

/** What every picture must be: well-formed, described, with numbers for coordinates, and with a table that has a cell for each column. */
export const expectWhole = (picture: Picture): void => {
  const root = parsed(picture.svg);
  const [title, description] = root.children;
  expect(root.name).toBe('svg');
  expect(root.attributes['xmlns']).toBe('http://www.w3.org/2000/svg');
  expect([title!.name, title!.text]).toEqual(['title', picture.title]);
  expect([description!.name, description!.text]).toEqual(['desc', picture.description]);
  expect(picture.title).not.toBe('');
  expect(picture.description).toMatch(/\.$/);
  for (const { attributes } of allIn(root))
    for (const [name, value] of Object.entries(attributes))
      if (name !== 'data-mark') expect(`${name}="${value}"`).not.toMatch(/NaN|undefined|Infinity|currentColor|var\(/);
  const [width, height] = [Number(root.attributes['width']), Number(root.attributes['height'])];
  for (const { name, attributes } of root.children) {
    if (name !== 'svg') continue;
    expect(Number(attributes['x']) + Number(attributes['width'])).toBeLessThanOrEqual(width);
    expect(Number(attributes['y']) + Number(attributes['height'])).toBeLessThanOrEqual(height);
  }
  for (const row of picture.table.rows) expect(row).toHaveLength(picture.table.columns.length);
};
