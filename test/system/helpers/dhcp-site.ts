import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NetworkConfig, NetworkDevice } from '@muster/core';
import type { LabProcess, Namespace } from '../../lab/index.ts';
import type { Cleanup } from './dhcp-cleanup.ts';

export interface SiteFacts {
  readonly networks: Readonly<Record<string, NetworkConfig>>;
  /** Options of the `dhcp` and `tftp` plugins; a plugin without an entry is not loaded. */
  readonly dhcp?: Readonly<Record<string, unknown>>;
  readonly tftp?: Readonly<Record<string, unknown>>;
  /** Node name → MAC and addresses with prefix length. */
  readonly nodes?: Readonly<Record<string, Pick<NetworkDevice, 'hwaddr' | 'address' | 'address6'>>>;
  /** Path below / → content, served over TFTP. */
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
}

/** A site in a temporary folder, and the server that runs it inside a namespace. */
export interface ServedSite {
  readonly folder: string;
  /** Standard output of the running server: log lines and timeline events as JSON. */
  readonly process: LabProcess;
  /** The lines of the lease journal. */
  leases(): Promise<readonly string[]>;
  /** Ends the server with this signal and starts it again. */
  restart(signal: NodeJS.Signals): Promise<void>;
}

/** Tells every firmware `boot/CLASS`, and serves the files of the site: a loader without a loader's work. */
const LOADER = (files: Readonly<Record<string, string>>): string => `
export default {
  [Symbol.for('muster.plugin')]: true, name: 'fake-loader', version: '1.0.0', api: '^1.0.0',
  apply(context) {
    context.contribute({ provides: [{ step: 'script', loader: 'fake' }], files: ${JSON.stringify(
      Object.entries(files).map(([path, file]) => ({ path, file })),
    )} });
    context.hooks.render.for('boot-file').make.tap('fake', ({ clientClass }) => ({ file: 'boot/' + clientClass.id }));
  },
};
`;

/** Ends with `cleanup`. Needs the packages built (`npm run build`), as the server is a process of its own. */
export async function serveSite(cleanup: Cleanup, namespace: Namespace, facts: SiteFacts): Promise<ServedSite> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-site-'));
  cleanup.add(() => rm(folder, { recursive: true }));
  await writeSite(folder, facts);
  const script = join(import.meta.dirname, 'dhcp-serve.mjs');
  const start = async (): Promise<LabProcess> => {
    const child = namespace.spawn(process.execPath, [script, folder], { name: 'server' });
    await child.waitForOutput('SERVING', { timeoutMs: 30_000 });
    return child;
  };
  const site = {
    folder,
    process: await start(),
    leases: async () => {
      const text = await readFile(join(folder, 'state/dhcp/leases.journal'), 'utf8');
      return text.split('\n').filter((line) => line !== '');
    },
    restart: async (signal: NodeJS.Signals) => {
      await site.process.stop(signal);
      site.process = await start();
    },
  };
  cleanup.add(async () => {
    await site.process.stop();
  });
  return site;
}

async function writeSite(folder: string, facts: SiteFacts): Promise<void> {
  const { networks, dhcp, tftp, nodes = {}, files = {} } = facts;
  await mkdir(join(folder, 'registry'));
  await mkdir(join(folder, 'files'));
  const stored: Record<string, string> = {};
  for (const [path, content] of Object.entries(files)) {
    stored[path] = join(folder, 'files', path.replaceAll('/', '_'));
    await writeFile(stored[path], content);
  }
  const plugins = [
    './loader.mjs',
    ...(dhcp === undefined ? [] : [['dhcp', dhcp]]),
    ...(tftp === undefined ? [] : [['tftp', tftp]]),
  ];
  const registry = Object.fromEntries(
    Object.entries(nodes).map(([name, device]) => [name, { networkDevices: { default: device } }]),
  );
  const paths = { registry: './registry', state: './state', overlays: './overlays' };
  await writeFile(join(folder, 'loader.mjs'), LOADER(stored));
  await writeFile(join(folder, 'site.json'), JSON.stringify({ networks, paths, plugins }));
  await writeFile(join(folder, 'registry/nodes.yaml'), JSON.stringify({ nodes: registry }));
}
