import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  busybox,
  createNetwork,
  kernel,
  LabError,
  login,
  type Network,
  packInitramfs,
  parseReport,
  reportEnd,
  startVm,
  tinyRoot,
} from '../lab/index.ts';

/** Boots the tiny image without Muster: dnsmasq answers DHCP and TFTP, busybox serves a hand-written script over HTTP. */
describe('the boot lab', () => {
  let network: Network;
  let folder: string;
  const address = '10.77.0.1';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-lab-test-'));
    network = await createNetwork({ address, routerAdvertisement: true });
    await copyFile((await kernel()).vmlinuz, join(folder, 'vmlinuz'));
    await packInitramfs(await tinyRoot(), join(folder, 'tiny.gz'));
    await copyFile('/usr/lib/ipxe/snponly.efi', join(folder, 'snponly.efi'));
    await writeFile(
      join(folder, 'boot.ipxe'),
      [
        '#!ipxe',
        'echo lab script asset ${asset} serial ${serial} uuid ${uuid}',
        'kernel vmlinuz initrd=tiny console=ttyS0 quiet muster.report=/init',
        'initrd --name tiny tiny.gz',
        'boot',
        '',
      ].join('\n'),
    );
    const http = network.spawn(await busybox(), ['httpd', '-f', '-v', '-p', `${address}:8080`, '-h', folder]);
    const dnsmasq = network.spawn('dnsmasq', [
      ...[
        '--keep-in-foreground',
        '--log-facility=-',
        '--log-dhcp',
        '--conf-file=/dev/null',
        '--user=root',
        '--pid-file=',
      ],
      ...['--port=0', '--leasefile-ro', '--no-ping', `--interface=${network.bridge}`, '--bind-interfaces'],
      ...['--dhcp-range=10.77.0.50,10.77.0.99,1h', '--enable-tftp', `--tftp-root=${folder}`],
      ...['--dhcp-userclass=set:ipxe,iPXE', `--dhcp-boot=tag:ipxe,http://${address}:8080/boot.ipxe`],
      '--dhcp-boot=tag:!ipxe,snponly.efi',
    ]);
    await dnsmasq.waitForOutput(/TFTP root/, { timeoutMs: 10_000 });
    await network.exec('curl', [
      '--silent',
      '--fail',
      '--retry',
      '5',
      '--retry-connrefused',
      `http://${address}:8080/boot.ipxe`,
    ]);
    expect(http.output).toContain('response:200');
  });

  afterAll(async () => {
    await network.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("boots a SeaBIOS machine through QEMU's iPXE ROM to a login prompt, tells its stages, and boots it again after a reset", async () => {
    const vm = await startVm({
      network,
      name: 'bios',
      mac: '52:54:00:77:00:01',
      memory: 384,
      assetTag: 'rack 1, slot 2',
      serial: 'S-0815',
      uuid: '4c4c4544-0000-4000-8000-00000000abcd',
    });
    const wire = join(folder, 'bios.pcap');
    const capture = await vm.captureWire(wire, 'udp port 67 or udp port 68');
    await vm.waitFor('lab script asset rack 1, slot 2 serial S-0815 uuid 4c4c4544-0000-4000-8000-00000000abcd');
    expect(vm.stage()).toBe('script');
    await vm.waitFor(reportEnd);
    await capture.stop();

    const report = parseReport(vm.console);
    expect(report.hostname).toBe('tiny');
    expect(report.root).toBe('rootfs');
    expect(report.cmdline).toContain('console=ttyS0 quiet muster.report=/init');
    expect(report.devices).toEqual(new Map([['eth0', '52:54:00:77:00:01']]));
    expect(report.addresses.get('eth0')?.[0]).toMatch(/^10\.77\.0\.\d+\/24$/);
    expect(report.files.get('/etc/hostname')).toEqual({
      kind: 'file',
      mode: '644',
      uid: 0,
      gid: 0,
      content: 'tiny\n',
      target: '',
    });
    expect(report.files.get('/init')?.target).toBe('sbin/init');
    expect((await stat(wire)).size).toBeGreaterThan(4 * 300);

    const shell = await login(vm);
    expect(vm.stage()).toBe('login');
    expect(await shell.run('cat /etc/hostname')).toBe('tiny\n');
    await expect(shell.run('false')).rejects.toThrow(/VM_COMMAND_FAILED.*exit code 1/);
    expect(await readFile(vm.consoleFile, 'utf8')).toContain('iPXE');

    await vm.reset();
    await vm.waitFor(reportEnd);
    expect(vm.console.split(reportEnd)).toHaveLength(3);
    await vm.stop();
    await expect(vm.exited).resolves.toMatchObject({ signal: 'SIGKILL' });
  });

  it('boots an OVMF machine through TFTP and snponly.efi to a login prompt', async () => {
    const vm = await startVm({ network, name: 'uefi', firmware: 'ovmf', memory: 768 });
    await vm.waitFor(/NBP filename is snponly\.efi/);
    expect(vm.stage()).toBe('boot-file');
    await vm.waitFor('lab script');
    await vm.waitFor(reportEnd, { timeoutMs: 180_000 });
    expect(parseReport(vm.console).devices.get('eth0')).toBe(vm.mac);
    await vm.stop();
  });

  it('says at which stage a boot stopped when an unsigned loader meets Secure Boot', async () => {
    const vm = await startVm({ network, name: 'secure', firmware: 'ovmf-secboot', memory: 768 });
    const failure = await vm
      .waitFor('lab script', { unless: /Access Denied/ })
      .then(() => undefined)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(LabError);
    expect(String(failure)).toMatch(/VM_STOPPED: secure: lab script did not come first/);
    expect(String(failure)).toMatch(/Secure Boot refused the boot file/);
    expect(String(failure)).toMatch(/stage "(?:dhcp|boot-file|firmware)"/);
    await vm.stop();
  });

  it('gives a client without QEMU an interface of its own that DHCP reaches', async () => {
    const client = await network.addClient('c1', { mac: '52:54:00:77:00:09' });
    const { stderr } = await client.exec('udhcpc', ['-f', '-q', '-n', '-i', client.interface, '-s', '/bin/true']);
    expect(stderr).toMatch(/lease of 10\.77\.0\.\d+ obtained from 10\.77\.0\.1/);
    const routes = await client.exec('ip', ['route', 'show', 'default']);
    expect(routes.stdout).toBe('');
  });
});
