import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { loadSite } from '../../src/config/load-site.ts';
import { effectiveValues, originText } from '../../src/config/origins.ts';

it('says of every effective value where it comes from', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'muster-origins-'));
  await writeFile(
    path.join(folder, 'muster.config.yaml'),
    `networks:
  cluster:
    cidr: 10.0.0.0/22
    address: 10.0.0.1
    dns: [10.0.0.1, 10.0.0.2]
http: { port: 80 }
plugins:
  - dhcp
  - ipxe: { script: site.ipxe }
`,
  );
  const loaded = await loadSite({ cwd: folder });
  const plugins = [
    { name: 'dhcp', config: {}, given: undefined },
    { name: 'ipxe', config: { script: 'site.ipxe', retries: 3, files: ['a'] }, given: { script: 'site.ipxe' } },
  ];
  const rows = effectiveValues(loaded, plugins).map(({ path: name, value, origin }) =>
    [name, JSON.stringify(value), originText(origin)].join(' | ').replaceAll(`${folder}/`, ''),
  );
  await rm(folder, { recursive: true });
  expect(rows).toEqual([
    'networks.cluster.cidr | "10.0.0.0/22" | muster.config.yaml:3:5',
    'networks.cluster.address | "10.0.0.1" | muster.config.yaml:4:5',
    'networks.cluster.dns | ["10.0.0.1","10.0.0.2"] | muster.config.yaml:5:5',
    'http.port | 80 | muster.config.yaml:6:9',
    'http.listen | ["10.0.0.1","127.0.0.1"] | default',
    'paths.registry | "registry" | default',
    'paths.state | "state" | default',
    'paths.overlays | "overlays" | default',
    'boot.stages | "single" | default',
    'boot.proof | "token" | default',
    'boot.tokenSeconds | 3600 | default',
    'boot.idleSeconds | 120 | default',
    'discovery.policy | "ask" | default',
    'discovery.rules | [] | default',
    'pluginTimeout | 10000 | default',
    'plugins.dhcp | {} | muster.config.yaml:8:5',
    'plugins.ipxe.script | "site.ipxe" | muster.config.yaml:9:13',
    'plugins.ipxe.retries | 3 | default of plugin ipxe',
    'plugins.ipxe.files | ["a"] | default of plugin ipxe',
  ]);
});
