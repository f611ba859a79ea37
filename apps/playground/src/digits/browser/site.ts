import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build, defaultClientConditions, type Rolldown } from 'vite';

const document = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>digits</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="style.css">
  <style>html { background: Canvas; color: CanvasText }</style>
  <main><h1>The playground's digits</h1><div></div></main>
  <script type="module" src="page.js"></script>
</html>
`;

const typeOf: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', html: 'text/html' };

/** Serves the page, bundled from the sources, in a folder on a free port. Everything comes with a policy that allows nothing from elsewhere. */
export const serve = async () => {
  const files = await bundled();
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    const name = url.replace(/^\/some\/folder\//, '');
    asked.push(name);
    const content = files.get(name === '' ? 'index.html' : name);
    const type = typeOf[name === '' ? 'html' : name.split('.').at(-1)!] ?? 'application/octet-stream';
    if (content === undefined) response.writeHead(404).end();
    else
      response
        .writeHead(200, {
          'Content-Type': type,
          'Content-Security-Policy':
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src data:",
        })
        .end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<unknown> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { address: `http://127.0.0.1:${port}/some/folder/`, asked, close };
};

const bundled = async (): Promise<ReadonlyMap<string, string | Uint8Array>> => {
  const { output } = (await build({
    configFile: false,
    root: fileURLToPath(new URL('.', import.meta.url)),
    base: './',
    logLevel: 'error',
    resolve: { conditions: ['@adjoint/source', ...defaultClientConditions] },
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: {
        input: fileURLToPath(new URL('page.tsx', import.meta.url)),
        output: {
          entryFileNames: 'page.js',
          assetFileNames: ({ names }) => (names[0]!.endsWith('.css') ? 'style.css' : '[name]-[hash][extname]'),
        },
      },
    },
  })) as Rolldown.RolldownOutput;
  const files = output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source] as const);
  return new Map<string, string | Uint8Array>([['index.html', document], ...files]);
};
