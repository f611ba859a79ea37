import { either as E } from 'fp-ts';
import { decodeExperiment } from './experiment-schema.ts';
import type { Experiment } from './experiment.ts';

/** An experiment as the part of an address after `#`: its JSON, compressed, in the letters that addresses may have. */
export const toHash = async (experiment: Experiment): Promise<string> => {
  const json = new Blob([JSON.stringify(experiment)]).stream();
  const bytes = await bytesOf(json.pipeThrough(new CompressionStream('deflate-raw')), mostBytes);
  const letters = Array.from(bytes!, (byte) => String.fromCharCode(byte)).join('');
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
};

/** The experiment that such a part of an address stands for, or why there is none. */
export const fromHash = async (hash: string): Promise<E.Either<string, Experiment>> => {
  if (hash.length > mostLetters) return E.left('the address is too long');
  try {
    const letters = atob(hash.replaceAll('-', '+').replaceAll('_', '/'));
    const packed = new Blob([Uint8Array.from(letters, (letter) => letter.charCodeAt(0))]).stream();
    const bytes = await bytesOf(packed.pipeThrough(new DecompressionStream('deflate-raw')), mostBytes);
    if (bytes === undefined) return E.left('the address holds too much');
    return decodeExperiment(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return E.left('the address is damaged');
  }
};

const mostLetters = 200_000;
const mostBytes = 1_000_000; // a few letters may claim to hold far more

/** All bytes of a stream, or nothing where there are too many. */
const bytesOf = async (stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array | undefined> => {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
    size += value.length;
    if (size > most) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(value);
  }
};
