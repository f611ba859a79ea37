import type { AnyTensor } from '@adjoint/graph';
import { useId, useRef, useState } from 'preact/hooks';
import { type Completion, completionsOf, wordAt } from './completion.ts';
import './editor.css';
import type { Mistake } from './mistake.ts';
import { Reference } from './reference.tsx';
import { colored, positionIn, segmentsOf } from './segment.ts';
import type { Place } from './syntax.ts';

/** What an editor of an expression shows, and whom it tells. */
export interface ExpressionEditorProps {
  readonly label: string;
  readonly text: string;
  readonly mistakes: readonly Mistake[];
  /** What the text may name. */
  readonly nodes: ReadonlyMap<string, AnyTensor>;
  /** A part that something else on the page speaks of. */
  readonly pointed?: Place | undefined;
  readonly onInput: (text: string) => void;
}

/** A field for an expression: what is wrong is underlined where it is, listed below, and read aloud; names are completed. */
export const ExpressionEditor = ({ label, text, mistakes, nodes, pointed, onInput }: ExpressionEditorProps) => {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [word, setWord] = useState<Place | undefined>();
  const [chosen, setChosen] = useState(-1);
  const completions = word === undefined ? [] : completionsOf(text.slice(word.from, word.to), [...nodes.keys()]);

  const select = ({ from, to }: Place): void => {
    field.current?.focus();
    field.current?.setSelectionRange(from, to);
  };
  const look = (at: Place | undefined): void => {
    setWord(at);
    setChosen(-1);
  };
  const write = (written: string, at: Place | undefined): void => {
    const { current } = field;
    if (current === null) return;
    current.focus();
    current.setRangeText(written, at?.from ?? current.selectionStart, at?.to ?? current.selectionEnd, 'end');
    look(undefined);
    onInput(current.value);
  };
  const accept = (completion: Completion): void => write(completion.text, word);
  const press = (event: KeyboardEvent): void => {
    const completion = completions[chosen];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (completions.length === 0) return;
    if (event.key === 'Escape') look(undefined);
    else if (step !== undefined && (chosen >= 0 || step > 0))
      setChosen((chosen + step + completions.length) % completions.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && completion !== undefined) accept(completion);
    else return;
    event.preventDefault();
  };

  return (
    <div class="expression">
      <label for={`${id}-field`}>{label}</label>
      <div class="expression-field">
        <Backdrop text={text} mistakes={mistakes} pointed={pointed} />
        <textarea
          ref={field}
          id={`${id}-field`}
          value={text}
          rows={1}
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
          aria-invalid={mistakes.length > 0}
          aria-describedby={`${id}-mistakes`}
          aria-autocomplete="list"
          aria-controls={`${id}-completions`}
          aria-activedescendant={chosen < 0 ? undefined : `${id}-completion-${chosen}`}
          onInput={({ currentTarget }) => {
            look(wordAt(currentTarget.value, currentTarget.selectionEnd));
            onInput(currentTarget.value);
          }}
          onKeyDown={press}
          onBlur={() => look(undefined)}
        />
      </div>
      <ul
        id={`${id}-completions`}
        class="expression-completions"
        role="listbox"
        aria-label="Completions"
        hidden={completions.length === 0}
      >
        {completions.map((completion, index) => (
          <li
            key={completion.word}
            id={`${id}-completion-${index}`}
            role="option"
            aria-selected={index === chosen}
            onPointerDown={(event) => event.preventDefault()} // or the field would lose the focus first
            onClick={() => accept(completion)}
          >
            <code>{completion.usage}</code> <span>{completion.says}</span>
          </li>
        ))}
      </ul>
      <div id={`${id}-mistakes`} class="expression-mistakes" role="status">
        <Mistakes text={text} mistakes={mistakes} onSelect={select} />
      </div>
      <Reference nodes={nodes} onChoose={(written) => write(written, undefined)} />
    </div>
  );
};

/** The text as it is shown behind the field, whose own letters cannot be seen. */
const Backdrop = ({ text, mistakes, pointed }: Pick<ExpressionEditorProps, 'text' | 'mistakes' | 'pointed'>) => {
  const marks = [
    ...colored(text),
    ...mistakes.map(({ from, to }) => ({ from, to, look: 'mistake' })),
    ...(pointed === undefined ? [] : [{ ...pointed, look: 'pointed' }]),
  ];
  return (
    <pre aria-hidden="true">
      {segmentsOf(text, marks).map((segment) =>
        segment.looks.length === 0 ? segment.text : <span class={segment.looks.join(' ')}>{segment.text}</span>,
      )}
      {'\n'}
    </pre>
  );
};

const Mistakes = ({
  text,
  mistakes,
  onSelect,
}: Pick<ExpressionEditorProps, 'text' | 'mistakes'> & { readonly onSelect: (place: Place) => void }) =>
  mistakes.length === 0 ? null : (
    <ul>
      {mistakes.map((mistake) => {
        const { line, column } = positionIn(text, mistake.from);
        return (
          <li>
            <button type="button" onClick={() => onSelect(mistake)}>
              line {line}, column {column}
            </button>{' '}
            {mistake.message}
          </li>
        );
      })}
    </ul>
  );
