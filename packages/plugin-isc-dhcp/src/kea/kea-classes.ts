import type { BootFile, Lifecycle, Snapshot } from '@muster/core';
import { CLIENT_CLASSES, type ClientClass } from '@muster/wire';
import { bootFiles, wantsVendorClass } from '../boot-files.ts';

/** A class of kea-dhcp4's configuration. */
export interface KeaClass {
  readonly name: string;
  readonly test?: string;
  readonly 'only-if-required'?: true;
  readonly 'next-server'?: string;
  readonly 'boot-file-name'?: string;
  readonly 'option-data'?: readonly KeaOption[];
}

export interface KeaOption {
  readonly code: number;
  readonly data: string;
  readonly 'csv-format': boolean;
  readonly 'always-send'?: true;
}

/** Starts the names of the classes that say what firmware asks; the rest is the id of the client class. */
export const CLASS_PREFIX = 'muster-';
const LOADER_PREFIX = 'loader-';

const IPXE = "(option[77].hex == 'iPXE' or option[77].hex == 0x0469505845 or option[175].exists)";

/** One class for every client class there is, by what it sends. Evaluated for every packet. */
export function firmwareClasses(): KeaClass[] {
  return CLIENT_CLASSES.map((clientClass) => ({ name: `${CLASS_PREFIX}${clientClass.id}`, test: sends(clientClass) }));
}

function sends({ userClass, vendorClass, archCodes }: ClientClass): string {
  const codes = archCodes.map((code) => `substring(option[93].hex, 0, 2) == 0x${code.toString(16).padStart(4, '0')}`);
  // iPXE sends the vendor class and architecture of its firmware too.
  const who =
    userClass === 'ipxe'
      ? IPXE
      : `not ${IPXE} and substring(option[60].hex, 0, ${vendorClass.length}) == '${vendorClass}'`;
  return `${who} and (${codes.join(' or ')})`;
}

/** The class a reservation is in whose node has a loader that is not the site's default. */
export function loaderClass(loader: string): KeaClass {
  return { name: `${LOADER_PREFIX}${loader}` };
}

/**
 * What each client class is told to fetch by this loader on this network: classes for the `require-client-classes` of its
 * subnet, evaluated when the reservation is known. `among`: all loaders but the default one.
 */
export async function bootClasses(
  lifecycle: Lifecycle,
  snapshot: Snapshot,
  { loader, network, among }: { loader: string; network: string; among: readonly string[] },
): Promise<KeaClass[]> {
  const { nextServer } = lifecycle.endpoints({ network });
  const found = await bootFiles(lifecycle, snapshot, { door: 'kea-conf', loader, network });
  return found.map(({ clientClass, bootFile }) => {
    const own = `member('${LOADER_PREFIX}${loader}')`;
    const others = among.map((other) => `not member('${LOADER_PREFIX}${other}')`);
    return {
      name: `${network}/${loader}/${clientClass.id}`,
      test: [`member('${CLASS_PREFIX}${clientClass.id}')`, ...(among.includes(loader) ? [own] : others)].join(' and '),
      'only-if-required': true,
      'next-server': nextServer,
      'boot-file-name': bootFile.file,
      'option-data': optionsFor(clientClass, bootFile),
    };
  });
}

function optionsFor(clientClass: ClientClass, bootFile: BootFile): KeaOption[] {
  const options: KeaOption[] = [{ code: 67, data: bootFile.file.replace(/[\\,]/g, '\\$&'), 'csv-format': true }];
  for (const [code, bytes] of bootFile.options ?? []) {
    options.push({ code, data: Buffer.from(bytes).toString('hex'), 'csv-format': false, 'always-send': true });
  }
  if (wantsVendorClass(clientClass)) {
    options.push({ code: 60, data: 'HTTPClient', 'csv-format': true, 'always-send': true });
  }
  return options;
}
