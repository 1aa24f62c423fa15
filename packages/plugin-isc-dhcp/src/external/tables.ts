import { readDhcpOptions, type Snapshot } from '@muster/core';
import { formatIPv4, parseCidr } from '@muster/wire';
import { bootFiles, wantsVendorClass } from '../boot-files.ts';
import type { Rendering } from '../dhcpd-conf.ts';
import { choiceName } from '../loader-choice.ts';
import type { SiteOptions } from '../site-options.ts';

type Row = Readonly<Record<string, string | number | undefined>>;

/**
 * What to enter into a server that Muster has no format for: for each network, loader in use and client class, by what a
 * packet of it is known, and what it is answered. A class of iPXE goes before the others.
 */
export async function classRows({ lifecycle, hosts }: Rendering, snapshot: Snapshot): Promise<Row[]> {
  const usual = lifecycle.choiceFor(undefined);
  const others = new Map(
    (await hosts(snapshot)).flatMap(({ choice }) => (choice === undefined ? [] : [[choiceName(choice), choice]])),
  );
  const rows: Row[] = [];
  for (const network of Object.keys(snapshot.site.networks)) {
    const { nextServer } = lifecycle.endpoints({ network });
    for (const choice of [...(usual === undefined ? [] : [usual]), ...others.values()]) {
      for (const { clientClass, bootFile } of await bootFiles(lifecycle, snapshot, {
        door: 'dhcp-table',
        choice,
        network,
      })) {
        const isIpxe = clientClass.userClass === 'ipxe';
        rows.push({
          network,
          loader: choiceName(choice),
          class: clientClass.id,
          if60: isIpxe ? '' : `${clientClass.vendorClass}*`,
          if77: isIpxe ? 'iPXE' : '',
          if93: clientClass.archCodes.join(' or '),
          nextServer,
          file: bootFile.file,
          option60: wantsVendorClass(clientClass) ? 'HTTPClient' : '',
          option66: nextServer,
          option67: bootFile.file,
          further: [...(bootFile.options ?? [])].map(([code, bytes]) => octetsOf(code, bytes)).join(', '),
        });
      }
    }
  }
  return rows;
}

/** Scopes. */
export function networkRows({ lifecycle }: Rendering, { site }: Snapshot): Row[] {
  return Object.entries(site.networks).map(
    ([name, { cidr: text, pool, gateway, dns = [], domain, mtu, dhcpOptions }]) => {
      const cidr = parseCidr(text);
      const options = readDhcpOptions(dhcpOptions);
      const unlessSet = <T>(code: number, value: T): T | undefined => (options.has(code) ? undefined : value);
      return {
        network: name,
        subnet: cidr === undefined ? text : formatIPv4(cidr.network),
        netmask: cidr === undefined ? '' : formatIPv4(cidr.netmask),
        pool,
        router: unlessSet(3, gateway),
        dns: unlessSet(6, dns.join(', ')),
        domain: unlessSet(15, domain),
        mtu: unlessSet(26, mtu),
        nextServer: lifecycle.endpoints({ network: name }).nextServer,
        further: optionsText(options),
      };
    },
  );
}

/** Reservations. */
export async function nodeRows({ lifecycle, hosts }: Rendering, snapshot: Snapshot): Promise<Row[]> {
  const usual = lifecycle.choiceFor(undefined);
  return (await hosts(snapshot)).map(
    ({ node, device, hwaddr, address, primary, network, choice = usual, options }) => ({
      node: node.name,
      device,
      network,
      hwaddr,
      address,
      hostname: primary ? node.name : '',
      loader: choice === undefined ? undefined : choiceName(choice),
      further: optionsText(options),
    }),
  );
}

/** `42=0x0a000005, 224=0x01 unasked, no 119`: set, set and told to who does not ask for it too, taken away. */
function optionsText(options: SiteOptions): string {
  return [...options]
    .sort(([one], [other]) => one - other)
    .map(([code, option]) => {
      if (option === undefined) return `no ${code}`;
      return `${octetsOf(code, option.octets)}${option.always ? ' unasked' : ''}`;
    })
    .join(', ');
}

function octetsOf(code: number, bytes: Uint8Array): string {
  return `${code}=0x${Buffer.from(bytes).toString('hex')}`;
}
