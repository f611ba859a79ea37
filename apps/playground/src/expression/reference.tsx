import { type AnyTensor, formatShape } from '@adjoint/graph';
import { useId, useState } from 'preact/hooks';
import { entryFor, meaningOf, usageOf } from './manual.ts';
import { operations } from './operations.ts';
import './reference.css';

/** What a reference lists, and whom it tells. */
export interface ReferenceProps {
  /** The nodes that a text may name. */
  readonly nodes: ReadonlyMap<string, AnyTensor>;
  /** Is told what is chosen, as it is written in a text. */
  readonly onChoose: (text: string) => void;
}

/** All that an expression can be made of: names, operators and operations. What is pressed is written into the text. */
export const Reference = ({ nodes, onChoose }: ReferenceProps) => {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [sought, setSought] = useState('');
  const found = [...operations.keys()].filter((name) => isFound(name, sought)).toSorted();
  return (
    <details class="reference" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>What can be written</summary>
      {isOpen && (
        <>
          <ul class="reference-names" aria-label="Names">
            {namesOf(nodes).map(({ names, type }) => (
              <li key={names[0]}>
                {names.map((name) => (
                  <button type="button" key={name} onClick={() => onChoose(name)}>
                    <code>{name}</code>
                  </button>
                ))}{' '}
                {type}
              </li>
            ))}
          </ul>
          <p>
            <code>+ - * / @ % ^</code> and <code>&lt; &lt;= == != &gt;= &gt;</code> stand between two; <code>@</code> is
            the matrix product. A line <code>name = …</code> names a part for the lines below, and <code>#</code> begins
            a remark. Settings have names: <code>sum(W, axis: 1)</code>.
          </p>
          <label for={`${id}-sought`}>Find an operation</label>
          <input
            id={`${id}-sought`}
            type="search"
            value={sought}
            onInput={({ currentTarget }) => setSought(currentTarget.value)}
          />
          <p role="status">
            {found.length} of {operations.size} operations
          </p>
          <ul class="reference-operations" aria-label="Operations">
            {found.map((name) => (
              <li key={name}>
                <button type="button" onClick={() => onChoose(`${name}(`)}>
                  <code>{usageOf(name)}</code>
                </button>{' '}
                {meaningOf(name)}
              </li>
            ))}
          </ul>
        </>
      )}
    </details>
  );
};

const isFound = (name: string, sought: string): boolean =>
  `${name} ${entryFor(name)?.says ?? ''}`.toLowerCase().includes(sought.trim().toLowerCase());

/** Each node once, with all its names. */
const namesOf = (
  nodes: ReadonlyMap<string, AnyTensor>,
): readonly { readonly names: readonly string[]; readonly type: string }[] =>
  // prettier-ignore
  [...new Set(nodes.values())].map((node) => ({
    names: [...nodes].flatMap(([name, each]) => (each === node ? [name] : [])),
    type: `${node.shape.length === 0 ? 'a number' : formatShape(node.shape)}${node.kind === 'real' ? '' : `, ${node.kind}`}`,
  }));
