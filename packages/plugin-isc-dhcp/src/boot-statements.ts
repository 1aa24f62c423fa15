import type { Lifecycle, LoaderChoice, Snapshot } from '@muster/core';
import { type ClientClass, clientClassById } from '@muster/wire';
import { choiceName } from './loader-choice.ts';
import { bootFiles, type ClassBoot, wantsVendorClass } from './boot-files.ts';
import { sendUnasked } from './option-statements.ts';
import { indented, octets, text } from './syntax.ts';

/** Options the statements use that dhcpd does not know by name, declared at the top of the file. */
export const DECLARATIONS = ['option muster-arch code 93 = string;', 'option muster-ipxe code 175 = string;'] as const;

/** IANA processor architecture type of what runs a BIOS. */
const BIOS = 0;

/** Options 60 and 67: UEFI HTTP Boot is told them, whether it asks or not. */
export const HTTP_BOOT_OPTIONS = [60, 67] as const;

/** First word of the lines dhcpd logs for Muster. */
export const SIGHTING = 'muster-boot';

/** What dhcpd.conf calls an option Muster sends as raw octets. */
const RAW_NAMES: ReadonlyMap<number, string> = new Map([[175, 'muster-ipxe']]);

/** `if … elsif …` over the table of client classes: what each is told to fetch by this choice of loader on this network. */
export type StatementsFor = (choice: LoaderChoice, network: string) => Promise<readonly string[]>;

export interface StatementSettings {
  /** Has dhcpd write a line into its log when a machine of the class asks. */
  readonly sightings: boolean;
  /** Codes of options that a network has sent to everybody, asked for or not. */
  readonly unaskedOn: (network: string) => readonly number[];
}

/** Made once for each choice and network: thousands of hosts share a few sets. */
export function statementsFor(
  lifecycle: Lifecycle,
  snapshot: Snapshot,
  { sightings, unaskedOn }: StatementSettings,
): StatementsFor {
  const made = new Map<string, Promise<string[]>>();
  return (choice, network) => {
    const key = `${choiceName(choice)} ${network}`;
    const known =
      made.get(key) ??
      bootFiles(lifecycle, snapshot, { door: 'dhcpd-conf', choice, network }).then((found) =>
        branches(found, unaskedOn(network), choice.secureBoot),
      );
    made.set(key, known);
    return known;
  };

  function branches(found: readonly ClassBoot[], unasked: readonly number[], secureBoot: boolean): string[] {
    // iPXE sends the vendor class and architecture of its firmware too: its own branch has to come before the firmware's.
    const isIpxe = ({ clientClass }: ClassBoot): boolean => clientClass.userClass === 'ipxe';
    const ordered = [...found.filter(isIpxe), ...found.filter((one) => !isIpxe(one))];
    const lines = ordered.flatMap((boot, index) => [
      `${index === 0 ? 'if' : '} elsif'} ${condition(boot.clientClass)} {  # ${boot.clientClass.id}`,
      ...indented(bootAnswer(boot, unasked)),
      ...(sightings ? indented([sighting(boot.clientClass)]) : []),
    ]);
    // The statements of the subnet name unsigned files as well, and count where those of a host say nothing.
    const rest = secureBoot ? ['filename "";', 'option bootfile-name "";'] : [];
    if (lines.length === 0) return rest;
    return rest.length === 0 ? [...lines, '}'] : [...lines, '} else {', ...indented(rest), '}'];
  }
}

/** Makes dhcpd log `muster-boot CLASS MAC`, with the MAC's leading zeros left out. */
function sighting({ id }: ClientClass): string {
  const mac = 'binary-to-ascii (16, 8, ":", substring (hardware, 1, 6))';
  return `log (info, concat ("${SIGHTING} ${id} ", ${mac}));`;
}

/**
 * True for packets of this class; of firmware's classes for those of its iPXE too. The rules of `classifyClient`: iPXE by
 * its user class or option 175; else TFTP or HTTP by option 60, or by option 93 where that is missing. The platform is that
 * of option 93, else the one within option 60, else BIOS.
 */
export function condition(clientClass: ClientClass): string {
  const { userClass, vendorClass, archCodes } = clientClass;
  const { archCodes: platform } = clientClassById(`${platformOf(clientClass)}-ipxe`) ?? clientClass;
  if (userClass === 'ipxe') {
    // dhcpd takes a parenthesis that opens an `if` for one around the whole condition.
    return `(${IS_IPXE} and (${architecture(platform, 'PXEClient')}))`;
  }
  const said = `substring (${VENDOR}, 0, ${vendorClass.length}) = "${vendorClass}"`;
  const alone = `not exists vendor-class-identifier and (${codes(archCodes)})`;
  return `((${said} and (${architecture(platform, vendorClass)})) or (${alone}))`;
}

const VENDOR = 'option vendor-class-identifier';
/** True for packets that iPXE sends: the user class bare as iPXE has it, and as RFC 3004 has it. */
export const IS_IPXE = '(option user-class = "iPXE" or option user-class = 04:69:50:58:45 or exists muster-ipxe)';

function platformOf({ id }: ClientClass): string {
  return id.replace(/-(?:ipxe|http)$/, '');
}

function codes(archCodes: readonly number[]): string {
  return archCodes.map((code) => `option muster-arch = ${octets(Uint8Array.of(code >> 8, code & 0xff))}`).join(' or ');
}

function architecture(archCodes: readonly number[], { length }: string): string {
  const within = archCodes.map(
    (code) => `substring (${VENDOR}, ${length}, 11) = ":Arch:${String(code).padStart(5, '0')}"`,
  );
  // Not for HTTP: no such firmware is older than option 93.
  if (archCodes.includes(BIOS) && length === 'PXEClient'.length)
    within.push(`not (substring (${VENDOR}, ${length}, 6) = ":Arch:")`);
  return `${codes(archCodes)} or (not exists muster-arch and (${within.join(' or ')}))`;
}

/** Statements that tell a class what to fetch; `unasked` are codes of options that are sent besides, asked for or not. */
export function bootAnswer({ clientClass, bootFile, aroundMac }: ClassBoot, unasked: readonly number[] = []): string[] {
  const lines = [`filename ${text(bootFile.file)};`];
  // `filename` takes no expression; firmware reads the option first (UEFI Specification 2.10, 24.7.3.2).
  if (aroundMac !== undefined) lines.push(`option bootfile-name = ${naming(aroundMac)};`);
  for (const [code, bytes] of bootFile.options ?? []) {
    const name = RAW_NAMES.get(code);
    if (name !== undefined) lines.push(`option ${name} ${octets(bytes)};`);
  }
  if (wantsVendorClass(clientClass)) {
    lines.push('option vendor-class-identifier "HTTPClient";');
    lines.push(...sendUnasked([...HTTP_BOOT_OPTIONS, ...unasked]));
  }
  return lines;
}

/** A URL with the machine's MAC in it. dhcpd writes octets without a leading zero. */
function naming([before, after]: readonly [string, string]): string {
  const octet = (index: number): string =>
    `suffix (concat ("0", binary-to-ascii (16, 8, "", substring (hardware, ${index}, 1))), 2)`;
  const mac = [1, 2, 3, 4, 5, 6].map(octet).join(', "-", ');
  return `concat (${text(before)}, ${mac}, ${text(after)})`;
}
