import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { registryText, type TestNode } from '../../helpers/registry.ts';
import { clusterOf, createTestSite, type SiteOptions, type TestSite } from '../../helpers/site.ts';
import { type Client, createNetwork, type LabProcess, type Network } from '../../lab/index.ts';
import type { Cleanup } from './dhcp-cleanup.ts';
import { type Udhcpc, udhcpc } from './dhcp-clients.ts';
import { type Machine, machine } from './machine.ts';

/** Within so many milliseconds of the last thing a machine did its trouble has its name. */
const DEADLINE_MS = 30_000;
const IMAGE_BYTES = 2_000_000;

/** A boot as `muster watch --output json` prints it. */
interface Watched {
  readonly node?: string;
  readonly mac?: string;
  readonly state: string;
  readonly cause?: { readonly code: string; readonly sentence: string; readonly remedy: string };
}

/** A running server, and `muster watch` beside it. */
export interface FaultSite {
  readonly network: Network;
  readonly site: TestSite;
  readonly dhcp: Udhcpc;
  /** A node of the registry (or a machine that is none), plugged in. */
  plugIn(name: string, mac: string): Promise<Machine>;
  /** The cause that `watch` names last for a node or MAC, at the latest half a minute from now. */
  causeOf(who: string, code: string): Promise<NonNullable<Watched['cause']>>;
  /** How `watch` has it at the moment. */
  stateOf(who: string): string | undefined;
  /** Ends the server without a word, as a power cut does. */
  kill(): Promise<void>;
  /** Starts server and watch again. */
  start(): Promise<void>;
}

export interface FaultFacts extends Pick<SiteOptions, 'plugins' | 'files'> {
  readonly nodes: Readonly<Record<string, TestNode>>;
  /** Further keys of the network's configuration. */
  readonly network?: Readonly<Record<string, unknown>>;
  /** What is done before the server starts. */
  readonly prepare?: (site: TestSite) => Promise<void>;
}

/** Every node of `nodes` boots the image "fake", unless its fields say otherwise. */
export async function createFaultSite(cleanup: Cleanup, facts: FaultFacts): Promise<FaultSite> {
  const { nodes, prepare, plugins, network: keys, files = {} } = facts;
  const network = cleanup.of(await createNetwork());
  const dhcp = cleanup.of(await udhcpc());
  const site = await createTestSite({
    network,
    ...(plugins === undefined ? {} : { plugins }),
    ...(keys === undefined ? {} : { config: { networks: { cluster: { ...clusterOf(network), ...keys } } } }),
    files: { 'registry/nodes.yaml': registryText('fake', nodes), ...files },
  });
  cleanup.of(site);
  await buildImage(site, 'fake', IMAGE_BYTES);
  await prepare?.(site);
  let server: LabProcess;
  let watch: LabProcess;
  const start = async (): Promise<void> => {
    server = await site.serve();
    const command = [...site.command, 'watch', '--output', 'json'];
    watch = network.spawn(process.execPath, command, { name: 'muster watch' });
  };
  const last = (who: string): Watched | undefined =>
    watchedIn(watch.output).findLast(({ node, mac }) => node === who || mac === who);
  await start();
  cleanup.add(async () => {
    await watch.stop('SIGINT');
    await server.stop();
  });
  return {
    network,
    site,
    dhcp,
    plugIn: (name, mac) => machine(network, dhcp, { name, mac }),
    causeOf: async (who, code) => {
      await expect
        .poll(() => told(last(who)), { timeout: DEADLINE_MS, interval: 250, message: `cause of ${who}` })
        .toMatch(`${code}: `);
      const { cause } = last(who) ?? {};
      if (cause === undefined) throw new Error(`${who} has no cause any more`);
      return cause;
    },
    stateOf: (who) => last(who)?.state,
    kill: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
      await watch.stop('SIGINT');
    },
    start,
  };
}

function told(boot: Watched | undefined): string {
  return boot?.cause === undefined ? `no cause, ${boot?.state}` : `${boot.cause.code}: ${boot.cause.sentence}`;
}

/** Whole lines only: the last one may still be on its way. */
function watchedIn(output: string): Watched[] {
  const lines = output.slice(0, output.lastIndexOf('\n') + 1).split('\n');
  return lines.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Watched] : []));
}

/** Imports and builds an image of new content: of a name there is, it is built anew. */
export async function buildImage(
  site: TestSite,
  name: string,
  bytes: number,
  furnish?: (tree: string) => Promise<void>,
): Promise<void> {
  const tree = await mkdtemp(path.join(tmpdir(), 'muster-fault-'));
  try {
    for (const folder of ['boot', 'sbin', 'usr']) {
      await mkdir(path.join(tree, folder), { recursive: true });
    }
    await writeFile(path.join(tree, 'boot/vmlinuz-6.1.0-40-amd64'), randomBytes(200_000));
    await writeFile(path.join(tree, 'sbin/init'), '#!/bin/sh\n');
    await chmod(path.join(tree, 'sbin/init'), 0o755);
    await writeFile(path.join(tree, 'usr/content'), randomBytes(bytes));
    await furnish?.(tree);
    await site.muster(['image', 'import', tree, name, '--force']);
  } finally {
    await rm(tree, { recursive: true });
  }
}

/** What an iPXE script fetches, by name. */
export function partsOf(script: string): ReadonlyMap<string, string> {
  return new Map(
    [...script.matchAll(/^(?:kernel|initrd) --name (\S+) (\S+)/gm)].map(([, name = '', url = '']) => [name, url]),
  );
}

/** Fetches these parts of a script, in this order. */
export async function fetchParts(of: Machine, script: string, names: readonly string[]): Promise<void> {
  const parts = partsOf(script);
  for (const name of names) await of.fetch(parts.get(name) ?? '/missing');
}

/** Does DHCP as firmware of this architecture (option 93). */
export async function powerOnAs(dhcp: Udhcpc, client: Client, architecture: number): Promise<void> {
  const code = architecture.toString(16).padStart(4, '0');
  const vendor = `PXEClient:Arch:${String(architecture).padStart(5, '0')}:UNDI:003016`;
  const told = await dhcp.once(client, ['-V', vendor, '-x', `0x5d:${code}`]);
  expect(told?.ip).toBeDefined();
}
