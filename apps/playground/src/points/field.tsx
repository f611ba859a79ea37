import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { short } from './number-text.ts';

/** A number on a slider whose every tenth part is the same factor. */
export interface LogSliderProps {
  readonly label: string;
  readonly value: number;
  /** The exponents of ten at both ends. */
  readonly from: number;
  readonly to: number;
  /** Whether the left end means 0. */
  readonly hasZero?: boolean;
  readonly onChange: (value: number) => void;
}

/** A slider with its label and value. */
export const LogSlider = ({ label, value, from, to, hasZero = false, onChange }: LogSliderProps) => {
  const id = useId();
  const least = hasZero ? from - 0.1 : from;
  const position = value <= 0 ? least : Math.min(to, Math.max(least, Math.log10(value)));
  const valueAt = (exponent: number): number =>
    hasZero && exponent < from - 0.01 ? 0 : Number((10 ** exponent).toPrecision(2));
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <output for={id}>{short(value)}</output>
      <input
        id={id}
        type="range"
        min={least}
        max={to}
        step="any"
        value={position}
        aria-valuetext={short(value)}
        onInput={(event) => onChange(valueAt(Number(event.currentTarget.value)))}
        onKeyDown={(event) => {
          const step = { ArrowRight: 0.1, ArrowUp: 0.1, ArrowLeft: -0.1, ArrowDown: -0.1 }[event.key];
          if (step === undefined) return;
          event.preventDefault();
          onChange(valueAt(Math.min(to, Math.max(least, Math.round((position + step) * 10) / 10))));
        }}
      />
    </div>
  );
};

/** A number on a slider. */
export interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly text: string;
  readonly onChange: (value: number) => void;
}

/** A slider with equal steps, its label and its value. */
export const Slider = ({ label, value, least, most, step, text, onChange }: SliderProps) => {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <output for={id}>{text}</output>
      <input
        id={id}
        type="range"
        min={least}
        max={most}
        step={step}
        value={value}
        aria-valuetext={text}
        onInput={(event) => onChange(Number(event.currentTarget.value))}
      />
    </div>
  );
};

/** One of several. */
export interface ChoiceProps<A extends string | number> {
  readonly label: string;
  readonly value: A;
  readonly options: readonly { readonly value: A; readonly title: string }[];
  readonly onChange: (value: A) => void;
}

/** A list of which one is chosen, with its label. */
export const Choice = <A extends string | number>({ label, value, options, onChange }: ChoiceProps<A>) => {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={({ currentTarget: { selectedIndex } }) => onChange(options[selectedIndex]!.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.title}
          </option>
        ))}
      </select>
    </div>
  );
};

/** A number to type. */
export interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}

/** A number with its label; what cannot be is put back. */
export const NumberField = ({ label, value, least, most, onChange }: NumberFieldProps) => {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="number"
        inputMode="decimal"
        step="any"
        min={least}
        max={most}
        value={value}
        onChange={({ currentTarget }) => {
          const typed = Number(currentTarget.value);
          const isFit = currentTarget.value !== '' && typed >= least && typed <= most;
          if (isFit) onChange(typed);
          else currentTarget.value = String(value);
        }}
      />
    </div>
  );
};

/** A switch with its label. */
export const Switch = (props: {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}) => (
  <label class="switch">
    <input type="checkbox" checked={props.value} onChange={(event) => props.onChange(event.currentTarget.checked)} />
    <span>{props.label}</span>
  </label>
);

/** A part of the page with a heading, and a sentence that explains it. */
export const Card = (props: {
  readonly title: string;
  readonly about?: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}) => {
  const id = useId();
  return (
    <section class={`card ${props.class ?? ''}`} aria-labelledby={id}>
      <h2 id={id}>{props.title}</h2>
      {props.about !== undefined && <p class="about">{props.about}</p>}
      {props.children}
    </section>
  );
};
