import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { isMusterError } from '../errors/index.ts';
import { overlayErrors } from '../errors/overlay.ts';
import type { ContentMemo } from './content-memo.ts';
import { type OverlayManifest, parseManifest } from './manifest.ts';
import { type Ownership, ruleApplier } from './rules.ts';
import type { OverlayEntry, OverlayTree } from './types.ts';

export const OVERLAY_NAME = /^[A-Za-z0-9][A-Za-z0-9._:-]*$/;

const TEMPLATE = '.ww';

/** Order in which entries come to lie over each other within one overlay. */
const TYPES = ['directory', 'file', 'symlink', 'template'] as const;

interface Reading {
  readonly name: string;
  readonly origin: OverlayTree['origin'];
  readonly folder: string;
  readonly memo: ContentMemo;
}

/** Reads one overlay. Never throws: an overlay that cannot be used has an `error` and no entries. */
export async function readOverlay(reading: Reading): Promise<OverlayTree> {
  const { name, origin, folder } = reading;
  try {
    if (!OVERLAY_NAME.test(name)) throw overlayErrors.badName(name, folder);
    const manifest = await readManifest(name, path.join(folder, 'overlay.yaml'));
    const { entries, digests } = await readTree(reading, manifest);
    const { summary, rules } = manifest;
    const digest = digestOf(entries, digests, manifest);
    return Object.freeze({
      name,
      origin,
      folder,
      digest,
      entries,
      rules,
      ...(summary === undefined ? {} : { summary }),
    });
  } catch (cause) {
    const error = isMusterError(cause) ? cause : overlayErrors.unreadable(name, folder, cause);
    const digest = createHash('sha256').update(error.message).digest('hex');
    return Object.freeze({ name, origin, folder, digest, entries: [], error });
  }
}

async function readManifest(name: string, file: string): Promise<OverlayManifest> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  return parseManifest(name, file, text);
}

async function readTree(
  { name, origin, folder, memo }: Reading,
  manifest: OverlayManifest,
): Promise<{ entries: readonly OverlayEntry[]; digests: ReadonlyMap<string, string> }> {
  const entries: OverlayEntry[] = [];
  const digests = new Map<string, string>();
  const apply = ruleApplier(manifest.rules);
  const rootfs = path.join(folder, 'rootfs');
  const root = await lstat(rootfs).catch(() => undefined);
  if (root?.isDirectory() !== true) throw overlayErrors.noRootfs(name, folder);

  async function visit(source: string, where: string): Promise<void> {
    const stats = await lstat(source);
    const owned = apply(where, ownership(stats, origin));
    if (stats.isDirectory()) {
      entries.push({ path: where, type: 'directory', ...owned, source });
      await list(source, where);
    } else if (stats.isSymbolicLink()) {
      entries.push({ path: where, type: 'symlink', ...owned, source, target: await readlink(source) });
    } else if (stats.isFile()) {
      const { bytes, digest } = await memo.read(source);
      digests.set(source, digest);
      entries.push({ ...templateOr(where, owned, apply, stats, origin), source, content: bytes });
    } else throw overlayErrors.specialFile(name, source, kindOf(stats));
  }

  async function list(source: string, where: string): Promise<void> {
    for (const child of await readdir(source)) await visit(path.join(source, child), `${where}/${child}`);
  }

  await list(rootfs, '');
  entries.sort((a, b) => TYPES.indexOf(a.type) - TYPES.indexOf(b.type) || (a.path < b.path ? -1 : 1));
  return { entries: Object.freeze(entries.map((entry) => Object.freeze(entry))), digests };
}

function templateOr(
  where: string,
  owned: Ownership,
  apply: (path: string, found: Ownership) => Ownership,
  stats: Stats,
  origin: OverlayTree['origin'],
): Ownership & Pick<OverlayEntry, 'path' | 'type'> {
  const isTemplate = where.endsWith(TEMPLATE) && !where.endsWith(`/${TEMPLATE}`);
  if (!isTemplate) return { path: where, type: 'file', ...owned };
  const output = where.slice(0, -TEMPLATE.length);
  return { path: output, type: 'template', ...apply(output, ownership(stats, origin)) };
}

/** git and npm keep only whether a file is executable, and whoever unpacked them owns it: that says nothing about nodes. */
function ownership(stats: Stats, origin: OverlayTree['origin']): Ownership {
  if (origin === 'site') return { mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid };
  const executable = stats.isDirectory() || (stats.mode & 0o100) !== 0;
  return { mode: stats.isSymbolicLink() ? 0o777 : executable ? 0o755 : 0o644, uid: 0, gid: 0 };
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'named pipe';
  if (stats.isSocket()) return 'socket';
  return stats.isBlockDevice() ? 'block device' : 'character device';
}

function digestOf(
  entries: readonly OverlayEntry[],
  digests: ReadonlyMap<string, string>,
  manifest: OverlayManifest,
): string {
  const hash = createHash('sha256');
  for (const { path: where, type, mode, uid, gid, source, target } of entries) {
    hash.update(`${JSON.stringify([where, type, mode, uid, gid, target ?? digests.get(source) ?? ''])}\n`);
  }
  return hash.update(JSON.stringify(manifest.rules)).digest('hex');
}
