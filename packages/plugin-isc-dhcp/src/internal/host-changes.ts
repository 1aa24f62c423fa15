import type { DeclaredHost } from '../declared-hosts.ts';
import type { DhcpdConf } from '../dhcpd-conf.ts';

/** How to get from one set of hosts to another: first take away, then declare. */
export interface HostChanges {
  /** Names in dhcpd. */
  readonly removed: readonly string[];
  readonly declared: readonly DeclaredHost[];
}

/** undefined when more than hosts changed. */
export function hostChanges(before: DhcpdConf, after: DhcpdConf): HostChanges | undefined {
  if (JSON.stringify(before.parts) !== JSON.stringify(after.parts)) return undefined;
  const old = new Map(before.hosts.map((host) => [host.id, keyOf(host)]));
  const wanted = new Map(after.hosts.map((host) => [host.id, keyOf(host)]));
  return {
    removed: [...old].filter(([id, key]) => wanted.get(id) !== key).map(([id]) => id),
    declared: after.hosts.filter((host) => old.get(host.id) !== keyOf(host)),
  };
}

function keyOf({ hwaddr, address, statements }: DeclaredHost): string {
  return [hwaddr, address, ...statements].join('\n');
}
