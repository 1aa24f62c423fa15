import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFleetSite, type FleetSite } from '../helpers/fleet-site.ts';
import { summaryIn } from '../helpers/fleet-summary.ts';
import type { LabProcess } from '../lab/index.ts';

const NODES = Number(process.env.MUSTER_FLEET_NODES ?? 10_000);
const REPORT = path.join(import.meta.dirname, '../../.cache/fleet');
/** A few minutes on a machine that does nothing else; much more beside other work. */
const LIMIT_MS = 55 * 60_000;
const HALF = new RegExp(`^(\\d+) of ${NODES} up`);

describe(`${NODES} machines that are switched on in front of one server`, () => {
  let fleet: FleetSite;
  let server: LabProcess;
  beforeAll(async () => {
    fleet = await createFleetSite({ nodes: NODES, imageBytes: 2_000_000 });
    server = await fleet.site.serve();
    await fleet.lose(1);
  });
  afterAll(() => fleet.close());

  it(
    'all come up, although one packet in a hundred is lost and the server restarts half way',
    async () => {
      let restart: Promise<void> | undefined;
      const restarted = async (): Promise<void> => {
        await server.stop('SIGTERM');
        server = await fleet.site.serve();
      };
      const classes = ['uefi-x86_64', 'bios', 'uefi-x86_64-http'].flatMap((id) => ['--class', id]);
      const args = ['sim', '--speed', '20', '--concurrency', '1000', ...classes, '--output', 'json'];
      const run = await fleet.site.muster(args, {
        reject: false,
        timeoutMs: LIMIT_MS,
        onErrorLine: (line) => {
          if (Number(HALF.exec(line)?.[1]) >= NODES / 2) restart ??= restarted();
        },
      });
      await restart;
      const summary = summaryIn(run);
      await mkdir(REPORT, { recursive: true });
      await writeFile(path.join(REPORT, 'boots.json'), run.stdout);
      expect(summary).toMatchObject({ machines: NODES, up: NODES, failed: 0, left: 0, failures: [] });
      expect(summary.server?.pids).toHaveLength(2);
      const { stdout } = await fleet.site.muster(['node', 'list', '@state:up', '--output', 'json']);
      expect(JSON.parse(stdout)).toHaveLength(NODES);
    },
    LIMIT_MS,
  );
});
