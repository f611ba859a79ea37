import type { Value } from '@adjoint/graph';

/** Numbers in a few words: one number, a few, or the shape and between what the elements lie. */
export const briefOf = ({ shape, data }: Value): string => {
  if (shape.length === 0) return numberText(data[0]!);
  if (data.length > 0 && data.length <= 3) return listText(data);
  return `${shapeText(shape)} ${spreadOf(data)}`;
};

/** The same with the mean, or more elements. */
export const summaryOf = (value: Value): string => {
  const { shape, data } = value;
  if (shape.length === 0 || data.length === 0) return briefOf(value);
  if (data.length <= 4) return listText(data);
  let total = 0;
  for (const element of data) total += element;
  return `${shapeText(shape)} ${isUniform(data) ? '' : `mean ${numberText(total / data.length, 3)}, `}${spreadOf(data)}`;
};

/** Between what elements lie, and how many are no numbers. */
export const spreadOf = (data: Value['data']): string => {
  if (data.length === 0) return 'empty';
  if (isUniform(data)) return `all ${numberText(data[0]!, 3)}`;
  let [least, greatest, missing] = [Infinity, -Infinity, 0];
  for (const element of data) {
    if (Number.isNaN(element)) missing++;
    else [least, greatest] = [Math.min(least, element), Math.max(greatest, element)];
  }
  const lost = missing === 0 ? '' : `, NaN in ${missing} of ${data.length}`;
  return `${numberText(least, 3)} to ${numberText(greatest, 3)}${lost}`;
};

/** A number in so many digits, with a minus sign as long as a plus. */
export const numberText = (value: number, digits = 4): string => {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value < 0 ? '−∞' : '∞';
  const [mantissa, exponent] = value.toPrecision(digits).split('e');
  const plain = mantissa!.includes('.') ? mantissa!.replace(/\.?0+$/, '') : mantissa!;
  return (exponent === undefined ? plain : `${plain}e${exponent.replace('+', '')}`).replaceAll('-', '−');
};

const isUniform = (data: Value['data']): boolean => data.every((element) => Object.is(element, data[0]));

const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

const listText = (data: Value['data']): string =>
  `[${Array.from(data, (element) => numberText(element, 3)).join(', ')}]`;
