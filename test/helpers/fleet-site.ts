import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createNetwork, type Network } from '../lab/index.ts';
import { createTestSite, type TestSite } from './site.ts';

/** A site of many nodes in a namespace that owns all their addresses, for fake machines. */
export interface FleetSite {
  readonly network: Network;
  readonly site: TestSite;
  /** Rewrites the registry so that every node changes. */
  changeAll(): Promise<void>;
  /** Loses this share of all packets on the loopback, UDP and TCP alike. */
  lose(percent: number): Promise<void>;
  close(): Promise<void>;
}

export interface FleetFacts {
  readonly nodes: number;
  /** Octets of the image's content, which cannot be compressed. */
  readonly imageBytes: number;
  /** So many of the nodes, the last ones, have no machine yet and are discoverable. */
  readonly free?: number;
  /** Further keys of the configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Entries of `plugins`; those of a test site unless given. */
  readonly plugins?: readonly unknown[];
  /** Files of the site beside its configuration, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** Runtime overlays of every node. */
  readonly runtimeOverlays?: readonly string[];
}

const KERNEL_BYTES = 400_000;
const CIDR = '10.77.0.0/16';

export async function createFleetSite(facts: FleetFacts): Promise<FleetSite> {
  const { imageBytes, config = {}, plugins } = facts;
  const network = await createNetwork({ cidr: CIDR });
  const tree = await imageTree(imageBytes);
  try {
    // Every address of the network is this host's own: a fake machine may bind whichever it is given.
    await network.exec('ip', ['route', 'add', 'local', CIDR, 'dev', 'lo']);
    const files = { ...facts.files, 'registry/nodes.yaml': registry(facts, 'first') };
    const site = await createTestSite({ network, files, config, ...(plugins === undefined ? {} : { plugins }) });
    await site.muster(['image', 'import', tree, 'small']);
    await site.muster(['image', 'build', 'small']);
    let changes = 0;
    return {
      network,
      site,
      changeAll: () => {
        changes += 1;
        return writeFile(path.join(site.folder, 'registry/nodes.yaml'), registry(facts, `change-${changes}`));
      },
      lose: (percent) => loseOnLoopback(network, percent),
      close: async () => {
        await network.close();
        await site.close();
      },
    };
  } finally {
    await rm(tree, { recursive: true });
  }
}

async function loseOnLoopback(network: Network, percent: number): Promise<void> {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'muster-nft-')), 'rules');
  const rules = `table inet loss {
  chain input {
    type filter hook input priority 0; policy accept;
    iif lo numgen random mod 1000 < ${Math.round(percent * 10)} counter drop
  }
}
`;
  await writeFile(file, rules);
  await network.exec('nft', ['-f', file]);
  await rm(path.dirname(file), { recursive: true });
}

/** `registry/nodes.yaml` of so many nodes, the last `free` of them discoverable; another `word` makes every one another. */
function registry({ nodes, free = 0, runtimeOverlays = ['ssh-authorized-keys'] }: FleetFacts, word: string): string {
  const entries = Array.from({ length: nodes }, (_, node): [string, object] => {
    const isFree = node >= nodes - free;
    const machine = isFree ? {} : { hwaddr: nodeMac(node) };
    const device = { device: 'eth0', ...machine, address: nodeAddress(node) };
    const body = { profiles: ['compute'], networkDevices: { default: device }, tags: { word } };
    return [nodeName(node), isFree ? { ...body, discoverable: true } : body];
  });
  const compute = {
    image: 'small',
    kernel: { args: ['quiet'] },
    systemOverlays: ['init', 'hostname', 'issue'],
    runtimeOverlays,
  };
  // JSON is YAML, and quick to write for ten thousand nodes.
  return JSON.stringify({ profiles: { compute }, nodes: Object.fromEntries(entries) }, undefined, 1);
}

export function nodeName(node: number): string {
  return `n${String(node + 1).padStart(5, '0')}`;
}

export function nodeMac(node: number): string {
  const bytes = [0x52, 0x54, 0x10, (node >> 16) & 255, (node >> 8) & 255, node & 255];
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** 10.77.16.0 and up: beside the pool, and the relay's address at the end of the network. */
export function nodeAddress(node: number): string {
  return `10.77.${16 + (node >> 8)}.${node & 255}`;
}

async function imageTree(bytes: number): Promise<string> {
  const tree = await mkdtemp(path.join(tmpdir(), 'muster-small-'));
  await mkdir(path.join(tree, 'boot'));
  await mkdir(path.join(tree, 'usr'));
  const kernel = noise(KERNEL_BYTES);
  // The boot sector's mark of a bzImage (Linux Documentation/arch/x86/boot.rst).
  kernel.write('HdrS', 0x202, 'latin1');
  await writeFile(path.join(tree, 'boot/vmlinuz-6.1.0-fake'), kernel);
  await writeFile(path.join(tree, 'usr/content'), noise(bytes));
  return tree;
}

/** The same every time, and of no pattern that gzip finds. */
function noise(bytes: number): Buffer {
  const words = new Uint32Array(Math.ceil(bytes / 4));
  let state = 1;
  for (let index = 0; index < words.length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    words[index] = state ^ (state >>> 15);
  }
  return Buffer.from(words.buffer, 0, bytes);
}
