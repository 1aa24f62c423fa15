import { type BootFile, bootRequest, type Lifecycle, type Snapshot } from '@muster/core';
import { CLIENT_CLASSES, type ClientClass } from '@muster/wire';
import { sendUnasked } from './option-statements.ts';
import { indented, octets, text } from './syntax.ts';

/** Options the statements use that dhcpd does not know by name, declared at the top of the file. */
export const DECLARATIONS = ['option muster-arch code 93 = string;', 'option muster-ipxe code 175 = string;'] as const;

/** iPXE sends the vendor class and architecture of its firmware too: its own branch has to come before the firmware's. */
const IPXE_FIRST: readonly ClientClass[] = [
  ...CLIENT_CLASSES.filter(({ userClass }) => userClass === 'ipxe'),
  ...CLIENT_CLASSES.filter(({ userClass }) => userClass !== 'ipxe'),
];

/** Option 60. */
export const VENDOR_CLASS = 60;

/** First word of the lines dhcpd logs for Muster. */
export const SIGHTING = 'muster-boot';

/** What dhcpd.conf calls an option Muster sends as raw octets. */
const RAW_NAMES: ReadonlyMap<number, string> = new Map([[175, 'muster-ipxe']]);

export interface BootStatementsFor {
  readonly loader: string;
  readonly network: string;
  /** Codes of options that the network has sent to everybody, asked for or not. */
  readonly unasked: readonly number[];
  /** dhcpd writes a line into its log when a machine of the class asks. */
  readonly sightings: boolean;
}

/**
 * `if … elsif …` over the table of client classes: what each is told to fetch by this loader on this network. The same
 * render call answers a packet when Muster is the DHCP server itself.
 */
export async function bootStatements(
  lifecycle: Lifecycle,
  snapshot: Snapshot,
  { loader, network, unasked, sightings }: BootStatementsFor,
): Promise<string[]> {
  const lines: string[] = [];
  for (const clientClass of IPXE_FIRST) {
    const request = bootRequest({ door: 'dhcpd-conf', clientClass, network, time: snapshot.time });
    const bootFile = await lifecycle.render('boot-file', {
      request,
      snapshot,
      clientClass,
      loader,
      ...lifecycle.endpoints({ network }),
    });
    if (bootFile === undefined) continue;
    lines.push(`${lines.length === 0 ? 'if' : '} elsif'} ${condition(clientClass)} {  # ${clientClass.id}`);
    lines.push(...indented(answer(clientClass, bootFile, unasked)));
    if (sightings) lines.push(...indented([sighting(clientClass)]));
  }
  return lines.length === 0 ? [] : [...lines, '}'];
}

/** Makes dhcpd log `muster-boot CLASS MAC`, with the MAC's leading zeros left out. */
function sighting({ id }: ClientClass): string {
  const mac = 'binary-to-ascii (16, 8, ":", substring (hardware, 1, 6))';
  return `log (info, concat ("${SIGHTING} ${id} ", ${mac}));`;
}

function condition({ userClass, vendorClass, archCodes }: ClientClass): string {
  const arch = archCodes.map((code) => `option muster-arch = ${octets(Uint8Array.of(code >> 8, code & 0xff))}`);
  const who =
    userClass === 'ipxe'
      ? '(option user-class = "iPXE" or exists muster-ipxe)'
      : `substring (option vendor-class-identifier, 0, ${vendorClass.length}) = "${vendorClass}"`;
  // dhcpd takes a parenthesis that opens an `if` for one around the whole condition.
  return `(${who} and (${arch.join(' or ')}))`;
}

function answer(clientClass: ClientClass, bootFile: BootFile, unasked: readonly number[]): string[] {
  const lines = [`filename ${text(bootFile.file)};`];
  for (const [code, bytes] of bootFile.options ?? []) {
    const name = RAW_NAMES.get(code);
    if (name !== undefined) lines.push(`option ${name} ${octets(bytes)};`);
  }
  // UEFI HTTP Boot ignores an OFFER that does not echo HTTPClient, and dhcpd sends only what it is asked for or told to add.
  if (clientClass.vendorClass === 'HTTPClient' && clientClass.userClass === 'none') {
    lines.push('option vendor-class-identifier "HTTPClient";');
    lines.push(...sendUnasked([VENDOR_CLASS, ...unasked]));
  }
  return lines;
}
