import { defaultClientConditions, defineConfig } from 'vite';
import { offline } from './offline.ts';

/** Static files that open from any folder of any web server. */
export default defineConfig({
  base: './',
  resolve: { conditions: ['@adjoint/source', ...defaultClientConditions] },
  plugins: [offline()],
});
