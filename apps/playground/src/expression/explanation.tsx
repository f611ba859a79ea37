import { formatShape } from '@adjoint/graph';
import type { Box } from './drawing.ts';
import type { Inspected } from './inspect.ts';
import { meaningOf } from './manual.ts';
import { numberText, summaryOf } from './summary.ts';

/** What a box is, in words that may be read aloud, and below them its numbers. */
export const Explanation = ({
  id,
  box,
  inspected,
}: {
  readonly id: string;
  readonly box: Box;
  readonly inspected: Inspected;
}) => {
  const { title, formula, says, operations, tensor, isResult, look } = box;
  const { value, gradient } = inspected;
  return (
    <div class="graph-view-explanation" role="region" aria-label="Explanation" tabIndex={0}>
      <div id={id}>
        <p class="graph-view-title">{title}</p>
        {!title.endsWith(formula) && (
          <p>
            <code>{formula}</code>
          </p>
        )}
        {says !== '' && <p>{says}</p>}
        {operations.map((name) => (
          <p key={name}>
            <code>{name}</code>: {meaningOf(name)}
          </p>
        ))}
        <dl>
          <dt>Shape</dt>
          <dd>
            {formatShape(tensor.shape)}
            {tensor.kind === 'real' ? '' : `, ${tensor.kind}`}
          </dd>
          <dt>Value</dt>
          <dd>{summaryOf(value)}</dd>
          {look !== 'backward' && (
            <>
              <dt>Gradient</dt>
              <dd>
                {gradient === undefined
                  ? 'none: the loss has no derivative by this'
                  : isResult && gradient.shape.length === 0 && gradient.data[0] === 1
                    ? '1: the loss by itself'
                    : `${summaryOf(gradient)}: how much the loss grows for each unit that ${gradient.shape.length === 0 ? 'this' : 'an element'} grows`}
              </dd>
            </>
          )}
        </dl>
      </div>
      <Elements inspected={inspected} />
    </div>
  );
};

/** The elements of a vector or a matrix, with the gradient by each. */
const Elements = ({ inspected: { value, gradient } }: { readonly inspected: Inspected }) => {
  const { shape } = value;
  const [rows = 1, columns = 1] = shape;
  if (shape.length === 0 || shape.length > 2 || value.data.length === 0) return null;
  const shown = { rows: range(Math.min(rows, most.rows)), columns: range(Math.min(columns, most.columns)) };
  const parts = gradient === undefined ? [{ title: 'value', of: value }] : [{ title: 'value', of: value }, { title: 'gradient', of: gradient }]; // prettier-ignore
  const isCut = rows > most.rows || columns > most.columns;
  return (
    <table>
      <caption>{isCut ? `Elements, of [${shape.join(', ')}] the first` : 'Elements'}</caption>
      <thead>
        <tr>
          <td />
          {parts.map(({ title }) => (
            <th key={title} scope="colgroup" colSpan={shown.columns.length}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.rows.map((row) => (
          <tr key={row}>
            <th scope="row">{row}</th>
            {parts.flatMap(({ title, of }) =>
              shown.columns.map((column) => (
                <td key={`${title} ${column}`} class={title}>
                  {numberText(of.data[row * columns + column]!, 3)}
                </td>
              )),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const most = { rows: 12, columns: 3 };

const range = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);
