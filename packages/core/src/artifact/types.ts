/** Files named by their SHA-256 below the state directory. */
export interface BlobStore {
  /** Absolute path of a blob that exists; undefined otherwise. `digest` is lower-case hex. */
  path(digest: string): Promise<{ file: string; size: number } | undefined>;
  /** Takes a finished file (renames it) into the store. */
  adopt(file: string): Promise<{ digest: string; size: number }>;
  /** Copies a file into the store. */
  add(file: string): Promise<{ digest: string; size: number }>;
  /** Removes blobs not in `keep` that were last used over `olderThanMs` ago; returns their digests. */
  prune(keep: ReadonlySet<string>, olderThanMs: number): Promise<readonly string[]>;
}
