import { readableFolder } from './apparmor.ts';
import { type Complaint, inScratchFile, runChecker } from '@muster/core';

export const DHCPD = { name: 'dhcpd', command: 'dhcpd', packageName: 'isc-dhcp-server' } as const;

/** What {@link checkFile} is told of the file besides. */
export interface CheckedFile {
  /** Where the error says the file is. Default: where it was checked. */
  readonly shown?: string;
  /** What a line was made from. */
  readonly madeFrom?: (line: number) => string | undefined;
}

/** Has dhcpd itself read a configuration (`dhcpd -t`). Throws DAEMON_REFUSED with what it said and what it is about. */
export async function checkFile(file: string, { shown = file, madeFrom }: CheckedFile = {}): Promise<void> {
  await runChecker({
    ...DHCPD,
    args: ['-t', '-4', '-cf', file, '-lf', '/dev/null'],
    file: shown,
    complaints: (output) => complaintsIn(output, madeFrom),
  });
}

/** As {@link checkFile}, for a text that is in no file yet. */
export async function checkWithDhcpd(conf: string, madeFrom?: CheckedFile['madeFrom']): Promise<void> {
  const check = (file: string): Promise<void> =>
    checkFile(file, { shown: 'dhcpd.conf', ...(madeFrom === undefined ? {} : { madeFrom }) });
  await inScratchFile('dhcpd.conf', conf, check, await readableFolder('/usr/sbin/dhcpd', '/etc/dhcp'));
}

/** `FILE line N: what is wrong`, followed by the line and a caret below the place. */
function complaintsIn(output: string, madeFrom: CheckedFile['madeFrom']): Complaint[] {
  const told = [...output.matchAll(/^\S+ line (\d+): (.*)\n?(.*)/gm)].map(([, number = '', said = '', source = '']) => {
    const line = Number(number);
    const shown = source.trim() === '' ? '' : ` in ${JSON.stringify(source.trim())}`;
    return { said: `${said.trim()}${shown}`, line, about: madeFrom?.(line) };
  });
  if (told.length > 0) return told;
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const wrong = lines.filter((line) => /\b(?:bad|invalid|no such|not|can't|cannot)\b/i.test(line));
  return wrong.slice(0, 1).map((said) => ({ said }));
}
