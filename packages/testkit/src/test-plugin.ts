import {
  type Assignment,
  type BootRequest,
  bootRequest,
  type CommandRun,
  createProvisioner,
  createSnapshotSource,
  type Finding,
  type ImageRecord,
  type Logger,
  loadPlugins,
  type PluginEntry,
  preflight,
  type Provisioner,
  type RegistryData,
  type Reply,
  RouteTable,
  type Services,
  type Snapshot,
  siteFromObject,
  type Transport,
} from '@muster/core';
import { parseMac, parseUuid } from '@muster/wire';
import { memoryServices } from './memory-services.ts';
import { sampleImage } from './sample.ts';

export interface TestOptions {
  /** Options of the plugin under test. */
  readonly config?: unknown;
  /** Plugins loaded before it. */
  readonly others?: readonly PluginEntry[];
  /** Configuration besides plugins, in the form of muster.config; default one network "cluster" 10.0.0.0/22 at 10.0.0.1. */
  readonly site?: Readonly<Record<string, unknown>>;
  /** Profiles and nodes; default one node n01 with the MAC of {@link requests} and the image "debian". */
  readonly registry?: RegistryData;
  readonly images?: readonly ImageRecord[];
}

/** What a command printed. */
export interface CommandOutput {
  readonly text: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** A provisioner without listeners and without files. */
export interface TestProvisioner {
  readonly provisioner: Provisioner;
  readonly services: Services;
  readonly snapshot: Snapshot;
  readonly hooks: Provisioner['hooks'];
  assign(request: BootRequest): Promise<Assignment | undefined>;
  render: Provisioner['lifecycle']['render'];
  /**
   * Calls the route or names the file that answers a path, as the front doors do; rejects when nothing does. The door is
   * `explain` unless `facts` say otherwise: no boot is opened, nothing has to be proven, and the boot token is `TOKEN`.
   */
  fetch(path: string, options?: { transport?: Transport; facts?: Partial<BootRequest> }): Promise<Reply>;
  /** The body of {@link fetch} as text. */
  text(path: string, options?: { transport?: Transport; facts?: Partial<BootRequest> }): Promise<string>;
  /** Runs a contributed command. */
  command(name: string, args?: CommandRun['args'], options?: CommandRun['options']): Promise<CommandOutput>;
  /** What `muster doctor` finds, of one plugin or step. */
  findings(step: string): Promise<readonly Finding[]>;
  close(): Promise<void>;
}

const SITE = { networks: { cluster: { cidr: '10.0.0.0/22', address: '10.0.0.1' } } };
const REGISTRY: RegistryData = {
  nodes: {
    n01: {
      image: 'debian',
      kernel: { args: ['quiet'] },
      systemOverlays: ['init', 'hosts'],
      runtimeOverlays: ['hosts'],
      networkDevices: { default: { device: 'eth0', hwaddr: '52:54:00:00:00:01', address: '10.0.0.11' } },
    },
  },
};

/** Loads and applies a plugin as a site would, over a registry and images given as values. */
export async function testPlugin(plugin: PluginEntry, options: TestOptions = {}): Promise<TestProvisioner> {
  const site = siteFromObject({ ...SITE, ...options.site }, '/nonexistent');
  const entry = options.config === undefined ? plugin : ([plugin, options.config] as const);
  const plugins = await loadPlugins([...(options.others ?? []), entry], [process.cwd()]);
  const services = memoryServices({
    registry: options.registry ?? REGISTRY,
    images: options.images ?? [sampleImage()],
    site,
    log: silentLog,
    snapshot: () => snapshots.current(),
    nodeFields: () => provisioner.contributions.nodeFields(),
  });
  const snapshots = createSnapshotSource(site, services, silentLog, { keep: () => Promise.resolve() });
  const provisioner = await createProvisioner({
    site,
    plugins,
    services,
    log: silentLog,
    snapshot: () => snapshots.current(),
  });
  const snapshot = await snapshots.read();
  const { lifecycle, contributions } = provisioner;

  const fetch: TestProvisioner['fetch'] = async (path, { transport = 'http', facts = {} } = {}) => {
    const routes = new RouteTable(contributions.items('routes'), contributions.items('files'));
    const target = new URL(path, 'http://localhost');
    const match = routes.match(decodeURIComponent(target.pathname), transport);
    if (match === undefined) throw new Error(`nothing answers ${path} over ${transport}`);
    if (match.kind === 'file') {
      return {
        status: 200,
        contentType: 'application/octet-stream',
        body: { kind: 'file', file: match.file.file, size: 0 },
      };
    }
    const query = Object.fromEntries(target.searchParams);
    const boot = bootRequest({ door: 'explain', time: 0, ...identity(match.params, query), ...facts });
    return match.route.handle({ boot, transport, path: target.pathname, params: match.params, query });
  };

  return {
    provisioner,
    services,
    snapshot,
    hooks: provisioner.hooks,
    assign: (request) => lifecycle.assign(request),
    render: (kind, request) => lifecycle.render(kind, request),
    fetch,
    text: async (path, given) => {
      const { body } = await fetch(path, given);
      return body.kind === 'bytes' ? Buffer.from(body.bytes).toString('utf8') : body.file;
    },
    command: async (name, args = {}, given = {}) => {
      const command = contributions.items('commands').find((candidate) => candidate.name === name);
      if (command === undefined) throw new Error(`no plugin contributes the command "${name}"`);
      const lines: string[] = [];
      const rows: Readonly<Record<string, unknown>>[] = [];
      await command.run({
        args,
        options: given,
        services,
        site,
        lifecycle,
        snapshot: () => Promise.resolve(snapshot),
        print: (text) => lines.push(text),
        table: (records) => rows.push(...records),
        progress: () => undefined,
      });
      return { text: lines.join('\n'), rows };
    },
    findings: async (step) => {
      const { overlays } = services;
      const found = await preflight({ site, provisioner, overlays, snapshot: () => Promise.resolve(snapshot) });
      return found.filter((finding) => finding.step === step);
    },
    close: () => provisioner.close(),
  };
}

/** MAC or UUID from path and query, as the front doors read them. */
function identity(
  params: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string>>,
): Partial<BootRequest> {
  const wwid = params.wwid ?? query.wwid ?? '';
  const mac = parseMac(wwid);
  const uuid = parseUuid(wwid) ?? parseUuid(query.uuid ?? '');
  return { ...(mac === undefined ? {} : { mac }), ...(uuid === undefined ? {} : { uuid }) };
}

const silentLog: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
