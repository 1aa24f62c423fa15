import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CLUSTER, type ClusterOptions, registryText } from './cluster.ts';
import type { Network } from '../lab/index.ts';
import type { Place } from './server.ts';

const MUSTER = fileURLToPath(new URL('../../../../packages/muster/bin/muster.js', import.meta.url));

/** A site of the generated cluster in a folder of its own. */
export interface BenchSite {
  readonly folder: string;
  /** The registry's one file. */
  readonly registry: string;
  readonly state: string;
  /** `node muster.js --config …`, to which a command is added. */
  readonly command: readonly [string, ...string[]];
}

export interface SiteOptions extends ClusterOptions {
  /** What nodes have to prove; the default of Muster unless given. */
  readonly proof?: 'open';
  /** A folder whose files are served below `/files`. */
  readonly files?: string;
  /** Entries of `plugins`; the embedded servers and iPXE unless given. */
  readonly plugins?: readonly unknown[];
}

/** Writes configuration and registry, and imports a small image. */
export async function createSite({ folder, network }: Place, options: SiteOptions = {}): Promise<BenchSite> {
  const config = join(folder, 'muster.config.yaml');
  const registry = join(folder, 'registry', 'nodes.yaml');
  const command = [process.execPath, MUSTER, '--config', config] as const;
  await mkdir(join(folder, 'registry'));
  await writeFile(registry, registryText(options));
  await writeFile(config, configText(network, options));
  if (options.files !== undefined) await writeFile(join(folder, 'files.mjs'), await filesPlugin(options.files));
  await network.exec(command[0], [...command.slice(1), 'image', 'import', await imageTree(folder), CLUSTER.image]);
  return {
    folder,
    registry,
    state: join(folder, 'state'),
    command,
  };
}

function configText(network: Network, { proof, files, plugins = ['dhcp', 'tftp', 'ipxe'] }: SiteOptions): string {
  return `networks:
  cluster:
    cidr: ${network.cidr}
    interface: ${network.bridge}
    address: ${network.address}
    pool: ${CLUSTER.pool.first}-${CLUSTER.pool.last}
plugins: ${JSON.stringify([...plugins, ...(files === undefined ? [] : ['./files.mjs'])])}
${proof === undefined ? '' : `boot: { proof: ${proof} }\n`}`;
}

/** A site's own plugin that contributes the files of a folder. */
async function filesPlugin(folder: string): Promise<string> {
  const files = (await readdir(folder)).map((name) => ({ path: `/files/${name}`, file: join(folder, name) }));
  return `export default {
  [Symbol.for('muster.plugin')]: true, name: 'files', version: '1.0.0', api: '^1.0.0',
  apply: (context) => context.contribute({ files: ${JSON.stringify(files)} }),
};
`;
}

/** Enough of a tree to be an image: scripts name its blobs, nobody boots it. */
async function imageTree(folder: string): Promise<string> {
  const tree = join(folder, 'tree');
  const files = {
    'boot/vmlinuz-6.1.0-bench': 'kernel'.repeat(10_000),
    'etc/os-release': 'ID=bench\n',
    'sbin/init': '#!/bin/sh\n',
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(tree, name, '..'), { recursive: true });
    await writeFile(join(tree, name), text);
  }
  return tree;
}
