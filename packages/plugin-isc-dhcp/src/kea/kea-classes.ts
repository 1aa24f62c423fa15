import type { BootFile, Lifecycle, LoaderChoice, Snapshot } from '@muster/core';
import { CLIENT_CLASSES, type ClientClass, clientClassById } from '@muster/wire';
import { choiceName } from '../loader-choice.ts';
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

/** IANA processor architecture type of what runs a BIOS. */
const BIOS = 0;
const IPXE = "(option[77].hex == 'iPXE' or option[77].hex == 0x0469505845 or option[175].exists)";

/** One class for every client class there is, by what it sends. Evaluated for every packet. */
export function firmwareClasses(): KeaClass[] {
  return CLIENT_CLASSES.map((clientClass) => ({ name: `${CLASS_PREFIX}${clientClass.id}`, test: sends(clientClass) }));
}

/**
 * The rules of `classifyClient`: iPXE by its user class or option 175; else TFTP or HTTP by option 60, or by option 93 where
 * that is missing. The platform is that of option 93, else the one within option 60, else BIOS.
 */
function sends({ id, userClass, vendorClass, archCodes }: ClientClass): string {
  const platform = clientClassById(`${id.replace(/-(?:ipxe|http)$/, '')}-ipxe`)?.archCodes ?? archCodes;
  if (userClass === 'ipxe') return `${IPXE} and (${architecture(platform, 'PXEClient')})`;
  const said = `substring(option[60].hex, 0, ${vendorClass.length}) == '${vendorClass}'`;
  const alone = `not option[60].exists and (${codes(archCodes)})`;
  // iPXE sends the vendor class and architecture of its firmware too.
  return `not ${IPXE} and ((${said} and (${architecture(platform, vendorClass)})) or (${alone}))`;
}

function codes(archCodes: readonly number[]): string {
  return archCodes
    .map((code) => `substring(option[93].hex, 0, 2) == 0x${code.toString(16).padStart(4, '0')}`)
    .join(' or ');
}

function architecture(archCodes: readonly number[], { length }: string): string {
  const within = archCodes.map(
    (code) => `substring(option[60].hex, ${length}, 11) == ':Arch:${String(code).padStart(5, '0')}'`,
  );
  // Not for HTTP: no such firmware is older than option 93.
  if (archCodes.includes(BIOS) && length === 'PXEClient'.length) {
    within.push(`not substring(option[60].hex, ${length}, 6) == ':Arch:'`);
  }
  return `${codes(archCodes)} or (not option[93].exists and (${within.join(' or ')}))`;
}

/** The class a reservation is in whose node is not offered what the site's default is. */
export function loaderClass(choice: LoaderChoice): KeaClass {
  return { name: `${LOADER_PREFIX}${choiceName(choice)}` };
}

/**
 * What each client class is told to fetch by this choice on this network: classes for the `require-client-classes` of its
 * subnet, evaluated when the reservation is known. `among`: names of all choices but the default one.
 */
export async function bootClasses(
  lifecycle: Lifecycle,
  snapshot: Snapshot,
  { choice, network, among }: { choice: LoaderChoice; network: string; among: readonly string[] },
): Promise<KeaClass[]> {
  const { nextServer } = lifecycle.endpoints({ network });
  const found = await bootFiles(lifecycle, snapshot, { door: 'kea-conf', choice, network });
  const name = choiceName(choice);
  return found.map(({ clientClass, bootFile }) => {
    const own = `member('${LOADER_PREFIX}${name}')`;
    const others = among.map((other) => `not member('${LOADER_PREFIX}${other}')`);
    return {
      name: `${network}/${name}/${clientClass.id}`,
      test: [`member('${CLASS_PREFIX}${clientClass.id}')`, ...(among.includes(name) ? [own] : others)].join(' and '),
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
