import { type BootFile, bootRequest, type Lifecycle, type Snapshot } from '@muster/core';
import { CLIENT_CLASSES, type ClientClass, clientClassById } from '@muster/wire';
import { indented, octets, text } from './syntax.ts';

/** Options the statements use that dhcpd does not know by name, declared at the top of the file. */
export const DECLARATIONS = ['option muster-arch code 93 = string;', 'option muster-ipxe code 175 = string;'] as const;

/** iPXE sends the vendor class and architecture of its firmware too: its own branch has to come before the firmware's. */
const IPXE_FIRST: readonly ClientClass[] = [
  ...CLIENT_CLASSES.filter(({ userClass }) => userClass === 'ipxe'),
  ...CLIENT_CLASSES.filter(({ userClass }) => userClass !== 'ipxe'),
];

/** IANA processor architecture type of what runs a BIOS. */
const BIOS = 0;

/** First word of the lines dhcpd logs for Muster. */
export const SIGHTING = 'muster-boot';

/** What dhcpd.conf calls an option Muster sends as raw octets. */
const RAW_NAMES: ReadonlyMap<number, string> = new Map([[175, 'muster-ipxe']]);

export interface BootStatementsFor {
  readonly loader: string;
  readonly network: string;
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
  { loader, network, sightings }: BootStatementsFor,
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
    lines.push(...indented(answer(clientClass, bootFile)));
    if (sightings) lines.push(...indented([sighting(clientClass)]));
  }
  return lines.length === 0 ? [] : [...lines, '}'];
}

/** Makes dhcpd log `muster-boot CLASS MAC`, with the MAC's leading zeros left out. */
function sighting({ id }: ClientClass): string {
  const mac = 'binary-to-ascii (16, 8, ":", substring (hardware, 1, 6))';
  return `log (info, concat ("${SIGHTING} ${id} ", ${mac}));`;
}

/**
 * The rules of `classifyClient`: iPXE by its user class or option 175; else TFTP or HTTP by option 60, or by option 93 where
 * that is missing. The platform is that of option 93, else the one within option 60, else BIOS.
 */
function condition(clientClass: ClientClass): string {
  const { userClass, vendorClass, archCodes } = clientClass;
  const { archCodes: platform } = clientClassById(`${platformOf(clientClass)}-ipxe`) ?? clientClass;
  if (userClass === 'ipxe') {
    // dhcpd takes a parenthesis that opens an `if` for one around the whole condition.
    return `(${IPXE} and (${architecture(platform, 'PXEClient')}))`;
  }
  const said = `substring (${VENDOR}, 0, ${vendorClass.length}) = "${vendorClass}"`;
  const alone = `not exists vendor-class-identifier and (${codes(archCodes)})`;
  return `((${said} and (${architecture(platform, vendorClass)})) or (${alone}))`;
}

const VENDOR = 'option vendor-class-identifier';
/** Bare as iPXE sends it, and as RFC 3004 has it. */
const IPXE = '(option user-class = "iPXE" or option user-class = 04:69:50:58:45 or exists muster-ipxe)';

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

function answer(clientClass: ClientClass, bootFile: BootFile): string[] {
  const lines = [`filename ${text(bootFile.file)};`];
  for (const [code, bytes] of bootFile.options ?? []) {
    const name = RAW_NAMES.get(code);
    if (name !== undefined) lines.push(`option ${name} ${octets(bytes)};`);
  }
  // UEFI HTTP Boot ignores an OFFER that does not echo HTTPClient, and dhcpd sends only what it is asked for or told to add.
  if (clientClass.vendorClass === 'HTTPClient' && clientClass.userClass === 'none') {
    lines.push('option vendor-class-identifier "HTTPClient";');
    lines.push('option dhcp-parameter-request-list = concat (option dhcp-parameter-request-list, 3c);');
  }
  return lines;
}
