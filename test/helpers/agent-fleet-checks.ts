import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LabProcess } from '../lab/index.ts';
import { AgentFleetProcess } from './agent-fleet.ts';
import { createFleetSite, type FleetSite } from './fleet-site.ts';

const OVERLAY = {
  'overlays/live/rootfs/etc/one': 'first\n',
  'overlays/live/rootfs/etc/large': 'a line of a large file\n'.repeat(20_000),
  'overlays/live/rootfs/etc/node.ww': '{{.Id}} {{.Tags.word}}\n',
};
export interface AgentFleetFacts {
  readonly nodes: number;
  /** How long nothing changes while requests are counted. */
  readonly idleSeconds: number;
  /** Most milliseconds from an edit to the last agent; only where it is what is tested. */
  readonly reachMs?: number;
}

/** What holds for agents however many there are. */
export function describeAgentFleet({ nodes, idleSeconds, reachMs = Infinity }: AgentFleetFacts): void {
  let fleet: FleetSite;
  let server: LabProcess;
  let agents: AgentFleetProcess;
  const edit = async (text: string): Promise<number> => {
    await writeFile(path.join(fleet.site.folder, 'overlays/live/rootfs/etc/one'), text);
    return Date.now();
  };
  const statuses = async (): Promise<Record<string, number>> => {
    const { stdout } = await fleet.site.muster(['status', '--output', 'json']);
    return (JSON.parse(stdout) as { agents: Record<string, number> }).agents;
  };

  beforeAll(async () => {
    fleet = await createFleetSite({
      nodes,
      imageBytes: 1000,
      // Without DHCP here a node's address is that of the registry.
      plugins: ['tftp', 'ipxe'],
      files: OVERLAY,
      runtimeOverlays: ['live', 'hosts'],
    });
    server = await fleet.site.serve();
    agents = await AgentFleetProcess.start(fleet, nodes);
  });
  afterAll(async () => {
    await agents.stop();
    await fleet.close();
  });

  it('all get what their nodes are to have', async () => {
    const { paths } = await agents.change(1);
    expect(paths).toEqual(Object.fromEntries(['hosts', 'large', 'node', 'one'].map((name) => [`/etc/${name}`, nodes])));
    await expect.poll(statuses, { timeout: 30_000 }).toEqual({ current: nodes });
  });

  it('all have a change of one file within seconds, and each fetches that file alone', async () => {
    const edited = await edit('second\n');
    const { last, paths, bytes } = await agents.change(2);
    expect(paths).toEqual({ '/etc/one': nodes });
    expect(bytes / nodes).toBeLessThan(500);
    expect(last - edited).toBeLessThan(reachMs);
  });

  it('all have a change of the registry within seconds, each its own', async () => {
    await fleet.changeAll();
    const edited = Date.now();
    const { last, paths } = await agents.change(3);
    expect(paths).toEqual({ '/etc/node': nodes });
    expect(last - edited).toBeLessThan(reachMs);
  });

  it('cost less than a request a minute each while nothing changes', async () => {
    const before = await agents.costs();
    await delay(idleSeconds * 1000);
    const after = await agents.costs();
    expect(after.requests - before.requests).toBeLessThan((nodes * (after.at - before.at)) / 60_000);
    expect(after.failed).toBe(0);
  });

  it('all come back after a restart of the server, and get what changed meanwhile', async () => {
    await server.stop('SIGTERM');
    await edit('third\n');
    server = await fleet.site.serve();
    const { paths } = await agents.change(4);
    expect(paths).toEqual({ '/etc/one': nodes });
    await expect.poll(statuses, { timeout: 60_000 }).toEqual({ current: nodes });
  });
}
