/** Name and length of a blob: SHA-256 in lower-case hex, bytes. */
export interface BlobInfo {
  readonly digest: string;
  readonly size: number;
}

/** Files named by their SHA-256 below the state directory. */
export interface BlobStore {
  /** Absolute path of a blob that exists; undefined otherwise. `digest` is lower-case hex. */
  path(digest: string): Promise<{ file: string; size: number } | undefined>;
  /** The blob's chunk manifest: SHA-256 of each 4 MiB piece in hex, one a line; undefined when there is none. */
  chunks(digest: string): Promise<{ file: string; size: number } | undefined>;
  /** Takes a finished file (renames it) into the store. */
  adopt(file: string): Promise<BlobInfo>;
  /** Copies a file into the store. */
  add(file: string): Promise<BlobInfo>;
  /** Writes what `content` yields into the store, hashing as it goes; nothing is kept when `content` throws. */
  put(content: AsyncIterable<Uint8Array>): Promise<BlobInfo>;
  /** Removes blobs not in `keep` that were last used over `olderThanMs` ago; returns their digests. */
  prune(keep: ReadonlySet<string>, olderThanMs: number): Promise<readonly string[]>;
}
