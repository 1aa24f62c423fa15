import { type Complaint, inScratchFile, runChecker } from '@muster/core';
import { readableFolder } from '../apparmor.ts';
import { keaMadeFrom } from './kea-conf.ts';

export const KEA = { name: 'kea-dhcp4', command: 'kea-dhcp4', packageName: 'kea-dhcp4-server' } as const;

/** Has kea-dhcp4 itself read a configuration (`kea-dhcp4 -t`). Throws DAEMON_REFUSED with what it said and what it is about. */
export async function checkKeaFile(file: string, text: string, shown = file): Promise<void> {
  await runChecker({ ...KEA, args: ['-t', file], file: shown, complaints: (output) => complaintsIn(output, text) });
}

/** As {@link checkKeaFile}, for a text that is in no file yet. */
export async function checkWithKea(text: string): Promise<void> {
  const check = (file: string): Promise<void> => checkKeaFile(file, text, 'kea-dhcp4.conf');
  await inScratchFile('kea-dhcp4.conf', text, check, await readableFolder('kea-dhcp4', '/etc/kea'));
}

/** `what is wrong (FILE:LINE:COLUMN)`, or the place first. */
function complaintsIn(output: string, text: string): Complaint[] {
  const wrong = output.split('\n').filter((line) => /\b(?:error|failed|invalid)\b/i.test(line));
  return wrong.slice(-1).map((said) => {
    const [, number] = /:(\d+)[:.]\d+/.exec(said) ?? [];
    const line = number === undefined ? undefined : Number(number);
    return {
      said: said.replace(/^.*?(?:Error encountered|Syntax check failed with): /, '').replace(/\s*\(\S+:\d+:\d+\)/, ''),
      line,
      about: line === undefined ? undefined : keaMadeFrom(text, line),
    };
  });
}
