/** What an argument or option of a command stands for: names that a shell completes. */
export const COMPLETIONS = [
  'node',
  'nodeset',
  'profile',
  'image',
  'overlay',
  'client-class',
  'unknown-machine',
  'snapshot',
  'file',
] as const;
export type Completes = (typeof COMPLETIONS)[number];

/** One thing a word may become. */
export interface Candidate {
  /** The whole word. */
  readonly value: string;
  /** What it is, for shells that show it. */
  readonly summary?: string;
  /** Only the beginning of a word: there is more to type after it. */
  readonly open?: true;
}

/** The body of a node or profile as written, as far as it is trusted: nothing. */
export type RawBody = Readonly<Record<string, unknown>>;

/** Where names come from: a snapshot in memory, or files. Asked for no more than is needed. */
export interface NameSource {
  /** Names of nodes, in natural order. */
  nodes(): Promise<readonly string[]>;
  profiles(): Promise<readonly string[]>;
  /** Bodies of all nodes and profiles. */
  bodies(): Promise<Iterable<RawBody>>;
  images(): Promise<readonly string[]>;
  overlays(): Promise<readonly string[]>;
  /** MAC addresses of machines that are no node, as far as a server has heard of them. */
  unknownMachines(): Promise<readonly { readonly mac: string; readonly summary: string }[]>;
  /** Newest first. */
  snapshots(): Promise<readonly { readonly number: number; readonly summary: string }[]>;
}
