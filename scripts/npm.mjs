import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';

/**
 * npm's own JavaScript, since `npm` itself is a shell script or a .cmd file on some platforms.
 * @returns {string} its path
 */
export function npmCli() {
  const running = process.env.npm_execpath ?? '';
  if (basename(running) === 'npm-cli.js') return running;
  for (const folder of [dirname(process.execPath), ...(process.env.PATH ?? '').split(delimiter).filter(Boolean)]) {
    const linked = join(folder, 'npm');
    const candidates = [
      existsSync(linked) ? realpathSync(linked) : '',
      join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
      join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    ];
    const found = candidates.find((path) => basename(path) === 'npm-cli.js' && existsSync(path));
    if (found !== undefined) return found;
  }
  throw new Error('npm was not found beside Node or on PATH: it installs the dependencies');
}
