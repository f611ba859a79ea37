import { defaultClientConditions, defineConfig } from 'vite';
import { offline } from './offline.ts';
import { grammar } from './vite/grammar.ts';
import { manual } from './vite/manual.ts';

/** Static files that open from any folder of any web server. */
export default defineConfig({
  base: './',
  plugins: [grammar(), manual(), offline()],
  resolve: { conditions: ['@adjoint/source', ...defaultClientConditions] },
});
