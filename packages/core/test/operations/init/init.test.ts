import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSite } from '../../../src/config/load-site.ts';
import { chooseInterface } from '../../../src/operations/init/choose-interface.ts';
import { defaultRoutes, hostNetwork } from '../../../src/operations/init/host-network.ts';
import { suggestPool } from '../../../src/operations/init/pool.ts';
import { writeSite } from '../../../src/operations/init/write-site.ts';

const eth0 = { name: 'eth0', address: '192.0.2.10', cidr: '192.0.2.10/24' };
const eth1 = { name: 'eth1', address: '10.0.0.1', cidr: '10.0.0.1/22' };
const eth2 = { name: 'eth2', address: '10.9.0.1', cidr: '10.9.0.1/24' };

describe('chooseInterface', () => {
  it('takes the only interface that has no default route', () => {
    expect(chooseInterface({ interfaces: [eth0, eth1], defaultRoutes: ['eth0'] })).toBe(eth1);
  });

  it('takes the named one, even with a default route', () => {
    expect(chooseInterface({ interfaces: [eth0, eth1], defaultRoutes: ['eth0'] }, 'eth0')).toBe(eth0);
  });

  it('lists what there is when it cannot choose', () => {
    const choose = (interfaces: (typeof eth0)[], wanted?: string) => () =>
      chooseInterface({ interfaces, defaultRoutes: ['eth0'] }, wanted);
    expect(choose([eth0])).toThrow('there are: eth0 (192.0.2.10/24)');
    expect(choose([eth0, eth1, eth2])).toThrow('eth1 (10.0.0.1/22), eth2 (10.9.0.1/24)');
    expect(choose([eth0], 'eth7')).toThrow('no interface "eth7"');
  });
});

describe('hostNetwork', () => {
  it('reads default routes that are up', () => {
    const table = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth0	00000000	010200C0	0003	0	0	0	00000000	0	0	0
eth0	000200C0	00000000	0001	0	0	0	00FFFFFF	0	0	0
eth9	00000000	010200C0	0002	0	0	0	00000000	0	0	0
`;
    expect(defaultRoutes(table)).toEqual(['eth0']);
  });

  it('leaves the loopback interface out', async () => {
    expect((await hostNetwork()).interfaces.map(({ name }) => name)).not.toContain('lo');
  });
});

describe('suggestPool', () => {
  it.each([
    ['10.0.0.1/22', '10.0.2.0-10.0.3.254'],
    ['10.0.3.254/22', '10.0.0.1-10.0.1.255'],
    ['10.0.0.1/29', '10.0.0.4-10.0.0.6'],
    ['10.0.0.1/30', undefined],
  ])('for %s is %s', (cidr, pool) => {
    expect(suggestPool(cidr)).toBe(pool);
  });
});

describe('writeSite', () => {
  it('writes a configuration that passes its own check, and never overwrites', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'muster-init-'));
    try {
      await writeFile(path.join(folder, 'muster.schema.json'), 'mine');
      const files = await writeSite(folder, eth1, [{ name: 'dhcp' }]);
      expect(files.map(({ file, written }) => [path.relative(folder, file), written])).toEqual([
        ['muster.config.yaml', true],
        ['muster.schema.json', false],
        ['registry/profiles.yaml', true],
      ]);
      const { site } = await loadSite({ cwd: folder });
      expect(site.networks).toEqual({
        cluster: { cidr: '10.0.0.0/22', interface: 'eth1', address: '10.0.0.1', pool: '10.0.2.0-10.0.3.254' },
      });
      expect(site.plugins).toEqual(['dhcp', 'tftp', 'ipxe']);
      await expect(writeSite(folder, eth2, [])).rejects.toMatchObject({ code: 'INIT_CONFIG_EXISTS' });
      expect(await readFile(path.join(folder, 'muster.schema.json'), 'utf8')).toBe('mine');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
