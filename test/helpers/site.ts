import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { stringify } from 'yaml';
import type { ExecOptions, ExecResult, LabProcess, Network } from '../lab/index.ts';

const MUSTER = fileURLToPath(new URL('../../packages/muster/bin/muster.js', import.meta.url));

/** Milliseconds for a plugin's work: a daemon may start beside a virtual machine without KVM. */
const PATIENCE = 60_000;

export interface SiteOptions {
  readonly network: Network;
  /** Entries of `plugins`; default dhcp, tftp and ipxe. */
  readonly plugins?: readonly unknown[];
  /** Further keys of the configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Files written beside the configuration, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A site of its own in a temporary folder, run by the built command line inside a lab network. */
export interface TestSite {
  readonly folder: string;
  /** `http://ADDRESS:9873` */
  readonly url: string;
  /** The command line up to the words of a command, to be run by Node. */
  readonly command: readonly string[];
  /** Runs `muster …` to its end, in the lab network. */
  muster(args: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Runs `muster …` to its end outside of the lab network, where Debian's archive can be reached. */
  outside(args: readonly string[]): Promise<void>;
  /** Replaces `plugins` of the configuration. */
  usePlugins(plugins: readonly unknown[]): Promise<void>;
  /** Imports a tree as an image of this name, and builds it. */
  addImage(name: string, tree: string): Promise<void>;
  /** Starts `muster serve` and waits until it is ready. */
  serve(): Promise<LabProcess>;
  /** Stops what it serves, and removes its folder. */
  close(): Promise<void>;
}

/** How the configuration of a test site describes its lab network. */
export function clusterOf(network: Network): Readonly<Record<string, string>> {
  return {
    cidr: network.cidr,
    address: network.address,
    interface: network.bridge,
    pool: `${network.host(100)}-${network.host(150)}`,
  };
}

export async function createTestSite({ network, plugins, config = {}, files = {} }: SiteOptions): Promise<TestSite> {
  const folder = await mkdtemp(path.join(tmpdir(), 'muster-site-'));
  // Daemons that become another user have to come to their files.
  await chmod(folder, 0o711);
  const cluster = clusterOf(network);
  const usePlugins = async (chosen: readonly unknown[]): Promise<void> => {
    const text = stringify({ networks: { cluster }, pluginTimeout: PATIENCE, ...config, plugins: chosen });
    await writeFile(path.join(folder, 'muster.config.yaml'), text);
  };
  await usePlugins(plugins ?? ['dhcp', 'tftp', 'ipxe']);
  await mkdir(path.join(folder, 'registry'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  const command = [MUSTER, '--config', path.join(folder, 'muster.config.yaml')];
  const muster: TestSite['muster'] = (args, options) => network.exec(process.execPath, [...command, ...args], options);
  const servers: LabProcess[] = [];
  return {
    folder,
    url: `http://${network.address}:9873`,
    command,
    muster,
    outside: async (args) => {
      await execa(process.execPath, [...command, ...args]);
    },
    usePlugins,
    addImage: async (name, tree) => {
      await muster(['image', 'import', tree, name]);
      await muster(['image', 'build', name]);
    },
    serve: async () => {
      const server = network.spawn(process.execPath, [...command, 'serve'], { name: 'muster serve' });
      servers.push(server);
      await server.waitForOutput(/ready; Ctrl-C stops/, { timeoutMs: 120_000 });
      return server;
    },
    close: async () => {
      for (const server of servers) await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A writable copy of a lab tree, to be imported as an image. */
export async function copyTree(from: string): Promise<string> {
  const to = await mkdtemp(path.join(tmpdir(), 'muster-tree-'));
  await cp(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  return to;
}
