import { realpath } from 'node:fs/promises';
import { imageErrors } from '../../errors/image.ts';
import { runTool } from './run-tool.ts';

/**
 * Copies a tree with owners, modes, times, extended attributes, hard links and devices, sharing blocks where the file
 * system can. Stays on one file system, so that a running chroot's /proc and /dev are not copied.
 */
export async function importFolder(source: string, into: string, stateDir: string): Promise<void> {
  const [from, state] = [await realpath(source), await realpath(stateDir)];
  if (`${state}/`.startsWith(from === '/' ? '/' : `${from}/`)) throw imageErrors.sourceHoldsStore(source, stateDir);
  await runTool({
    name: 'cp',
    args: ['--archive', '--one-file-system', '--reflink=auto', '--', `${from}/.`, `${into}/`],
    doing: `copying ${source}`,
    packageName: 'coreutils',
  });
}
