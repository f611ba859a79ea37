declare module 'virtual:manual' {
  /** What the sources of `@adjoint/ops` say of its operations. */
  const manual: Readonly<Record<string, import('./manual.ts').Entry>>;
  export default manual;
}

declare module '*.peggy' {
  /** What a parser would have taken at the place of a mistake. */
  export interface Expectation {
    readonly type: string;
    readonly description?: string;
    readonly text?: string;
  }

  /** What a parser throws where a text does not follow its grammar. */
  export class SyntaxError extends Error {
    readonly expected: readonly Expectation[];
    readonly found: string | null;
    readonly location: { readonly start: { readonly offset: number }; readonly end: { readonly offset: number } };
  }

  /** A statement of the language, whose first character is at `from` in the whole text. */
  export const parse: (text: string, options: { readonly from: number }) => import('./syntax.ts').Statement;
}

declare module '*.css';
