import { parseCidr, parseIPv4 } from '@muster/wire';
import type { NetworkConfig } from '../config/types.ts';
import { describeDrop, type Drop, findDrop, type Packet, readRules } from '../firewall/index.ts';
import type { Check, CheckResult, Listening } from '../plugin/types.ts';

const CLIENT_PORT = 68;
const BROADCAST = 0xff_ff_ff_ff;
const NOWHERE = { first: 0, last: 0 };

/** Whether a firewall on this machine keeps machines that boot from the ports we serve, for each network. */
export function firewallCheck(
  networks: Readonly<Record<string, NetworkConfig>>,
  listens: () => readonly Listening[],
): Check {
  return {
    name: 'firewall',
    run: async () => {
      const rules = await readRules();
      if ('unreadable' in rules) {
        const sentence = `whether a firewall drops what machines send cannot be told: ${rules.unreadable}`;
        return [
          { level: 'note', sentence, remedy: 'run "muster doctor" as root, with nft or iptables-save installed' },
        ];
      }
      const results: CheckResult[] = [];
      for (const [name, network] of Object.entries(networks)) {
        for (const listening of listens()) {
          const packet = packetTo(listening, network);
          const drop = packet && findDrop(rules.chains, packet);
          if (drop !== undefined) results.push(await dropped(name, network, listening, drop));
        }
      }
      return results.length > 0 ? results : [{ level: 'ok', sentence: 'no firewall rule drops what machines send' }];
    },
  };
}

/** What a machine sends first; undefined for what comes past the firewall, or to another address. */
export function packetTo(
  { protocol, port, addresses, raw }: Listening,
  { cidr, address, interface: device }: NetworkConfig,
): Packet | undefined {
  const range = parseCidr(cidr);
  const ours = parseIPv4(address);
  const here = addresses.some((one) => one === address || one === '0.0.0.0' || one === '::');
  if (raw === true || port === 0 || range === undefined || ours === undefined || !here) return undefined;
  const at = device === undefined ? {} : { device };
  if (protocol === 'udp' && port === 67) {
    const destination = { first: BROADCAST, last: BROADCAST };
    return { protocol, port, sourcePort: CLIENT_PORT, source: NOWHERE, destination, broadcast: true, ...at };
  }
  const source = { first: range.network, last: range.broadcast };
  return { protocol, port, source, destination: { first: ours, last: ours }, broadcast: false, ...at };
}

async function dropped(
  name: string,
  { interface: device }: NetworkConfig,
  { what, protocol, port }: Listening,
  drop: Drop,
): Promise<CheckResult> {
  const { certain, chain, rule } = drop;
  const place = `table ${chain.family} ${chain.table}, chain ${chain.name}${rule?.handle === undefined ? '' : `, handle ${rule.handle}`}`;
  return {
    level: certain ? 'error' : 'warning',
    sentence: `the firewall ${certain ? 'drops' : 'may drop'} ${what} (${protocol.toUpperCase()} ${port}) on network "${name}": "${await describeDrop(drop)}" in ${place}`,
    remedy: accepting(drop, protocol, port, device),
  };
}

/** How to let the packets in, in the words of the program that keeps the rules. */
function accepting({ chain, rule }: Drop, protocol: string, port: number, device: string | undefined): string {
  const { family, table, name } = chain;
  if (family === 'iptables') {
    const at = device === undefined ? '' : ` -i ${device}`;
    return `iptables -t ${table} -I ${name} 1${at} -p ${protocol} --dport ${port} -j ACCEPT, and in the file the rules come from`;
  }
  const at = device === undefined || family === 'netdev' ? '' : `iifname "${device}" `;
  const before = rule?.handle === undefined ? '' : ` position ${rule.handle}`;
  const verb = before === '' ? 'add' : 'insert';
  return `nft ${verb} rule ${family} ${table} ${name}${before} ${at}${protocol} dport ${port} accept, and in the file the rules come from`;
}
