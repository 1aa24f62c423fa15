import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SiteConfig } from '../config/types.ts';
import { MusterError } from '../errors/index.ts';
import type { ImageRecord } from '../image/types.ts';
import type { OverlayEntry, OverlayTree } from '../overlay/types.ts';
import type { ObjectStore } from './objects.ts';
import type { KeptOverlay, SnapshotEntry } from './types.ts';

/** What stands on disk of one snapshot; contents are objects named by digest. */
export interface Manifest extends SnapshotEntry {
  readonly format: 1;
  readonly site: SiteConfig;
  readonly registryId: string;
  /** Absent when the files had changed again before they could be kept. */
  readonly registry?: readonly { readonly name: string; readonly digest: string }[];
  readonly images: readonly ImageRecord[];
  readonly overlays: readonly { readonly name: string; readonly tree: string; readonly object: string }[];
}

interface KeptEntry extends Omit<OverlayEntry, 'content'> {
  readonly content?: string;
}

interface KeptTree extends Omit<OverlayTree, 'entries' | 'error'> {
  readonly entries: readonly KeptEntry[];
  readonly error?: { readonly code: string; readonly sentence: string; readonly remedy: string };
  /** Text of the site's `overlay.yaml`. */
  readonly manifest?: string;
}

/** Keeps an overlay's tree and contents; gives the digest of the object that lists them. */
export async function keepTree(objects: ObjectStore, tree: OverlayTree): Promise<string> {
  const entries: KeptEntry[] = [];
  for (const { content, ...entry } of tree.entries) {
    entries.push(content === undefined ? entry : { ...entry, content: await objects.put(content) });
  }
  const { error, ...rest } = tree;
  const broken =
    error === undefined ? {} : { error: { code: error.code, sentence: error.sentence, remedy: error.remedy } };
  const manifest = await manifestOf(tree);
  return objects.put(JSON.stringify({ ...rest, entries, ...broken, ...manifest } satisfies KeptTree));
}

async function manifestOf({ origin, folder }: OverlayTree): Promise<Pick<KeptTree, 'manifest'>> {
  if (origin !== 'site') return {};
  const text = await readFile(path.join(folder, 'overlay.yaml'), 'utf8').catch(() => undefined);
  return text === undefined ? {} : { manifest: text };
}

/** The overlay that was kept under this digest. */
export async function readTree(objects: ObjectStore, object: string): Promise<KeptOverlay> {
  const { entries, error, manifest, ...rest } = await keptTree(objects, object);
  const tree = {
    ...rest,
    entries: await Promise.all(entries.map((entry) => readEntry(objects, entry))),
    ...(error === undefined ? {} : { error: new MusterError(error) }),
  };
  return manifest === undefined ? { tree } : { tree, manifest };
}

/** Digests of all objects of a kept tree, its own among them. */
export async function objectsOfTree(objects: ObjectStore, object: string): Promise<string[]> {
  const { entries } = await keptTree(objects, object);
  return [object, ...entries.flatMap(({ content }) => (content === undefined ? [] : [content]))];
}

async function keptTree(objects: ObjectStore, object: string): Promise<KeptTree> {
  return JSON.parse((await objects.get(object)).toString('utf8')) as KeptTree;
}

async function readEntry(objects: ObjectStore, { content, ...entry }: KeptEntry): Promise<OverlayEntry> {
  return content === undefined ? entry : { ...entry, content: await objects.get(content) };
}
