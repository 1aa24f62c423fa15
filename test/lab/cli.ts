import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { attach } from './attach.ts';
import { debianRoot, type Firmware, firmwares, kernel, LabError, startVm, tinyRoot } from './index.ts';
import { createNetwork, type Network } from './network.ts';

const help = `The boot lab: a private network and virtual machines that boot from it. Needs root.

  node test/lab/dist/cli.js vm [options]      start a machine and show its serial console (Ctrl-] ends it)
  node test/lab/dist/cli.js shell [options]   a shell where the server would run
  node test/lab/dist/cli.js image NAME        make the image "kernel", "tiny" or "debian" and print its path

  --cidr 10.77.0.0/24     the network; the server has its first address on the interface br-boot
  --ra                    IPv6 router advertisements: iPXE is 13 s quicker
  --run COMMAND           run this beside the machine, in the network: a boot server
  --ready TEXT            start the machine when COMMAND has printed this
  --capture FILE          write what goes over the wire to a pcap file

  --firmware seabios|ovmf|ovmf-secboot|aavmf   --http (UEFI HTTP Boot)   --nic-rom ipxe|efi|none|FILE
  --mac MAC   --uuid UUID   --serial TEXT   --asset-tag TEXT   --memory MIB   --cpus N   --disk FILE
  --kernel FILE --initrd FILE --append TEXT    start this without network boot

Example: boot the tiny image by itself, then a machine from a server of your own:

  node test/lab/dist/cli.js image tiny
  node test/lab/dist/cli.js vm --firmware ovmf --ra --run 'muster serve -c my/muster.config.yaml' --ready ready
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const names = ['cidr', 'run', 'ready', 'capture', 'firmware', 'nic-rom', 'mac', 'uuid', 'serial'] as const;
const machineNames = ['asset-tag', 'memory', 'cpus', 'disk', 'kernel', 'initrd', 'append'] as const;
type Name = (typeof names)[number] | (typeof machineNames)[number];
type Values = Partial<Record<Name, string>> & { ra?: boolean; http?: boolean; help?: boolean };

async function main(): Promise<void> {
  const strings = Object.fromEntries([...names, ...machineNames].map((name) => [name, text]));
  const { values, positionals } = parseArgs({
    options: { ...strings, ra: flag, http: flag, help: flag },
    allowPositionals: true,
  });
  const options = values as Values;
  const [command, name] = positionals;
  if (options.help === true || command === undefined) {
    process.stdout.write(help);
  } else if (command === 'image') {
    process.stdout.write(`${await image(name ?? '')}\n`);
  } else if (command === 'vm' || command === 'shell') {
    await withNetwork(options, command === 'vm' ? machine : shell);
  } else {
    throw new LabError(
      'LAB_USAGE',
      `There is no command "${command}".`,
      'Commands are vm, shell and image; --help says more.',
    );
  }
}

async function image(name: string): Promise<string> {
  if (name === 'kernel') return (await kernel()).root;
  if (name === 'tiny') return await tinyRoot();
  if (name === 'debian') return await debianRoot();
  throw new LabError('LAB_USAGE', `There is no image "${name}".`, 'Images are kernel, tiny and debian.');
}

async function withNetwork(options: Values, use: (network: Network, options: Values) => Promise<void>): Promise<void> {
  const network = await createNetwork({ cidr: options.cidr, routerAdvertisement: options.ra });
  const interrupted = (): void => {
    void network.close().then(() => process.exit(130));
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    note(
      `network ${network.cidr}, server address ${network.address} on ${network.bridge} in namespace ${network.namespace.name}`,
    );
    const capture = options.capture === undefined ? undefined : await network.captureWire(options.capture);
    if (options.run !== undefined) {
      const server = network.spawn('sh', ['-c', options.run], {
        name: options.run,
        onOutput: (chunk) => process.stderr.write(chunk),
      });
      if (options.ready !== undefined) await server.waitForOutput(options.ready);
    }
    await use(network, options);
    await capture?.stop();
  } finally {
    await network.close();
  }
}

async function machine(network: Network, options: Values): Promise<void> {
  const firmware = options.firmware ?? 'seabios';
  if (!isFirmware(firmware)) {
    throw new LabError(
      'LAB_USAGE',
      `There is no firmware "${firmware}".`,
      `Firmware is one of ${firmwares.join(', ')}.`,
    );
  }
  const { kernel: file, initrd, append } = options;
  const vm = await startVm({
    network,
    firmware,
    mac: options.mac,
    uuid: options.uuid,
    serial: options.serial,
    assetTag: options['asset-tag'],
    nicRom: options['nic-rom'],
    disk: options.disk,
    memory: count(options.memory),
    cpus: count(options.cpus),
    netboot: options.http === true ? 'http' : 'pxe',
    ...(file === undefined ? {} : { direct: { kernel: file, initrd, append } }),
  });
  note(`machine ${vm.mac}, UUID ${vm.uuid}, console log ${vm.consoleFile}; Ctrl-] ends it`);
  await attach(vm, (chunk) => process.stdout.write(process.stdin.isTTY ? chunk.replaceAll('\n', '\r\n') : chunk));
  note(vm.describe().split('\n')[0] ?? '');
}

async function shell(network: Network): Promise<void> {
  const { name } = network.namespace;
  await execa('ip', ['netns', 'exec', name, process.env.SHELL ?? 'sh'], { stdio: 'inherit', reject: false });
}

function isFirmware(name: string): name is Firmware {
  return firmwares.some((known) => known === name);
}

function count(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(value))
    throw new LabError('LAB_USAGE', `"${value}" is not a number.`, 'Give a whole number from 1 up.');
  return Number(value);
}

function note(line: string): void {
  process.stderr.write(`lab: ${line}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
