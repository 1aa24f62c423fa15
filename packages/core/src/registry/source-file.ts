import type { NodeBody, ProfileBody } from './fields.ts';
import { type LineTable, lineTable } from './locate.ts';

export type Section = 'profiles' | 'nodes';

/** One entry of a registry file: a profile, a node, or a set of nodes sharing a body. */
export interface SourceEntry<Body = NodeBody | ProfileBody> {
  readonly file: SourceFile;
  readonly section: Section;
  /** As written: a name, or a node set such as `n[001-400]`. */
  readonly key: string;
  readonly body: Body;
  /** Offset of the key in the file's text. */
  readonly start: number;
  /** Offset of the next entry, or of what follows the section. */
  readonly end: number;
}

/** One registry file, parsed and checked. */
export interface SourceFile {
  /** File name without folder. */
  readonly name: string;
  /** Absolute path, for messages. */
  readonly path: string;
  /** SHA-256 of the text, lower-case hex. */
  readonly digest: string;
  /** Undefined when it was taken from the last good state and only the parsed form was kept. */
  readonly text: string | undefined;
  readonly lines: LineTable | undefined;
  readonly profiles: readonly SourceEntry<ProfileBody>[];
  readonly nodes: readonly SourceEntry<NodeBody>[];
}

/** Entries in a form that JSON can hold: key, body, start, end. */
export type PlainEntry = readonly [key: string, body: unknown, start: number, end: number];

/** Gives parsed entries their file. */
export function sourceFile(
  identity: Pick<SourceFile, 'name' | 'path' | 'digest' | 'text'>,
  profiles: readonly PlainEntry[],
  nodes: readonly PlainEntry[],
): SourceFile {
  const lines = identity.text === undefined ? undefined : lineTable(identity.text);
  const file = { ...identity, lines, profiles: [] as SourceEntry<ProfileBody>[], nodes: [] as SourceEntry<NodeBody>[] };
  for (const [key, body, start, end] of profiles) {
    file.profiles.push({ file, section: 'profiles', key, body: body as ProfileBody, start, end });
  }
  for (const [key, body, start, end] of nodes) {
    file.nodes.push({ file, section: 'nodes', key, body: body as NodeBody, start, end });
  }
  return file;
}
