import { type Dirent, existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { overlayErrors } from '../errors/overlay.ts';

/** Names of the overlays in a folder: folders, also linked ones; files beside them (a README) and hidden names (.git) are no overlays. */
export async function overlayNames(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw overlayErrors.unreadable('*', folder, error);
  });
  const names: string[] = [];
  for (const entry of entries)
    if (!entry.name.startsWith('.') && (await isFolder(folder, entry))) names.push(entry.name);
  return names;
}

async function isFolder(parent: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return stat(path.join(parent, entry.name)).then(
    (target) => target.isDirectory(),
    () => false,
  );
}
