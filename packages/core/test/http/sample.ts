import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Agents, createAgents } from '../../src/agent/index.ts';
import { createBlobStore } from '../../src/artifact/index.ts';
import type { SiteConfig } from '../../src/config/types.ts';
import { createAdmission } from '../../src/discovery/admission.ts';
import { createUnknownMachines } from '../../src/discovery/index.ts';
import { createEfiPrograms } from '../../src/efi/index.ts';
import { coreRoutes, createHttpServer } from '../../src/http/index.ts';
import type { ImageRecord } from '../../src/image/types.ts';
import { assignFromRegistry } from '../../src/lifecycle/base-assign.ts';
import { discoverInRegistry } from '../../src/lifecycle/base-discover.ts';
import { createHooks } from '../../src/lifecycle/create-hooks.ts';
import { createLifecycle } from '../../src/lifecycle/lifecycle.ts';
import type { Snapshot } from '../../src/lifecycle/snapshot.ts';
import type { OverlayService } from '../../src/overlay/types.ts';
import { Contributions } from '../../src/plugin/contributions.ts';
import { createTimeline, type ProgressEvent, type Timeline } from '../../src/progress/index.ts';
import type { RegistryView, ResolvedNode } from '../../src/registry/types.ts';
import { type Route, RouteTable, type ServedFile } from '../../src/route/index.ts';
import { type BootSessions, createBootSessions, createLeaseBook } from '../../src/session/index.ts';

/** A MAC of node n01 (which has to prove nothing), of n02 (which requires an asset key), of n03 (whose image is not built), of n04 (whose address is another). */
export const MAC = {
  n01: '52:54:00:00:00:01',
  n02: '52:54:00:00:00:02',
  n03: '52:54:00:00:00:03',
  n04: '52:54:00:00:00:04',
};
export const KEY = 'sesame';

/** Contents of the sample image's blobs. */
export const KERNEL = Buffer.from('the kernel of the sample image');
export const ARCHIVE = Buffer.alloc(1_500_000, 'archive of the sample image ');

/** Begin of the content of `/etc/secret`, the one file of every runtime overlay as agents see it. */
export const SECRET = 'the secret';

export interface LogLine {
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export interface Sample {
  readonly port: number;
  readonly folder: string;
  readonly image: ImageRecord;
  readonly lines: readonly LogLine[];
  /** Nodes whose host keys were asked to be there. */
  readonly keyed: readonly string[];
  readonly timeline: Timeline;
  readonly sessions: BootSessions;
  readonly agents: Agents;
  /** The next event of the timeline for which `test` holds. */
  next(test: (event: ProgressEvent) => boolean): Promise<ProgressEvent>;
  close(): Promise<void>;
}

export interface SampleOptions {
  readonly routes?: readonly Route[];
  readonly port?: number;
  readonly files?: (folder: string) => readonly ServedFile[];
  readonly idleTimeout?: number;
}

/** A live server on loopback with three nodes, one built image and fake overlays. */
export async function openSample(options: SampleOptions = {}): Promise<Sample> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-http-'));
  const blobs = createBlobStore(join(folder, 'state'));
  const packed = gzipSync(ARCHIVE);
  const put = async (content: Buffer) => {
    await writeFile(join(folder, 'incoming'), content);
    return await blobs.add(join(folder, 'incoming'));
  };
  const kernel = await put(KERNEL);
  const archive = await put(packed);
  const image: ImageRecord = {
    name: 'sample',
    source: '/somewhere',
    imported: '2026-01-01T00:00:00.000Z',
    kernels: [{ version: '6.1.0', path: '/boot/vmlinuz-6.1.0', ...kernel }],
    archive: {
      format: 'cpio',
      compression: 'gzip',
      ...archive,
      uncompressedSize: ARCHIVE.length,
      built: '2026-01-01T00:00:00.000Z',
    },
  };
  const site = siteOf(folder, options.port ?? 0);
  const snapshot: Snapshot = {
    id: 'sample',
    number: 1,
    time: 0,
    site,
    registry: registryOf([
      nodeOf('n01', MAC.n01, { image: 'sample', boot: { proof: 'open' } }),
      nodeOf('n02', MAC.n02, { image: 'sample', assetKey: KEY }),
      nodeOf('n03', MAC.n03, { image: 'unbuilt' }),
      nodeOf('n04', MAC.n04, {
        image: 'sample',
        networkDevices: { default: { hwaddr: MAC.n04, address: '127.0.0.4', tags: {} } },
      }),
    ]),
    images: new Map([['sample', image]]),
    overlays: new Map(),
  };
  const { hooks } = createHooks({ timeoutMs: 1000, owner: () => 'core' });
  hooks.discover.tap('core', (request, context) => discoverInRegistry(request, context.snapshot));
  hooks.assign.tap('core', assignFromRegistry);
  const timeline = createTimeline();
  const lines: LogLine[] = [];
  const log = (level: string) => (fields: object, message: string) => {
    lines.push({ level, fields: { ...fields }, message });
  };
  const logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  const leases = createLeaseBook();
  const key = (): Uint8Array => Buffer.alloc(32);
  const sessions = createBootSessions({ times: site.boot, snapshot: () => snapshot, key, leases, log: logger });
  const contributions = new Contributions();
  const machines = createUnknownMachines({ log: logger });
  const admission = createAdmission({ site, machines, leases, log: logger });
  const programs = createEfiPrograms();
  const parts = { hooks, contributions, snapshot: () => snapshot, site, sessions, leases, admission, programs, blobs };
  const lifecycle = createLifecycle(parts);
  const keyed: string[] = [];
  const keys = {
    ensure: (names: readonly string[]) => {
      keyed.push(...names);
      return Promise.resolve([]);
    },
    hostKeys: () => [],
    remove: () => Promise.resolve(),
  };
  const overlays = overlaysOf();
  const agents = createAgents({ overlays, timeline, snapshot: () => snapshot, log: logger });
  const routes = coreRoutes({
    lifecycle,
    services: { blobs, timeline, sessions, keys, programs, overlays, agents },
    snapshot: () => snapshot,
  });
  const server = createHttpServer({
    site,
    routes: new RouteTable([...routes, ...(options.routes ?? [])], options.files?.(folder) ?? []),
    snapshot: () => snapshot,
    timeline,
    log: logger,
    ...(options.idleTimeout === undefined ? {} : { idleTimeout: options.idleTimeout }),
  });
  const [place] = await server.listen();
  return {
    port: place?.port ?? 0,
    folder,
    image,
    lines,
    keyed,
    timeline,
    sessions,
    agents,
    next: (test) =>
      new Promise((resolve) => {
        const stop = timeline.subscribe((event) => {
          if (!test(event)) return;
          stop();
          resolve(event);
        });
      }),
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function siteOf(folder: string, port: number): SiteConfig {
  return {
    file: undefined,
    networks: { lab: { cidr: '127.0.0.0/8', address: '127.0.0.1' } },
    http: { port, listen: ['127.0.0.1'] },
    paths: { registry: folder, state: join(folder, 'state'), overlays: folder },
    boot: { stages: 'single', proof: 'token', tokenSeconds: 3600, idleSeconds: 120 },
    discovery: { policy: 'ask', rules: [] },
    pluginTimeout: 1000,
    plugins: [],
  };
}

function nodeOf(name: string, hwaddr: string, more: Partial<ResolvedNode>): ResolvedNode {
  return {
    name,
    profiles: [],
    kernel: { args: [] },
    boot: {},
    hardware: {},
    systemOverlays: ['hostname'],
    runtimeOverlays: ['hosts'],
    networkDevices: { default: { hwaddr, tags: {} } },
    primaryNetwork: 'default',
    tags: {},
    extra: {},
    ...more,
  };
}

function registryOf(nodes: readonly ResolvedNode[]): RegistryView {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const byMac = new Map(nodes.map((node) => [node.networkDevices.default?.hwaddr ?? '', node.name]));
  return {
    id: 'sample',
    nodeNames: [...byName.keys()],
    profileNames: [],
    node: (name) => byName.get(name),
    addresses: () => [],
    origins: () => new Map(),
    profile: () => undefined,
    rawNode: () => undefined,
    byMac: (mac) => byMac.get(mac),
    byUuid: () => undefined,
    byAssetTag: () => undefined,
    byAddress: () => undefined,
  };
}

function overlaysOf(): OverlayService {
  return {
    scan: () => Promise.resolve(new Map()),
    watch: () => Promise.resolve(() => Promise.resolve()),
    render: (node, context) => {
      const archive = Buffer.from(`${context} overlay of ${node.name}`);
      const common = { mode: 0o600, uid: 0, gid: 0, overlay: 'o' };
      return Promise.resolve({
        entries: [],
        placed: [{ ...common, path: '/etc/secret', type: 'file', content: [Buffer.from(`${SECRET} of ${node.name}`)] }],
        archive,
        size: archive.length,
        digest: '',
        gzip: () => gzipSync(archive),
      });
    },
  };
}

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** Status line and header lines, names spelled as sent. */
  readonly head: string;
  readonly body: Buffer;
}

/** Sends bytes as they are and reads until the server closes. */
export function sendRaw(port: number, bytes: string | Buffer): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('close', () => {
      const all = Buffer.concat(chunks);
      const end = all.indexOf('\r\n\r\n');
      const head = all.subarray(0, end < 0 ? all.length : end).toString('latin1');
      resolve({ status: Number(head.split(' ')[1] ?? 0), head, body: all.subarray(end < 0 ? all.length : end + 4) });
    });
  });
}

/** One request, as GET unless told otherwise, on a connection of its own. */
export function ask(port: number, target: string, headers: readonly string[] = [], method = 'GET'): Promise<RawAnswer> {
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: boot', 'Connection: close', ...headers];
  return sendRaw(port, `${lines.join('\r\n')}\r\n\r\n`);
}
