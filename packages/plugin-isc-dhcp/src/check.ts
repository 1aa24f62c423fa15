import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { MusterError } from '@muster/core';
import { execa } from 'execa';

/** Has dhcpd itself read the configuration (`dhcpd -t`). Throws DHCPD_REFUSED with what it said, lines numbered as in `conf`. */
export async function checkWithDhcpd(conf: string): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'muster-dhcpd-'));
  const file = path.join(folder, 'dhcpd.conf');
  try {
    await writeFile(file, conf);
    const { exitCode, stderr, failed, code } = await execa('dhcpd', ['-t', '-4', '-cf', file, '-lf', '/dev/null'], {
      reject: false,
    });
    if (code === 'ENOENT') throw notInstalled();
    if (failed || exitCode !== 0)
      throw refused(
        stderr
          .split('\n')
          .filter((line) => line.includes(' line '))
          .join('; ') || stderr,
      );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function notInstalled(): MusterError {
  return new MusterError({
    code: 'DHCPD_NOT_INSTALLED',
    sentence: 'dhcpd is not on this machine, so the configuration was not checked',
    remedy: 'apt-get install isc-dhcp-server, or render without --check',
  });
}

function refused(said: string): MusterError {
  return new MusterError({
    code: 'DHCPD_REFUSED',
    sentence: `dhcpd refuses the configuration: ${said}`,
    remedy: 'the line number names the statement; correct the node or network it was made from',
  });
}
