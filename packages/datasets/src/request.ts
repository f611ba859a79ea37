import { messageOf } from './error.ts';
import type { RemoteFile } from './manifest.ts';
import type { PartialFile } from './platform.ts';
import type { Source } from './source.ts';
import { chunksOf } from './stream.ts';

/** How a request ended: with the whole file, with a reason to ask again, or with one not to. */
export type Answer = Readonly<
  | { _tag: 'Complete' }
  | { _tag: 'Interrupted'; reason: string; retryAfter?: number | undefined }
  | { _tag: 'Refused'; reason: string }
>;

/** Asks an address for the bytes that a partial file lacks, and appends them. */
export const requestRest = async (
  source: Source,
  file: RemoteFile,
  partial: PartialFile,
  address: string,
): Promise<Answer> => {
  const { signal } = source.options;
  const attention = new AbortController();
  const callOff = () => attention.abort(signal?.reason);
  signal?.addEventListener('abort', callOff);
  const patience = timer(() => attention.abort(new Error(`no byte for ${longestSilence / 1000} s`)));
  try {
    const headers = headersFor(source, partial, address);
    const response = await orFailure(follow(source, address, headers, attention.signal), signal);
    if ('_tag' in response) return response;
    const answer = await prepare(file, partial, address, response);
    return answer ?? (await receive(source, file, partial, response, patience.restart));
  } finally {
    patience.stop();
    signal?.removeEventListener('abort', callOff);
    attention.abort(); // a body that is not read to its end holds its connection
  }
};

const headersFor = ({ platform }: Source, partial: PartialFile, address: string): Readonly<Record<string, string>> => {
  const version = partial.version();
  return {
    ...(platform.isUnrestricted && { 'accept-encoding': 'identity' }),
    ...(partial.bytes() > 0 && { range: `bytes=${partial.bytes()}-` }),
    // another mirror does not know the validator; there the size and the hash decide
    ...(platform.isUnrestricted &&
      partial.bytes() > 0 &&
      version?.address === address && { 'if-range': version.validator }),
  };
};

/** Follows redirects, over https alone. */
const follow = async (
  { platform }: Source,
  address: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Response | Answer> => {
  let target = new URL(address);
  for (let hops = 0; hops <= mostRedirects; hops++) {
    if (target.protocol !== 'https:') return refused(`a redirect to ${target.origin}, which is not https`);
    const redirect = platform.isUnrestricted ? 'manual' : 'follow';
    const response = await platform.fetch(target.href, { headers, redirect, signal });
    if (!platform.isUnrestricted && response.url !== '' && new URL(response.url).protocol !== 'https:')
      return refused(`a redirect to ${response.url}, which is not https`);
    const location = response.headers.get('location');
    if (!redirects.has(response.status) || location === null) return response;
    await response.body?.cancel();
    if (!URL.canParse(location, target.href)) return refused(`a redirect to ${location}, which is no address`);
    target = new URL(location, target);
  }
  return refused(`more than ${mostRedirects} redirects`);
};

/** Makes the partial file ready for the body of a response, or says why it is of no use. */
const prepare = async (
  file: RemoteFile,
  partial: PartialFile,
  address: string,
  { status, headers }: Response,
): Promise<Answer | undefined> => {
  const validator = strongValidator(headers);
  if (status === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
    const version = partial.version();
    const isSame = version?.address !== address || validator === undefined || validator === version.validator;
    const isWhole = range?.[2] === '*' || Number(range?.[2]) === file.bytes;
    if (isSame && isWhole && Number(range?.[1]) === partial.bytes()) return undefined;
    await partial.restart();
    return interrupted('another version of the file');
  }
  if (status === 416) {
    await partial.restart();
    return interrupted('HTTP 416');
  }
  if (status === 429 || status >= 500) return interrupted(`HTTP ${status}`, retryAfter(headers));
  if (status !== 200) return refused(`HTTP ${status}`);
  const length = headers.get('content-length');
  if (length !== null && headers.get('content-encoding') === null && Number(length) !== file.bytes)
    return refused(`${length} bytes where ${file.bytes} were due`);
  await partial.restart(validator === undefined ? undefined : { address, validator });
  return undefined;
};

const receive = async (
  { dataset, options }: Source,
  file: RemoteFile,
  partial: PartialFile,
  response: Response,
  onChunk: () => void,
): Promise<Answer> => {
  const total = file.bytes;
  const chunks = chunksOf(response.body);
  for (;;) {
    const next = await orFailure(chunks.next(), options.signal);
    if ('_tag' in next) return next;
    if (next.done === true) break;
    onChunk();
    const chunk = next.value;
    if (partial.bytes() + chunk.length > total) {
      await partial.restart();
      return refused(`more than ${total} bytes`);
    }
    await partial.append(chunk);
    options.onProgress?.({ dataset: dataset.name, file: file.name, bytes: partial.bytes(), total });
  }
  return partial.bytes() === total
    ? { _tag: 'Complete' }
    : interrupted(`${partial.bytes()} bytes where ${total} were due`);
};

/** What a request gives, or the reason to make it again; unless the load was called off. */
const orFailure = async <A>(action: Promise<A>, signal: AbortSignal | undefined): Promise<A | Answer> => {
  try {
    return await action;
  } catch (error) {
    signal?.throwIfAborted();
    return interrupted(messageOf(error instanceof Error ? (error.cause ?? error) : error));
  }
};

const interrupted = (reason: string, retryAfter?: number): Answer => ({ _tag: 'Interrupted', reason, retryAfter });
const refused = (reason: string): Answer => ({ _tag: 'Refused', reason });

/** What `If-Range` may name: a strong entity tag, or a date of change. */
const strongValidator = (headers: Headers): string | undefined => {
  const tag = headers.get('etag');
  return tag !== null && !tag.startsWith('W/') ? tag : (headers.get('last-modified') ?? undefined);
};

/** `Retry-After` in milliseconds: it comes as seconds or as a date. */
const retryAfter = (headers: Headers): number | undefined => {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
};

/** Something that happens after a long silence. */
const timer = (onSilence: () => void) => {
  let pending = setTimeout(onSilence, longestSilence);
  return {
    restart: () => {
      clearTimeout(pending);
      pending = setTimeout(onSilence, longestSilence);
    },
    stop: () => clearTimeout(pending),
  };
};

const longestSilence = 30_000;
const mostRedirects = 5;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
