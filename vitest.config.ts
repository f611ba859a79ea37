import { defaultClientConditions, defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';
import { grammar } from './apps/playground/vite/grammar.ts';
import { manual } from './apps/playground/vite/manual.ts';

// tests run on the sources: no build, and stack traces that point to them
const source = '@adjoint/source';

export default defineConfig({
  // the playground's parser is made of its grammar, its help of the sources of ops
  plugins: [grammar(), manual()],
  resolve: { conditions: [source, ...defaultClientConditions] },
  ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
  test: {
    // `*.test-d.ts` is checked by `tsc -b`, which `npm test` runs first
    include: ['packages/*/src/**/*.test.ts', 'examples/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    testTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } }, // pages share the processor with other tests
    maxWorkers: '100%', // one core would be idle
  },
});
