import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Logger, messageOf, type ServedFile } from '@muster/core';

/**
 * Fills the folder that dnsmasq serves with copies of all contributed files: what a link leads to may be hidden from the
 * user dnsmasq runs as. A file that cannot be read is left out.
 */
export async function fillTftpFolder(folder: string, files: readonly ServedFile[], log: Logger): Promise<void> {
  const fresh = `${folder}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  for (const { path: name, file } of files) {
    const to = path.join(fresh, path.normalize(`/${name}`));
    try {
      await mkdir(path.dirname(to), { recursive: true });
      await copyFile(file, to, constants.COPYFILE_FICLONE);
      await chmod(to, 0o644);
    } catch (error) {
      log.warn({ file }, `${name} is not served over TFTP: ${messageOf(error)}`);
    }
  }
  await rm(folder, { recursive: true, force: true });
  await rename(fresh, folder);
}
