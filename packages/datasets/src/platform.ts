import type { RemoteDataset } from './manifest.ts';

/** A file that lies somewhere: in a folder, or in a browser's cache. */
export interface StoredFile {
  /** Its path or address, as messages show it. */
  readonly name: string;
  readonly bytes: number;
  readonly chunks: () => AsyncIterable<Uint8Array>;
  /** Reads it into the beginning of an array, as much of it as fits, and says how much that was. */
  readonly readInto: (target: Uint8Array) => Promise<number>;
}

/** Somewhere a data set's files may lie. */
export interface Place {
  readonly name: string;
  /** The file of that name, a path below the place with `/` between its parts, or nothing. */
  readonly open: (file: string) => Promise<StoredFile | undefined>;
}

/** What has come of a file so far. It gets its name when it is whole. */
export interface PartialFile {
  readonly bytes: () => number;
  /** Where the bytes came from, and the server's name for that version of them. */
  readonly version: () => Version | undefined;
  /** Drops all bytes, to take those of a version. */
  readonly restart: (version?: Version) => Promise<void>;
  readonly append: (chunk: Uint8Array) => Promise<void>;
  readonly chunks: () => AsyncIterable<Uint8Array>;
  /** Gives the file its name, when everything is known to be on the disk. */
  readonly keep: () => Promise<StoredFile>;
  /** Stops writing; what has come stays for the next time. */
  readonly close: () => Promise<void>;
}

/** A version of a file on one server, by a validator that a conditional request can name. */
export interface Version {
  readonly address: string;
  readonly validator: string;
}

/** The place where downloaded files are kept. */
export interface Cache extends Place {
  /** Takes up the file where it was left. */
  readonly receive: (file: string) => Promise<PartialFile>;
}

/** A hash of bytes that come in chunks, as hexadecimal digits. */
export interface Hash {
  readonly update: (chunk: Uint8Array) => void;
  readonly digest: () => Promise<string>;
}

/** What finding, keeping and fetching files takes from where the program runs. */
export interface Platform {
  /** Where to look, in this order, before the cache. */
  readonly places: (dataset: RemoteDataset, path?: string | URL) => Promise<readonly Place[]>;
  readonly cache: (dataset: RemoteDataset) => Promise<Cache>;
  readonly sha256: () => Hash;
  /** The chunks that gzip's chunks unpack to. */
  readonly gunzip: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
  readonly fetch: (address: string, request: FetchRequest) => Promise<Response>;
  /** Whether requests may carry any header and show where redirects lead, as a browser's may not. */
  readonly isUnrestricted: boolean;
  /** Ends after so many milliseconds, or rejects when the signal says so. */
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** The part of a `fetch` request that downloads use. */
interface FetchRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly redirect: 'manual' | 'follow';
  readonly signal: AbortSignal;
}
