import { type Complaint, runChecker } from '@muster/core';
import { madeFrom } from './conf/texts.ts';
import type { Part } from './conf/types.ts';

export const PACKAGE = 'dnsmasq-base';

/** Has dnsmasq itself read a file that was made of these parts (`--test`). Throws DAEMON_REFUSED with what it is about. */
export async function checkFile(program: string, file: string, parts: readonly Part[]): Promise<void> {
  await runChecker({
    name: 'dnsmasq',
    command: program,
    args: ['--test', `--conf-file=${file}`],
    packageName: PACKAGE,
    file,
    complaints: (output) => complaintsIn(output, parts),
  });
}

/** As dnsmasq 2.90 words them (option.c): `dnsmasq: bad dhcp-option at line 18 of /etc/dnsmasq.conf`. */
export function complaintsIn(output: string, parts: readonly Part[]): Complaint[] {
  return [...output.matchAll(/^dnsmasq: (.+) at line (\d+) of .+$/gm)].map(([, said = '', number]) => {
    const line = Number(number);
    return { said, line, about: madeFrom(parts, line) };
  });
}
