import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import type { SiteConfig } from '../../src/config/types.ts';
import type { ImageRecord } from '../../src/image/types.ts';
import type { HostKey, Keystore } from '../../src/keystore/types.ts';
import type { Snapshot } from '../../src/lifecycle/snapshot.ts';
import { createOverlayService, type OverlayServiceOptions } from '../../src/overlay/index.ts';
import type { OverlayContext, OverlayTree, RenderedOverlay } from '../../src/overlay/types.ts';
import { addressesOf } from '../../src/registry/resolve-node.ts';
import type { RegistryView, ResolvedNode } from '../../src/registry/types.ts';

/** A site with one network, 10.0.0.0/22, whose server is 10.0.0.1. */
export function sampleSite(changes: Partial<SiteConfig> = {}): SiteConfig {
  return {
    file: undefined,
    networks: { cluster: { cidr: '10.0.0.0/22', address: '10.0.0.1' } },
    http: { port: 9873, listen: [] },
    paths: { registry: '/site/registry', state: '/site/state', overlays: '/site/overlays' },
    boot: { stages: 'single', proof: 'token', tokenSeconds: 3600, idleSeconds: 120 },
    discovery: { policy: 'ask', rules: [] },
    pluginTimeout: 10_000,
    plugins: [],
    ...changes,
  };
}

/** Node n1 with one device, `default`, 10.0.0.5/22. */
export function sampleNode(changes: Partial<ResolvedNode> = {}): ResolvedNode {
  const networkDevices = { default: { hwaddr: '52:54:00:00:00:05', address: '10.0.0.5/22', tags: {} } };
  const node: ResolvedNode = {
    name: 'n1',
    profiles: ['default'],
    image: 'debian',
    kernel: { args: ['quiet'] },
    boot: {},
    hardware: {},
    systemOverlays: ['o'],
    runtimeOverlays: [],
    networkDevices,
    tags: {},
    extra: {},
    ...changes,
  };
  const [primaryNetwork] = Object.keys(node.networkDevices).sort();
  return primaryNetwork === undefined ? node : { primaryNetwork, ...node };
}

export function sampleRegistry(nodes: readonly ResolvedNode[], id = 'registry-1'): RegistryView {
  const none = (): undefined => undefined;
  return {
    id,
    nodeNames: nodes.map((node) => node.name),
    profileNames: [],
    node: (name) => nodes.find((node) => node.name === name),
    addresses: (name) => addressesOf({ ...nodes.find((node) => node.name === name) }),
    origins: () => new Map(),
    profile: none,
    rawNode: none,
    byMac: none,
    byUuid: none,
    byAssetTag: none,
    byAddress: none,
  };
}

/** Image `debian` with one kernel. */
export function sampleImages(version = '6.1.0-40-amd64'): ReadonlyMap<string, ImageRecord> {
  const kernels = [{ version, path: `/boot/vmlinuz-${version}`, digest: '00', size: 1 }];
  return new Map([['debian', { name: 'debian', source: 'test', imported: '2026-01-01T00:00:00Z', kernels }]]);
}

/** Snapshot 7 of 2 January 2026, 03:04:05 UTC. */
export function sampleSnapshot(nodes: readonly ResolvedNode[], changes: Partial<Snapshot> = {}): Snapshot {
  return {
    id: 'snapshot-7',
    number: 7,
    time: Date.UTC(2026, 0, 2, 3, 4, 5),
    site: sampleSite(),
    registry: sampleRegistry(nodes),
    images: sampleImages(),
    overlays: new Map<string, OverlayTree>(),
    ...changes,
  };
}

/** A keystore in memory; `keys` may be changed between renderings. */
export function sampleKeys(keys: Record<string, readonly HostKey[]> = {}): Keystore {
  return {
    ensure: () => Promise.resolve([]),
    hostKeys: (node) => keys[node] ?? [],
    remove: () => Promise.resolve(),
  };
}

/** A folder of its own for a test, removed after it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'muster-overlay-'));
  folders.push(folder);
  return folder;
}
const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** Writes files by path below a folder. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>, mode = 0o644): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    await chmod(file, mode);
  }
}

/** Renders overlays given by their files (`NAME/rootfs/…`) for one node. */
export async function renderFiles(
  files: Readonly<Record<string, string>>,
  node = sampleNode(),
  options: { service?: Partial<OverlayServiceOptions>; snapshot?: Partial<Snapshot>; context?: OverlayContext } = {},
): Promise<RenderedOverlay> {
  const folder = await temporaryFolder();
  await writeFiles(folder, files);
  const dirs = [{ origin: 'distribution' as const, folder }];
  const service = createOverlayService({
    dirs,
    keys: sampleKeys(),
    serverName: 'head',
    home: folder,
    ...options.service,
  });
  const snapshot = sampleSnapshot([node], { overlays: await service.scan(), ...options.snapshot });
  return service.render(node, options.context ?? 'system', snapshot);
}

/** Text of files, `→ TARGET` of links, by path. */
export function texts(rendered: RenderedOverlay): Record<string, string> {
  const files = rendered.entries.filter((entry) => entry.type !== 'directory');
  return Object.fromEntries(
    files.map(({ path: name, content, target }) => [
      name,
      target === undefined ? Buffer.from(content ?? []).toString('utf8') : `→ ${target}`,
    ]),
  );
}

/** What one template, at /etc/t, gives: its files by path. */
export async function renderTemplate(
  text: string,
  node?: ResolvedNode,
  options?: Parameters<typeof renderFiles>[2],
): Promise<Record<string, string>> {
  return texts(await renderFiles({ 'o/rootfs/etc/t.ww': text }, node, options));
}
