import type { Platform } from './platform.ts';

/** Where this program runs: Node where it says so, else a browser. */
export const platformHere = async (): Promise<Platform> =>
  isNode() ? (await import('./node.ts')).nodePlatform() : (await import('./browser.ts')).browserPlatform();

/** Whether this is Node. */
export const isNode = (): boolean => typeof process === 'object' && typeof process.versions?.node === 'string';
