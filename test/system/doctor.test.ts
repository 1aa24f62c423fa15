import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, type Network } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';

interface Finding {
  readonly level: string;
  readonly step: string;
  readonly sentence: string;
  readonly subjects: readonly string[];
  readonly remedy?: string;
}

/** Runs the checks of a site in its network; `words` is how they are asked for. */
async function findings(
  network: Network,
  site: TestSite,
  words: readonly string[] = ['doctor'],
  as: readonly string[] = [],
): Promise<{
  readonly exitCode: number;
  readonly all: readonly Finding[];
  readonly of: (check: string) => readonly Finding[];
}> {
  const command = [...as, process.execPath, ...site.command, ...words, '--output', 'json'];
  const { stdout, exitCode } = await network.exec('env', command, { reject: false });
  const all = JSON.parse(stdout) as Finding[];
  return { exitCode, all, of: (check) => all.filter(({ subjects }) => subjects.includes(check)) };
}

const DNSMASQ = ['-k', '-C', '/dev/null', '--pid-file=', '-p', '0', '-8', '-'];

describe('muster doctor', () => {
  const cleanup = new Cleanup();
  let network: Network;
  let site: TestSite;

  beforeAll(async () => {
    network = cleanup.of(await createNetwork({ name: 'doc' }));
    site = await createTestSite({ network });
    cleanup.of(site);
  });
  afterAll(() => cleanup.run());

  /** dnsmasq as another machine's, for as long as `during` runs. */
  async function beside(args: readonly string[], during: () => Promise<void>): Promise<void> {
    const other = await network.addClient('other', { address: `${network.host(2)}/24` });
    const dnsmasq = other.spawn('dnsmasq', [...DNSMASQ, ...args]);
    try {
      await dnsmasq.waitForOutput(/started, version/, { timeoutMs: 30_000 });
      await during();
    } finally {
      await dnsmasq.stop();
      await other.close();
    }
  }

  const lease = '--dhcp-range=10.77.0.200,10.77.0.220,10m';
  const serving = [lease, '--no-ping', '--dhcp-leasefile=/dev/null'];

  it('finds no error in a site that is well, and takes no port from the server beside it', async () => {
    const before = await findings(network, site);
    expect([before.exitCode, before.all.filter(({ level }) => level === 'error')]).toEqual([0, []]);
    const server = await site.serve();
    try {
      const { exitCode, of, all } = await findings(network, site);
      expect([exitCode, all.filter(({ level }) => level === 'error')]).toEqual([0, []]);
      for (const check of ['port-udp-67', 'port-udp-69', 'port-tcp-9873']) {
        expect(of(check)).toMatchObject([
          { level: 'ok', sentence: expect.stringContaining('running server') as string },
        ]);
      }
      expect(of('dhcp-servers')).toMatchObject([{ level: 'ok' }]);
    } finally {
      await server.stop();
    }
  });

  it('says the same as serve --check', async () => {
    const told = async (words: readonly string[]) =>
      (await findings(network, site, words)).all.filter(({ subjects }) => !subjects.includes('disk'));
    expect(await told(['serve', '--check'])).toEqual(await told(['doctor']));
  });

  it('groups what it found for people, with a remedy', async () => {
    const { stdout } = await site.muster(['doctor'], { reject: false });
    expect(stdout).toMatch(/^tftp\n {2}ok {7}UDP port 69 is free for tftp \(port-udp-69\)$/m);
    expect(stdout).toMatch(
      /^ {2}note {5}nobody here tells this firmware a boot file .*\n {11}remedy: add a loader plugin/m,
    );
    expect(stdout).toMatch(/\n\n(\d+ warnings?, )?\d+ notes?$/);
  });

  it('names another DHCP server, and what it offers', async () => {
    await beside([...serving, '--dhcp-boot=pxelinux.0,,10.77.0.9'], async () => {
      const { exitCode, of } = await findings(network, site);
      const sentence = expect.stringMatching(
        /^another DHCP server answers on network "cluster": 10\.77\.0\.2 offers address 10\.77\.0\.2\d\d, boot file pxelinux\.0 from 10\.77\.0\.9$/,
      ) as string;
      expect(of('dhcp-servers')).toMatchObject([{ level: 'error', step: 'dhcp', sentence }]);
      expect(exitCode).toBe(1);
    });
  });

  it('names a foreign ProxyDHCP server', async () => {
    const proxy = ['--dhcp-range=10.77.0.0,proxy', '--pxe-service=X86-64_EFI,boot,other.efi', '--dhcp-boot=other.efi'];
    await beside(proxy, async () => {
      expect((await findings(network, site)).of('dhcp-servers')).toMatchObject([
        {
          level: 'error',
          sentence: expect.stringMatching(/^a ProxyDHCP server answers on network "cluster": 10\.77\.0\.2 /) as string,
        },
      ]);
    });
  });

  it('expects another server where the site has its own, and none with a boot file beside a proxy', async () => {
    const external = await createTestSite({ network, plugins: ['isc-dhcp', 'tftp', 'ipxe'] });
    const proxy = await createTestSite({ network, plugins: [['dnsmasq', { dhcp: 'proxy', user: 'root' }], 'ipxe'] });
    cleanup.of(external);
    cleanup.of(proxy);
    const judged = async (one: TestSite) => (await findings(network, one)).of('dhcp-servers');
    expect(await judged(external)).toMatchObject([
      { level: 'warning', sentence: expect.stringContaining('nobody gives addresses') as string },
    ]);
    await beside(serving, async () => {
      expect(await judged(external)).toMatchObject([
        { level: 'warning', remedy: expect.stringContaining('muster dhcp render') as string },
      ]);
      expect(await judged(proxy)).toMatchObject([{ level: 'ok' }]);
    });
    await beside([...serving, '--dhcp-boot=pxelinux.0'], async () => {
      expect(await judged(external)).toMatchObject([{ level: 'ok' }]);
      expect(await judged(proxy)).toMatchObject([
        { level: 'warning', remedy: expect.stringContaining('take the boot file') as string },
      ]);
    });
  });

  it('names the program that holds a port', async () => {
    const code = `const s = require('dgram').createSocket('udp4'); s.bind(69, '${network.address}', () => console.log('bound'));
      require('net').createServer().listen(9873, '${network.address}');`;
    const holder = network.spawn(process.execPath, ['-e', code]);
    await holder.waitForOutput('bound', { timeoutMs: 30_000 });
    const dnsmasq = network.spawn('dnsmasq', [
      ...DNSMASQ,
      ...serving,
      '--bind-interfaces',
      `--interface=${network.bridge}`,
    ]);
    await dnsmasq.waitForOutput(/started, version/, { timeoutMs: 30_000 });
    try {
      const { of } = await findings(network, site);
      const at = `on ${network.address}`;
      expect(of('port-udp-69')).toMatchObject([
        { level: 'error', sentence: expect.stringMatching(new RegExp(`taken by node \\(pid \\d+\\) ${at}`)) as string },
      ]);
      expect(of('port-tcp-9873')).toMatchObject([
        { level: 'error', sentence: expect.stringContaining('taken by node') as string },
      ]);
      expect(of('port-udp-67')).toMatchObject([
        { level: 'warning', sentence: expect.stringMatching(/also used by dnsmasq \(pid \d+\)/) as string },
      ]);
    } finally {
      await dnsmasq.stop();
      await holder.stop();
    }
  });

  it('names the capability that is missing', async () => {
    const dropped = ['setpriv', '--bounding-set', '-net_bind_service', '--inh-caps', '-net_bind_service'];
    const { exitCode, of } = await findings(network, site, ['doctor'], dropped);
    for (const check of ['rights-dhcp', 'rights-tftp']) {
      expect(of(check)).toMatchObject([
        {
          level: 'error',
          sentence: expect.stringContaining('has no CAP_NET_BIND_SERVICE') as string,
          remedy: expect.stringContaining('AmbientCapabilities=CAP_NET_BIND_SERVICE') as string,
        },
      ]);
    }
    expect(of('dhcp-servers')).toMatchObject([
      { level: 'note', sentence: expect.stringContaining('cannot be asked') as string },
    ]);
    expect(exitCode).toBe(1);
  });

  it('names the interface that is missing, is down, or lacks the address', async () => {
    const other = (address: string, device: string) => ({
      cidr: `${address}/24`.replace('.1/', '.0/'),
      address,
      interface: device,
    });
    await network.exec('ip', ['link', 'add', 'lazy0', 'type', 'veth', 'peer', 'name', 'bare0']);
    await network.exec('ip', ['link', 'set', 'bare0', 'up']);
    const networks = {
      gone: other('10.78.0.1', 'none0'),
      lazy: other('10.79.0.1', 'lazy0'),
      bare: other('10.80.0.1', 'bare0'),
    };
    const wrong = await createTestSite({ network, plugins: [], config: { networks } });
    cleanup.of(wrong);
    expect((await findings(network, wrong)).of('networks')).toMatchObject([
      { level: 'error', sentence: 'interface none0 of network "gone" does not exist' },
      {
        level: 'error',
        sentence: 'interface lazy0 of network "lazy" is down',
        remedy: expect.stringContaining('ip link set lazy0 up') as string,
      },
      { level: 'warning', sentence: 'interface bare0 of network "bare" has no carrier' },
      { level: 'error', sentence: expect.stringContaining('no interface of this machine has 10.80.0.1') as string },
    ]);
  });

  it('names boot files of another architecture, and those that are missing', async () => {
    const folder = path.join(site.folder, 'firmware');
    await mkdir(folder);
    await copyFile('/usr/lib/ipxe/snponly.efi', path.join(folder, 'undionly.kpxe'));
    await copyFile('/usr/lib/ipxe/snponly.efi', path.join(folder, 'snponly-arm64.efi'));
    await writeFile(path.join(folder, 'snponly.efi'), 'no program');
    const bootFiles = { 'uefi-riscv64': 'nothing.efi' };
    const wrong = await createTestSite({
      network,
      plugins: ['tftp', ['ipxe', { folders: [folder], bootFiles }], ['grub', { modules: '/nonexistent' }]],
    });
    cleanup.of(wrong);
    const { of } = await findings(network, wrong);
    const sentences = of('ipxe-boot-files').map(({ sentence }) => sentence.replaceAll(`${folder}/`, ''));
    expect(sentences).toEqual([
      expect.stringContaining('there is no boot file nothing.efi for uefi-riscv64 in ') as string,
      'boot file undionly.kpxe of bios is an EFI program, which a BIOS cannot run',
      'boot file snponly.efi of uefi-x86_64 is no EFI program (it has no PE header)',
      'boot file snponly.efi of uefi-x86_64-http is no EFI program (it has no PE header)',
      'boot file snponly-arm64.efi of uefi-arm64 is for x86_64, not for arm64',
      'boot file snponly-arm64.efi of uefi-arm64-http is for x86_64, not for arm64',
    ]);
    // The distribution's signed chain for UEFI is there; of what a core image for BIOS is made of, nothing.
    const grub = of('grub-boot-files').map(({ level, sentence }) => `${level}: ${sentence}`);
    expect(grub).toEqual([expect.stringContaining('warning: there is no GRUB for i386-pc') as string]);
  });
});

describe('muster doctor behind a firewall', () => {
  const cleanup = new Cleanup();
  let network: Network;
  let site: TestSite;

  beforeAll(async () => {
    network = cleanup.of(await createNetwork({ name: 'wall' }));
    site = await createTestSite({ network });
    cleanup.of(site);
  });
  afterAll(() => cleanup.run());

  async function withRules(rules: string): Promise<readonly Finding[]> {
    const file = path.join(site.folder, 'rules.nft');
    await writeFile(file, `flush ruleset\n${rules}`);
    await network.exec('nft', ['-f', file]);
    return (await findings(network, site)).of('firewall');
  }

  it('names the rule that drops one of our ports, with where it is and how to accept before it', async () => {
    const found = await withRules(`table inet site {
  chain input {
    type filter hook input priority 0; policy accept;
    tcp dport 22 accept
    udp dport 67-69 counter drop
  }
}
`);
    expect(found).toMatchObject([
      {
        level: 'error',
        sentence: expect.stringMatching(
          /^the firewall drops dhcp \(UDP 67\) on network "cluster": "udp dport 67-69 counter packets \d+ bytes \d+ drop" in table inet site, chain input, handle 3$/,
        ) as string,
      },
      { level: 'error', sentence: expect.stringContaining('drops tftp (UDP 69)') as string },
    ]);
    for (const { remedy = '' } of found) {
      const [, command = ''] = /^(nft .* accept), and/.exec(remedy) ?? [];
      await network.exec('sh', ['-c', command.replace('nft', 'exec nft')]);
    }
    expect((await findings(network, site)).of('firewall')).toMatchObject([{ level: 'ok' }]);
  });

  it('names a policy that drops what no rule accepts, and knows that DISCOVERs come from 0.0.0.0', async () => {
    const found = await withRules(`table inet site {
  chain input {
    type filter hook input priority 0; policy drop;
    ct state established,related accept
    iif lo accept
    ip saddr ${network.cidr} udp dport { 67, 69 } accept
    ip saddr ${network.cidr} tcp dport 9873 limit rate 10/second accept
  }
}
`);
    const policy = 'on network "cluster": "policy drop" in table inet site, chain input';
    expect(found.map(({ level, sentence }) => [level, sentence])).toEqual([
      ['warning', `the firewall may drop http (TCP 9873) ${policy}`],
      ['error', `the firewall drops dhcp (UDP 67) ${policy}`],
    ]);
  });

  it('says when it may not read the rules', async () => {
    await network.exec('chmod', ['-R', 'a+rX', site.folder]);
    const stranger = ['setpriv', '--bounding-set', '-net_admin', '--inh-caps', '-net_admin'];
    const found = (await findings(network, site, ['doctor'], stranger)).of('firewall');
    expect(found).toMatchObject([{ level: 'note', sentence: expect.stringContaining('may not read it') as string }]);
  });
});
