import type { Lifecycle, Snapshot } from '@muster/core';
import type { DnsmasqOptions } from '../options.ts';
import type { DnsmasqFiles } from '../run/files.ts';
import { bootLines } from './boot.ts';
import { classes } from './classes.ts';
import { general } from './general.ts';
import type { HostsOf } from './hosts.ts';
import { namesOf } from './names.ts';
import { forcedOptions, networkOptions, range } from './network-options.ts';
import type { DnsmasqConf } from './types.ts';

export interface DnsmasqRendering {
  readonly lifecycle: Lifecycle;
  readonly hostsOf: HostsOf;
}

/** Everything dnsmasq is to know of a snapshot. */
export async function dnsmasqConf(
  { lifecycle, hostsOf }: DnsmasqRendering,
  snapshot: Snapshot,
  options: DnsmasqOptions,
  files: DnsmasqFiles,
): Promise<DnsmasqConf> {
  const { site } = snapshot;
  const names = options.dns ? namesOf(snapshot) : [];
  const conf = general(site, options, files);
  if (options.dhcp === 'off') return { conf, hosts: [], options: [], names };
  const networks = Object.entries(site.networks);
  const usual = lifecycle.choiceFor(undefined);
  const { hosts, options: told, forced, taken, choices } = await hostsOf(snapshot);
  conf.push(...networks.map(([name, network]) => range(name, network, options)), classes());
  for (const [name] of networks) {
    conf.push(await bootLines(lifecycle, snapshot, usual === undefined ? choices : [usual, ...choices], name));
  }
  if (options.dhcp === 'server')
    conf.push(...networks.map(([name, network]) => forcedOptions(name, network, taken)), ...forced);
  return {
    conf,
    // Beside a server of the site, all there is to say of a node is its loader.
    hosts: options.dhcp === 'server' ? hosts : hosts.filter(({ lines }) => lines.some((line) => line.includes('set:'))),
    options:
      options.dhcp === 'server'
        ? [...networks.map(([name, network]) => networkOptions(name, network, taken)), ...told]
        : [],
    names,
  };
}
