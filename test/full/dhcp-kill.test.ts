import { watch } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { type Client, createNetwork, type LabProcess, type Network } from '../lab/index.ts';
import { type Acknowledged, acknowledgedIn, doubled, inForce } from './helpers/acknowledged.ts';

const KILLS = 50;
/** After so many kills other machines boot: the addresses of those before come free and are given again. */
const SHIFT = 5;
const GROUPS = ['52:54:01:00:00:00', '52:54:02:00:00:00', '52:54:03:00:00:00'];
/** Machines of a group, fewer than the pool has addresses, and more than half: groups displace each other. */
const MACHINES = 400;
const POOL = '10.77.1.0-10.77.2.255';
const LEASE_SECONDS = 40;
/** Exchanges begun in a second. */
const RATE = 500;
/** A server that is ready is killed within this time, or as soon as it rewrites its journal, ms. */
const LONGEST_MS = 3000;
const REWRITE_WITHIN_MS = 20_000;
/** Longest time from the server's decision to the wire, ms. */
const SLACK_MS = 5000;
const REPORT = path.join(import.meta.dirname, '../../.cache/dhcp-kill');

interface Kill {
  /** Milliseconds since the epoch, when the server was gone. */
  readonly time: number;
  /** It was killed while it rewrote its journal. */
  readonly rewriting: boolean;
  /** Holder of each address, as `muster dhcp leases` told before the next start. */
  readonly leases: ReadonlyMap<string, string>;
}

describe('a DHCP server under load, killed at any moment', () => {
  let network: Network;
  let site: TestSite;
  let relay: Client;

  beforeAll(async () => {
    network = await createNetwork({ cidr: '10.77.0.0/16' });
    const cluster = { cidr: network.cidr, address: network.address, interface: network.bridge, pool: POOL };
    site = await createTestSite({
      network,
      plugins: [['dhcp', { poolLeaseTime: LEASE_SECONDS }], 'tftp', 'ipxe'],
      config: { networks: { cluster } },
    });
    relay = await network.addClient('relay', { address: '10.77.255.254/16' });
    await mkdir(path.join(site.folder, 'state/dhcp'), { recursive: true });
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  function load(shift: number): LabProcess {
    const group = GROUPS[shift % GROUPS.length] ?? '';
    const args = [
      '-4',
      '-r',
      String(RATE),
      '-R',
      String(MACHINES),
      '-b',
      `mac=${group}`,
      '-p',
      '3600',
      network.address,
    ];
    return relay.spawn('perfdhcp', args, { name: 'perfdhcp' });
  }

  async function leases(): Promise<ReadonlyMap<string, string>> {
    const { stdout } = await site.muster(['dhcp', 'leases', '--all', '--output', 'json']);
    const rows = JSON.parse(stdout) as { address: string; client: string; state: string }[];
    return new Map(rows.filter(({ state }) => state !== 'released').map(({ address, client }) => [address, client]));
  }

  it('loses no acknowledged lease, gives none twice, and always loads its journal', async () => {
    const file = path.join(site.folder, 'wire.pcap');
    const capture = await network.captureWire(file, 'udp src port 67');
    const journal = watchJournal(path.join(site.folder, 'state/dhcp'));
    const kills: Kill[] = [];
    let rewrites = 0;
    let running = load(0);
    for (let round = 0; round < KILLS; round += 1) {
      if (round > 0 && round % SHIFT === 0) {
        await running.stop('SIGINT');
        running = load(round / SHIFT);
      }
      const server = await site.serve();
      expect(server.output.match(/unreadable lines in the lease journal/g)?.length ?? 0).toBeLessThanOrEqual(1);
      const begun = journal.finished;
      const rewriting = round % 3 === 0;
      if (rewriting) await journal.nextRewrite(REWRITE_WITHIN_MS);
      await sleep(Math.random() * (rewriting ? 20 : LONGEST_MS));
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
      rewrites += journal.finished - begun;
      kills.push({ time: Date.now(), rewriting, leases: await leases() });
    }
    await running.stop('SIGINT');
    journal.close();
    await capture.stop();

    const all = await acknowledgedIn(file);
    const checked = kills.map(({ time, leases }) => lost(inForce(all, time, SLACK_MS), leases));
    const holders = new Set(all.map(({ address, mac }) => `${address} ${mac}`));
    const addresses = new Set(all.map(({ address }) => address));
    const report = {
      acknowledged: all.length,
      rewrites,
      addresses: addresses.size,
      holders: holders.size,
      checked: checked.map(({ of }) => of),
    };
    await mkdir(REPORT, { recursive: true });
    await writeFile(path.join(REPORT, 'report.json'), JSON.stringify(report, undefined, 2));
    expect(checked.flatMap(({ missing }) => missing)).toEqual([]);
    expect(doubled(all, SLACK_MS)).toEqual([]);
    // The test is worth something: leases were in force at the kills, addresses changed hands, journals were rewritten.
    expect(checked.filter(({ of }) => of > MACHINES / 2).length).toBeGreaterThan(KILLS / 2);
    expect(holders.size).toBeGreaterThan(addresses.size + MACHINES / 2);
    expect(rewrites).toBeGreaterThan(0);
  });
});

/** Of leases in force, those the server that was killed would not know any more. */
function lost(held: readonly Acknowledged[], leases: ReadonlyMap<string, string>) {
  return { of: held.length, missing: held.filter(({ address, mac }) => leases.get(address) !== mac) };
}

/** Notices the journal being rewritten: a file beside it that takes its place. */
function watchJournal(folder: string) {
  let finished = 0;
  let waiting: (() => void) | undefined;
  const watcher = watch(folder, (event, name) => {
    if (event === 'rename' && name === 'leases.journal') finished += 1;
    if (name === 'leases.journal.new') waiting?.();
  });
  return {
    /** How often a rewrite was finished. */
    get finished() {
      return finished;
    },
    /** Resolves when one begins. */
    nextRewrite: async (withinMs: number): Promise<void> => {
      const timeout = AbortSignal.timeout(withinMs);
      await new Promise<void>((resolve, reject) => {
        waiting = resolve;
        timeout.addEventListener('abort', () => {
          reject(new Error(`the journal was not rewritten within ${withinMs} ms`));
        });
      });
    },
    close: () => {
      watcher.close();
    },
  };
}
