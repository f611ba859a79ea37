import type { RemoteDataset } from './manifest.ts';
import type { Platform } from './platform.ts';

/**
 * Where a data set that is not part of the package is read from: the `path`, else the folder that the environment
 * variable `ADJOINT_DATA` names (or the folder in it with the name of the data set), else the system's own copy, else
 * the files downloaded before, else the network. In a browser there are only the last two.
 */
export interface RemoteOptions {
  /** The folder that holds the files as they are published, or without their gzip. */
  readonly path?: string | URL;
  /** Whether what is found nowhere may be fetched from where it is published, and kept; false unless given. */
  readonly download?: boolean;
  /** Calls the load off. What was downloaded stays, and the next download goes on from there. */
  readonly signal?: AbortSignal;
  /** Hears how a download gets on. */
  readonly onProgress?: (progress: DownloadProgress) => void;
}

/** How far the download of one file is. */
export interface DownloadProgress {
  readonly dataset: string;
  readonly file: string;
  /** How many bytes are there, those of earlier downloads included. */
  readonly bytes: number;
  /** How many there will be. */
  readonly total: number;
}

/** What a load works with. */
export interface Source {
  readonly dataset: RemoteDataset;
  readonly options: RemoteOptions;
  readonly platform: Platform;
}
