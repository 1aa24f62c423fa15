import type { Snapshot } from '@muster/core';
import { type Cidr, CLIENT_CLASSES, parseCidr } from '@muster/wire';
import { bootFiles } from '../boot-files.ts';
import { bootAnswer, condition, DECLARATIONS, IS_IPXE, statementsFor } from '../boot-statements.ts';
import { declaration, declaredHosts } from '../declared-hosts.ts';
import type { Rendering } from '../dhcpd-conf.ts';
import { optionDeclarations } from '../option-statements.ts';
import { identifier, indented, octets } from '../syntax.ts';

/**
 * For an `include` at the top of the site's own dhcpd.conf: a class for every client class with what it is told to fetch,
 * and every host with what it is told besides. Subnets, pools and everything else stay the site's.
 */
export async function dhcpdInclude(rendering: Rendering, snapshot: Snapshot): Promise<string> {
  const { lifecycle, hosts } = rendering;
  const statements = statementsFor(lifecycle, snapshot, { sightings: false, unaskedOn: () => [] });
  const declared = await declaredHosts(await hosts(snapshot), statements);
  const lines = [
    ...DECLARATIONS,
    ...optionDeclarations([], declared),
    ...(await classes(rendering, snapshot)),
    ...declared.flatMap(declaration),
  ];
  return `${lines.join('\n')}\n`;
}

async function classes({ lifecycle }: Rendering, snapshot: Snapshot): Promise<string[]> {
  const choice = lifecycle.choiceFor(undefined);
  if (choice === undefined) return [];
  const bodies = new Map<string, { readonly cidr: Cidr; readonly lines: readonly string[] }[]>();
  for (const [network, { cidr: text }] of Object.entries(snapshot.site.networks)) {
    const cidr = parseCidr(text);
    if (cidr === undefined) continue;
    const { nextServer } = lifecycle.endpoints({ network });
    for (const boot of await bootFiles(lifecycle, snapshot, { door: 'dhcpd-conf', choice, network })) {
      const { id } = boot.clientClass;
      const lines = [`next-server ${nextServer};`, ...bootAnswer(boot)];
      bodies.set(id, [...(bodies.get(id) ?? []), { cidr, lines }]);
    }
  }
  return CLIENT_CLASSES.flatMap((clientClass) => {
    const byNetwork = bodies.get(clientClass.id);
    if (byNetwork === undefined) return [];
    // A machine that boots iPXE is in the class of its firmware by what it sends, too.
    const not = clientClass.userClass === 'ipxe' ? '' : ` and not ${IS_IPXE}`;
    return [
      `class "muster-${identifier(clientClass.id)}" {`,
      ...indented([`match if (${condition(clientClass)}${not});`, ...body(byNetwork)]),
      '}',
    ];
  });
}

/** One answer as it is, several by the network that the address given is on. */
function body(byNetwork: readonly { readonly cidr: Cidr; readonly lines: readonly string[] }[]): string[] {
  const [first, ...others] = byNetwork;
  if (first !== undefined && others.length === 0) return [...first.lines];
  return [
    ...byNetwork.flatMap(({ cidr, lines }, index) => [
      `${index === 0 ? 'if' : '} elsif'} ${isOn(cidr)} {`,
      ...indented([...lines]),
    ]),
    '}',
  ];
}

/** dhcpd has no bit masks: whole octets are compared, and the values that an octet cut by the prefix may have listed. */
function isOn({ network, prefix }: Cidr): string {
  const bytes = [network >>> 24, (network >>> 16) & 255, (network >>> 8) & 255, network & 255];
  const whole = Math.floor(prefix / 8);
  const start = `substring (leased-address, 0, ${whole}) = ${octets(Uint8Array.from(bytes.slice(0, whole)))}`;
  const first = bytes[whole];
  if (prefix % 8 === 0 || first === undefined) return `(${start})`;
  const values = Array.from({ length: 2 ** (8 - (prefix % 8)) }, (_, offset) => Uint8Array.of(first + offset));
  const cut = values.map((value) => `substring (leased-address, ${whole}, 1) = ${octets(value)}`);
  return `(${[...(whole === 0 ? [] : [start]), `(${cut.join(' or ')})`].join(' and ')})`;
}
