import { describe, expect, test } from 'vitest';
import { manifest, remoteDataset } from './manifest.ts';

describe('the manifest', () => {
  test.each(Object.entries(manifest))('has all that is to be known of %s', (_, dataset) => {
    expect(remoteDataset.parse(dataset)).toEqual(dataset);
  });

  test.each([
    ['an address without https', { mirrors: ['http://example.org/'] }],
    ['no address', { mirrors: [] }],
    ['a file outside its folder', { files: [{ ...manifest.cifar10.files[0], name: '../x' }] }],
    ['a hash that is none', { files: [{ ...manifest.cifar10.files[0], sha256: 'c4a3' }] }],
    ['no licence', { licence: '' }],
  ])('must not have %s', (_, change) => {
    expect(remoteDataset.safeParse({ ...manifest.cifar10, ...change }).success).toBe(false);
  });
});
