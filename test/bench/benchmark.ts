import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createNetwork, type Network } from '../lab/index.ts';
import { type Backend, BACKENDS, Changes } from './changes.ts';
import { CLUSTER } from './cluster.ts';
import type { Comparison, Part } from './comparison.ts';
import { ControlPath } from './control.ts';
import { Dhcp } from './dhcp.ts';
import { startDhcpd, startDnsmasq, startKea } from './dhcp-servers.ts';
import { Explanations } from './explain.ts';
import { giveHostKeys } from './host-keys.ts';
import { Perfdhcp } from './perfdhcp.ts';
import { Scripts } from './script.ts';
import { type BenchServer, launch, type Place } from './server.ts';
import { type BenchSite, createSite } from './site.ts';
import { StartUp } from './start-up.ts';
import { Tftp } from './tftp.ts';
import { tftpFolder } from './tftp-servers.ts';

export interface BenchOptions {
  readonly rounds: number;
  readonly parts: readonly Part[];
  /** Told what is being done. */
  readonly say: (line: string) => void;
}

/** Measures the parts asked for, in rounds in which every program has its turn. Needs root. */
export async function benchmark(folder: string, options: BenchOptions): Promise<Comparison[]> {
  const networks: Network[] = [];
  const place = async (name: string): Promise<Place> => {
    const network = await createNetwork({ name, cidr: CLUSTER.cidr });
    networks.push(network);
    const client = await network.addClient('load', { address: CLUSTER.client });
    await mkdir(join(folder, name), { recursive: true });
    return { network, client, folder: join(folder, name) };
  };
  try {
    return await measure(place, options);
  } finally {
    for (const network of networks.reverse()) await network.close();
  }
}

async function measure(place: (name: string) => Promise<Place>, options: BenchOptions): Promise<Comparison[]> {
  const { parts, say } = options;
  const results: Comparison[] = [];
  say(`making a site of ${CLUSTER.nodes} nodes`);
  const home = await place('muster');
  const site = await createSite(home);
  await giveHostKeys(site.state);
  if (parts.includes('start')) {
    const startUp = new StartUp(site, home.network);
    await inRounds('start', options, () => startUp.round());
    results.push(...startUp.results());
  }
  if (parts.every((part) => part === 'start')) return results;
  const muster = await serve(home, site);
  if (parts.includes('dhcp')) {
    const servers = [
      { server: muster, start: 1500 },
      { server: await startKea(await place('kea')), start: 1000 },
      { server: await startDnsmasq(await place('dnsmasq')), start: 100 },
      { server: await startDhcpd(await place('dhcpd')), start: 300 },
    ];
    const dhcp = new Dhcp(await Perfdhcp.create(home.folder), servers);
    await inRounds('dhcp', options, () => dhcp.round());
    results.push(...dhcp.results(), await memoryAfter(muster, 'all DHCP rounds'));
    for (const { server } of servers) if (server !== muster) await server.stop();
  }
  if (parts.includes('tftp')) {
    say('making the same site with files for TFTP');
    const elsewhere = await place('files');
    const withFiles = await createSite(elsewhere, { files: await tftpFolder(elsewhere.folder) });
    await giveHostKeys(withFiles.state);
    const server = await serve(elsewhere, withFiles);
    const tftp = await Tftp.create(server, 'files/', await place('atftpd'), await place('dnsmasq-t'));
    await inRounds('tftp', options, () => tftp.round());
    results.push(...tftp.results(), await memoryAfter(server, 'all TFTP rounds'));
    await tftp.stop();
    await server.stop();
  }
  if (parts.includes('script')) {
    // One client asks for all nodes: where a node has to prove itself, it would be refused all but its own script.
    say('making the same site for nodes that need no proof');
    const elsewhere = await place('open');
    const open = await createSite(elsewhere, { proof: 'open' });
    await giveHostKeys(open.state);
    const server = await serve(elsewhere, open);
    const scripts = await Scripts.create(server, await place('nginx'));
    await inRounds('script', options, () => scripts.round());
    results.push(...scripts.results(), await memoryAfter(server, 'all rounds of scripts'));
    await scripts.stop();
    await server.stop();
  }
  if (parts.includes('explain')) {
    const explanations = await Explanations.create(muster, site, await place('static'));
    await inRounds('explain', options, () => explanations.round());
    results.push(...explanations.results());
    await explanations.stop();
  }
  if (parts.includes('control')) {
    say('making the same site without the hosts overlay');
    const elsewhere = await place('no-hosts');
    const without = await createSite(elsewhere, { hosts: false });
    await giveHostKeys(without.state);
    const control = await ControlPath.create(muster, await serve(elsewhere, without));
    await inRounds('control', options, () => control.round());
    results.push(...control.results());
  }
  if (parts.includes('change')) {
    await muster.stop();
    for (const backend of BACKENDS) results.push(...(await measureChanges(place, options, backend)));
  }
  return results;
}

async function measureChanges(
  place: (name: string) => Promise<Place>,
  options: BenchOptions,
  backend: Backend,
): Promise<Comparison[]> {
  const home = await place(`c-${backend.name}`);
  const site = await createSite(home, { plugins: backend.plugins });
  await giveHostKeys(site.state);
  const server = await serve(home, site);
  const changes = await Changes.create(backend, server, site, await Perfdhcp.create(home.folder));
  await inRounds('change', options, () => changes.round());
  await server.stop();
  return changes.results();
}

async function memoryAfter(muster: BenchServer, what: string): Promise<Comparison> {
  const { total } = await muster.memory();
  return { part: 'memory', what: `resident memory after ${what}`, unit: 'MB', ours: [total], goal: { atMost: 160 } };
}

async function serve(home: Place, { command }: BenchSite): Promise<BenchServer> {
  const [program, ...args] = command;
  return await launch(home, { name: 'muster', command: program, args: [...args, 'serve'], ready: 'ready;' });
}

async function inRounds(part: Part, { rounds, say }: BenchOptions, round: () => Promise<void>): Promise<void> {
  for (let number = 1; number <= rounds; number += 1) {
    say(`${part}: round ${number} of ${rounds}`);
    await round();
  }
}
