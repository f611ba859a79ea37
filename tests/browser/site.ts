import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build, defaultClientConditions, type Rolldown } from 'vite';

const isolated = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
const withPolicy = (policy: string) => ({
  ...isolated,
  'Content-Security-Policy': `default-src 'self'; img-src data:; ${policy}`,
});

/** Kinds of pages, and what their server says about them. */
const headersOf = {
  /** Its threads can have memory in common. */
  isolated,
  plain: {},
  /** It starts no worker from text, for the worker fails. */
  'without blob workers': withPolicy("script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'"),
  /** Starting a worker throws, for its address is not of a trusted type. */
  'with trusted types': withPolicy(
    "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; require-trusted-types-for 'script'",
  ),
  /** It compiles no WebAssembly. */
  'without WebAssembly': withPolicy("script-src 'self'"),
} as const satisfies Record<string, Record<string, string>>;

/** A kind of page. */
export type Kind = keyof typeof headersOf;

/** Serves the page, bundled from the sources, once for each kind, on a free port. */
export const serve = async () => {
  const script = await bundled();
  const server = createServer(({ url = '' }, response) => {
    const [, kind = '', file] = decodeURI(url).split('/');
    if (!Object.hasOwn(headersOf, kind) || (file !== '' && file !== 'page.js')) {
      response.writeHead(404).end();
      return;
    }
    const type = file === '' ? 'text/html' : 'text/javascript';
    response.writeHead(200, { ...headersOf[kind as Kind], 'Content-Type': `${type}; charset=utf-8` });
    response.end(file === '' ? document : script);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<unknown> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { addressOf: (kind: Kind) => `http://127.0.0.1:${port}/${encodeURI(kind)}/`, close };
};

const document = `<!doctype html>
<title>the same bits everywhere</title>
<link rel="icon" href="data:,">
<script type="module" src="page.js"></script>
`;

const bundled = async (): Promise<string> => {
  const { output } = (await build({
    configFile: false,
    root: fileURLToPath(new URL('.', import.meta.url)),
    logLevel: 'error',
    resolve: { conditions: ['@adjoint/source', ...defaultClientConditions] },
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: { input: fileURLToPath(new URL('page.ts', import.meta.url)), output: { codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput;
  return output[0].code;
};
