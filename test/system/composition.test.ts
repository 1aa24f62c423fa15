import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, type Network } from '../lab/index.ts';

/** Steps of a BIOS machine's boot that each set of plugins leaves to others. */
const SETS: readonly (readonly [readonly unknown[], readonly string[]])[] = [
  [[], ['address', 'boot-file']],
  [['ipxe'], ['address', 'tftp']],
  [['tftp', 'ipxe'], ['address']],
  [['dhcp'], ['boot-file']],
  [['dhcp', 'ipxe'], ['tftp']],
  [['dhcp', 'tftp', 'ipxe', 'grub', 'dracut'], []],
  [[['dhcp', { mode: 'proxy' }], 'tftp', 'ipxe'], ['address']],
  [[['dhcp', { mode: 'off' }], 'tftp', 'ipxe'], ['address']],
  [['isc-dhcp', 'tftp', 'ipxe'], []],
  [['ipxe', ['dnsmasq', { user: 'root' }]], []],
  [['ipxe', ['dnsmasq', { user: 'root', dhcp: 'proxy' }]], ['address']],
  [['grub', 'tftp'], ['address']],
];

interface Finding {
  readonly level: string;
  readonly step: string;
  readonly subjects: readonly string[];
}

describe('a server of any set of plugins', () => {
  let network: Network;
  const sites: TestSite[] = [];

  beforeAll(async () => {
    network = await createNetwork();
  });
  afterAll(async () => {
    await network.close();
    for (const site of sites) await site.close();
  });

  it.each(SETS)('%j starts, and its check names what it leaves to others: %j', async (plugins, others) => {
    const site = await createTestSite({ network, plugins });
    sites.push(site);
    const { stdout } = await site.muster(['serve', '--check', '--output', 'json'], { reject: false });
    const findings = JSON.parse(stdout) as Finding[];
    const missing = findings
      .filter(({ subjects, level }) => subjects.includes('bios') && level !== 'ok')
      .map(({ step }) => step);
    expect(missing).toEqual(others);

    const server = await site.serve();
    const answer = await network.exec('curl', ['--silent', '--fail', `${site.url}/`]);
    expect(answer.stdout).toContain('Muster');
    process.kill(server.pid, 'SIGTERM');
    expect(await server.exited).toMatchObject({ exitCode: 0 });
  });
});
