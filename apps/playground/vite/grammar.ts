import peggy from 'peggy';
import type { Plugin } from 'vite';

/** Makes the parser of a `.peggy` grammar when the page is built, so that nothing is ever made into code in the page. */
export const grammar = (): Plugin => ({
  name: 'grammar',
  transform: {
    filter: { id: /\.peggy$/ },
    handler: (source) => ({ code: peggy.generate(source, { output: 'source', format: 'es' }), map: { mappings: '' } }),
  },
});
