import { MISSING_TOOL } from '../errors/image.ts';
import { isMusterError } from '../errors/index.ts';
import { runTool } from './import/run-tool.ts';
import type { TreeEntry } from './tree.ts';

/** A line of getcap(8), `PATH CAPABILITIES` (before libcap 2.41 `PATH = CAPABILITIES`); capabilities as cap_from_text(3) has them. */
const LINE = /^(.+?) (?:= )?((?:cap_|=)\S*(?: (?:cap_|=)\S*)*)$/;

/** Where a cpio archive carries the list; the init overlay's /init sets what it names, and removes it. */
export const CAPABILITIES_FILE = 'muster/capabilities';

/**
 * File capabilities of a tree, which a cpio archive cannot hold: a line `CAPABILITIES /PATH` for each file, sorted. Undefined
 * where getcap(8) is not installed.
 */
export async function listCapabilities(root: string, entries: readonly TreeEntry[]): Promise<string[] | undefined> {
  const kept = new Set(entries.map(({ path }) => Buffer.from(path, 'latin1').toString('utf8')));
  const found: string[] = [];
  try {
    await runTool({
      name: 'getcap',
      args: ['-r', root],
      doing: 'reading file capabilities',
      packageName: 'libcap2-bin',
      onLine: (line) => {
        const [, file = '', capabilities = ''] = LINE.exec(line) ?? [];
        const path = file.slice(root.length + 1);
        if (file.startsWith(`${root}/`) && kept.has(path)) found.push(`${capabilities} /${path}`);
      },
    });
  } catch (error) {
    if (isMusterError(error) && error.code === MISSING_TOOL) return undefined;
    throw error;
  }
  return found.sort();
}
