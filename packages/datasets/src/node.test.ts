import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolder } from './node.ts';

test.each([
  ['linux', {}, join('/home/me', '.cache', 'adjoint')],
  ['linux', { LOCALAPPDATA: '/local' }, join('/home/me', '.cache', 'adjoint')],
  ['linux', { XDG_CACHE_HOME: '/cache', LOCALAPPDATA: '/local' }, join('/cache', 'adjoint')],
  ['win32', { LOCALAPPDATA: '/local' }, join('/local', 'adjoint')],
  ['win32', {}, join('/home/me', '.cache', 'adjoint')],
])('on %s with %j, downloads are kept in %s', (system, environment, folder) => {
  expect(cacheFolder({ system, environment, home: '/home/me' })).toBe(folder);
});
