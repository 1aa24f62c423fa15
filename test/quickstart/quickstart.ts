import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { createNetwork, type LabProcess, type Network, startVm, type Vm } from '../lab/index.ts';
import { Narrator } from './narrator.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SITE = path.join(ROOT, '.cache', 'quickstart');
const MUSTER = path.join(ROOT, 'packages/muster/bin/muster.js');
const NODE = { name: 'demo01', mac: '52:54:00:12:34:01', address: '10.77.0.11' };
const KEY = path.join(SITE, 'id_ed25519');

const narrator = new Narrator();

const CONFIG = ['--config', path.join(SITE, 'muster.config.yaml')];

/** Muster on this machine, not in the lab: importing an image needs Debian's archive. Its progress is shown. */
async function muster(...args: string[]): Promise<string> {
  narrator.command(`muster ${args.join(' ')}`);
  const running = execa(process.execPath, [MUSTER, ...CONFIG, ...args], { stdin: 'ignore' });
  for await (const line of running.iterable({ from: 'stderr' })) narrator.detail(line);
  return (await running).stdout;
}

/** Configuration, profile and an ssh key of a site that serves the lab network; the image of an earlier run is kept. */
async function prepareSite(network: Network): Promise<void> {
  await mkdir(path.join(SITE, 'registry'), { recursive: true });
  await rm(path.join(SITE, 'registry', 'nodes.yaml'), { force: true });
  await writeFile(
    path.join(SITE, 'muster.config.yaml'),
    `networks:
  cluster: { cidr: ${network.cidr}, address: ${network.address}, pool: ${network.host(100)}-${network.host(150)} }
plugins: [dhcp, tftp, ipxe]
`,
  );
  await writeFile(
    path.join(SITE, 'registry', 'profiles.yaml'),
    `profiles:
  default:
    image: debian
    kernel: { args: [console=ttyS0] }
    systemOverlays: [init, hostname, hosts, resolv, ifupdown, systemd-networkd, ssh-host-keys, issue]
    runtimeOverlays: [hosts, ssh-authorized-keys]
`,
  );
  if (!existsSync(KEY))
    await network.exec('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'quickstart', '-f', KEY]);
  await writeFile(path.join(SITE, 'authorized_keys'), await readFile(`${KEY}.pub`));
}

async function ensureImage(): Promise<void> {
  const images = JSON.parse(await muster('image', 'list', '--output', 'json')) as { name: string }[];
  if (images.some(({ name }) => name === 'debian')) {
    narrator.detail('the image of an earlier run is used');
    return;
  }
  const release = /^VERSION_CODENAME=(.*)$/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1] ?? 'bookworm';
  await muster('image', 'import', `debian:${release}`, 'debian');
}

async function bootToLogin(network: Network, server: LabProcess): Promise<Vm> {
  const vm = await startVm({ network, name: NODE.name, mac: NODE.mac, memory: 1280, cpus: 2 });
  const stop = narrator.followBoot(vm, server);
  try {
    await vm.waitFor(new RegExp(`^${NODE.name} login: ?$`, 'm'), { timeoutMs: 600_000 });
  } finally {
    stop();
  }
  return vm;
}

async function showFromInside(network: Network): Promise<void> {
  const ssh = [
    '-i',
    KEY,
    '-o',
    'StrictHostKeyChecking=no',
    '-o',
    'UserKnownHostsFile=/dev/null',
    '-o',
    'LogLevel=ERROR',
  ];
  const retry = ['-o', 'ConnectionAttempts=20', '-o', 'ConnectTimeout=15'];
  const look = 'echo "hostname: $(hostname)"; echo "kernel:   $(uname -r)"; cat /etc/hosts';
  const { stdout } = await network.exec('ssh', [...ssh, ...retry, `root@${NODE.address}`, look]);
  for (const line of stdout.trimEnd().split('\n')) narrator.detail(line);
}

async function main(): Promise<void> {
  narrator.title('a private lab network: nothing leaves this machine');
  const network = await createNetwork({ routerAdvertisement: true });
  try {
    await prepareSite(network);
    narrator.title('the image: a small Debian with kernel, systemd and sshd');
    await ensureImage();
    await muster('image', 'build', 'debian');
    narrator.title('one node');
    await muster('node', 'add', NODE.name, '--profile', 'default', '--hwaddr', NODE.mac, '--address', NODE.address);
    narrator.title('the server, with the embedded DHCP and TFTP');
    const server = network.spawn(process.execPath, [MUSTER, ...CONFIG, 'serve'], { name: 'muster serve' });
    await server.waitForOutput(/ready; Ctrl-C stops/, { timeoutMs: 60_000 });
    narrator.title(`a virtual machine with an empty disk boots as ${NODE.name}`);
    const vm = await bootToLogin(network, server);
    narrator.title('seen from inside, over ssh');
    await showFromInside(network);
    if (process.argv.includes('--keep')) await narrator.keep(network, KEY, NODE.address);
    await vm.stop();
  } finally {
    await network.close();
  }
  narrator.title(`quickstart succeeded: ${NODE.name} booted to its login prompt`);
}

main().catch((error: unknown) => {
  narrator.title('quickstart failed');
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
