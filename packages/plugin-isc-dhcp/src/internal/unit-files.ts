import { access, constants, copyFile, readFile } from 'node:fs/promises';
import { placeChecked } from '@muster/core';

/** Debian's settings of the unit isc-dhcp-server, read by its script. */
export const DEFAULTS = '/etc/default/isc-dhcp-server';

/** Stands in every configuration that Muster makes. */
const OURS = 'Made by Muster';

/** Keeps what was in a file before Muster as `FILE.before-muster`, once. */
export async function keepAside(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined || text.includes(OURS)) return;
  const aside = `${file}.before-muster`;
  const kept = await access(aside).then(
    () => true,
    () => false,
  );
  if (!kept) await copyFile(file, aside, constants.COPYFILE_EXCL);
}

/** Has the unit serve these interfaces; everything else in the file stays. Without any it serves all that have a subnet. */
export async function setInterfaces(interfaces: readonly string[], file = DEFAULTS): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const line = `INTERFACESv4="${interfaces.join(' ')}"`;
  const wanted = /^INTERFACESv4=.*$/m.test(text) ? text.replace(/^INTERFACESv4=.*$/m, line) : `${text}${line}\n`;
  if (wanted === text) return;
  await keepAside(file);
  await placeChecked('dhcpd', [{ file, text: wanted }], () => Promise.resolve());
}
