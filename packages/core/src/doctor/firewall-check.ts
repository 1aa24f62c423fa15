import type { NetworkConfig } from '../config/types.ts';
import { describeDrop, type Drop, findDrop, type Packet, readRules } from '../firewall/index.ts';
import { packetsTo } from './first-packets.ts';
import type { Check, CheckResult, Listening } from '../plugin/types.ts';

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
          for (const packet of packetsTo(listening, network)) {
            const drop = findDrop(rules.chains, packet);
            if (drop !== undefined) results.push(await dropped(name, packet, listening, drop));
          }
        }
      }
      return results.length > 0 ? results : [{ level: 'ok', sentence: 'no firewall rule drops what machines send' }];
    },
  };
}

async function dropped(
  name: string,
  { device, family }: Packet,
  { what, protocol, port }: Listening,
  drop: Drop,
): Promise<CheckResult> {
  const { certain, chain, rule } = drop;
  const over = family === 'ipv6' ? ' over IPv6' : '';
  const place = `table ${chain.family} ${chain.table}, chain ${chain.name}${rule?.handle === undefined ? '' : `, handle ${rule.handle}`}`;
  return {
    level: certain ? 'error' : 'warning',
    sentence: `the firewall ${certain ? 'drops' : 'may drop'} ${what} (${protocol.toUpperCase()} ${port}${over}) on network "${name}": "${await describeDrop(drop)}" in ${place}`,
    remedy: accepting(drop, protocol, port, device),
  };
}

/** How to let the packets in, in the words of the program that keeps the rules. */
function accepting({ chain, rule }: Drop, protocol: string, port: number, device: string | undefined): string {
  const { family, table, name } = chain;
  if (family === 'iptables' || family === 'ip6tables') {
    const at = device === undefined ? '' : ` -i ${device}`;
    return `${family} -t ${table} -I ${name} 1${at} -p ${protocol} --dport ${port} -j ACCEPT, and in the file the rules come from`;
  }
  const at = device === undefined || family === 'netdev' ? '' : `iifname "${device}" `;
  const before = rule?.handle === undefined ? '' : ` position ${rule.handle}`;
  const verb = before === '' ? 'add' : 'insert';
  return `nft ${verb} rule ${family} ${table} ${name}${before} ${at}${protocol} dport ${port} accept, and in the file the rules come from`;
}
