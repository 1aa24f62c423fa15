import { describe, expect, it } from 'vitest';
import type { ResolvedNode } from '../../src/registry/types.ts';
import { renderTemplate, sampleNode, sampleRegistry, sampleSite } from './sample.ts';

type Options = Parameters<typeof renderTemplate>[2];

async function render(text: string, node?: ResolvedNode, options?: Options): Promise<string | undefined> {
  return (await renderTemplate(text, node, options))['/etc/t'];
}

const networks = {
  cluster: {
    cidr: '10.0.0.0/22',
    address: '10.0.0.1',
    gateway: '10.0.0.254',
    dns: ['10.0.0.1', '10.0.0.2'],
    domain: 'cluster.example',
    mtu: 9000,
  },
  storage: { cidr: '10.1.0.0/16', address: '10.1.0.1', gateway: '10.1.0.254' },
};
const site = sampleSite({ networks, cluster: 'hpc' });
const node = sampleNode({
  comment: 'front',
  kernel: { args: ['quiet', 'console=ttyS0'] },
  boot: { root: 'tmpfs' },
  init: '/sbin/other',
  systemOverlays: ['o'],
  runtimeOverlays: ['r'],
  primaryNetwork: 'default',
  networkDevices: {
    default: { hwaddr: '52:54:00:00:00:05', address: '10.0.0.5/22', tags: { vlan: '7' } },
    ib: {
      device: 'ib0',
      type: 'infiniband',
      address: '10.1.0.5',
      onboot: false,
      mtu: 2044,
      gateway: '10.1.0.254',
      tags: {},
    },
    spare: { hwaddr: '52:54:00:00:00:06', tags: {}, dns: ['9.9.9.9'] },
  },
  tags: { rack: 'r1' },
  extra: { site: { row: 3 } },
});

describe('template data', () => {
  it("has Warewulf's names for the node and this server", async () => {
    const text = `{{.Id}} {{.Hostname}} {{.ClusterName}} {{.Comment}} {{.ImageName}} {{.ContainerName}} {{.Root}} {{.Init}}
{{.Profiles}} {{.SystemOverlay}} {{.RuntimeOverlay}} {{.Kernel.Args}} {{join " " .Kernel.Args}} {{.Kernel.Version}} {{.PrimaryNetDev}}
{{.BuildHost}} {{.BuildTime}} {{.BuildTimeUnix}} {{.Overlay}} {{.Tags.rack}} {{.Tags.none}} {{.Extra.site.row}}
{{.Ipaddr}} {{.IpCIDR}} {{.Netmask}} {{.Network}} {{.NetworkCIDR}} {{.Warewulf.Port}} {{.Ipmi.UserName}} {{.ThisNode.Id}}`;
    expect(await render(text, node, { snapshot: { site } })).toBe(`n1 n1 hpc front debian debian tmpfs /sbin/other
[default] [o] [r] [quiet console=ttyS0] quiet console=ttyS0 6.1.0-40-amd64 default
head 01-02-2026 03:04:05 UTC 1767323045 o r1 <no value> 3
10.0.0.1 10.0.0.1/22 255.255.252.0 10.0.0.0 10.0.0.0/22 9873  n1`);
  });

  it('fills devices from their networks, and gives the default gateway to the primary one alone', async () => {
    const text = `{{range $name, $net := .NetDevs -}}
{{$name}} {{$net.Type}} {{$net.Device}} {{$net.Hwaddr}} {{$net.Ipaddr}} {{$net.IpCIDR}} {{$net.Netmask}} {{$net.Network}} gw={{$net.Gateway}} {{$net.MTU}} {{$net.Primary}} {{$net.OnBoot.BoolDefaultTrue}} {{$net.Dns}} {{$net.Domain}} {{$net.Tags}}
{{end}}`;
    const expected = `default ethernet  52:54:00:00:00:05 10.0.0.5 10.0.0.5/22 255.255.252.0 10.0.0.0 gw=10.0.0.254 9000 true true [10.0.0.1 10.0.0.2] cluster.example map[DNS1:10.0.0.1 DNS2:10.0.0.2 DNSSEARCH:cluster.example vlan:7]
ib infiniband ib0  10.1.0.5 10.1.0.5/16 255.255.0.0 10.1.0.0 gw= 2044 false false []  map[]
spare ethernet  52:54:00:00:00:06     gw=  false true [9.9.9.9]  map[DNS1:9.9.9.9]
`;
    expect(await render(text, node, { snapshot: { site } })).toBe(expected);
    expect(await render(text.replace('.NetDevs', '.ThisNode.NetDevs'), node, { snapshot: { site } })).toBe(expected);
  });

  it('has what Muster adds below .Muster', async () => {
    const text =
      '{{.Muster.Url}} {{.Muster.Network}} {{.Muster.Snapshot}} {{.Muster.SnapshotId}} {{.Muster.Dns}} {{.Muster.Domain}}';
    expect(await render(text, node, { snapshot: { site } })).toBe(
      'http://10.0.0.1:9873 cluster 7 snapshot-7 [10.0.0.1 10.0.0.2 9.9.9.9] cluster.example',
    );
    const proxied = { ...site, http: { ...site.http, url: 'http://cache:8080' } };
    expect(await render('{{.Muster.Url}}', node, { snapshot: { site: proxied } })).toBe('http://cache:8080');
  });

  it('is served from the network of the primary device, else from the first', async () => {
    const storage = sampleNode({ networkDevices: { s: { address: '10.1.0.9/16', tags: {} } } });
    expect(await render('{{.Ipaddr}}', storage, { snapshot: { site } })).toBe('10.1.0.1');
    expect(await render('{{.Ipaddr}}', sampleNode({ networkDevices: {} }), { snapshot: { site } })).toBe('10.0.0.1');
    const none = sampleSite({ networks: {} });
    expect(await render('[{{.Ipaddr}}{{.Netmask}}{{.NetworkCIDR}}]', node, { snapshot: { site: none } })).toBe('[]');
  });

  it('has empty text for what is not set, and the version that the registry names before that of the image', async () => {
    const bare = sampleNode({ networkDevices: {}, kernel: { args: [] } });
    const text =
      '[{{.ImageName}}{{.Init}}{{.Root}}{{.Comment}}{{.ClusterName}}{{.Kernel.Version}}{{.AssetKey}}{{.PrimaryNetDev}}{{range .NetDevs}}x{{end}}]';
    expect(await render(text, { ...bare, image: '' })).toBe('[]');
    expect(await render('{{.Kernel.Version}}', sampleNode({ kernel: { version: '5.10', args: [] } }))).toBe('5.10');
  });

  it('lists all nodes with their merged fields', async () => {
    const registry = sampleRegistry([node, sampleNode({ name: 'n2', networkDevices: {} })]);
    const text =
      '{{range .AllNodes}}{{.Id}} {{.ImageName}} {{range $name, $_ := .NetDevs}}{{$name}},{{end}}\n{{end}}{{len .AllNodes}}';
    expect(await render(text, node, { snapshot: { registry, site } })).toBe(
      'n1 debian default,ib,spare,\nn2 debian \n2',
    );
  });

  it('refuses a field that does not exist, in devices too', async () => {
    await expect(render('{{range .NetDevs}}{{.Nope}}{{end}}', node)).rejects.toThrow(
      /can't evaluate field Nope in type \*node\.NetDev/,
    );
    await expect(render('{{.constructor}}', node)).rejects.toThrow(/can't evaluate field constructor/);
  });
});
