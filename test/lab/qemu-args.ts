import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Firmware, firmwareSetup, nicRomFile } from './firmware.ts';
import type { Network } from './network.ts';

export interface NicOptions {
  readonly network: Network;
  readonly mac?: string | undefined;
  /** `ipxe`, `efi`, `none` or a ROM file; `ipxe` under SeaBIOS, `none` (the UEFI's own PXE) elsewhere, unless given. */
  readonly nicRom?: string | undefined;
}

export type Netboot = 'pxe' | 'http' | 'ipv6';

export interface VmOptions extends NicOptions {
  /** For messages and file names; `node` unless given. */
  readonly name?: string | undefined;
  /** `seabios` unless given. */
  readonly firmware?: Firmware | undefined;
  /** MiB; 512 for SeaBIOS, 1024 for UEFI unless given. */
  readonly memory?: number | undefined;
  readonly cpus?: number | undefined;
  /** SMBIOS UUID, as text; random unless given. Option 97 carries its first three fields little-endian. */
  readonly uuid?: string | undefined;
  /** SMBIOS type 3 asset tag (iPXE's `${asset}`). */
  readonly assetTag?: string | undefined;
  /** SMBIOS type 1 serial number. */
  readonly serial?: string | undefined;
  /** What the firmware tries; only `['network']` unless given. */
  readonly bootOrder?: readonly ('network' | 'disk')[] | undefined;
  /** A raw disk image. */
  readonly disk?: string | undefined;
  /**
   * What a UEFI does on the network: `pxe` unless given, `http` (UEFI HTTP Boot, architecture 16), or `ipv6`: PXE over IPv6 and,
   * when that fails, HTTP Boot over IPv6.
   */
  readonly netboot?: Netboot | undefined;
  /** More cards, on this or other networks; the firmware boots from the first only. */
  readonly extraNics?: readonly NicOptions[] | undefined;
  /** Starts this kernel without firmware or network boot, to look at an image by itself. */
  readonly direct?:
    | { readonly kernel: string; readonly initrd?: string | undefined; readonly append?: string | undefined }
    | undefined;
  /** Where the console is written; a file in a temporary folder unless given. */
  readonly consoleFile?: string | undefined;
  /** Anything else QEMU is to be told. */
  readonly extraArgs?: readonly string[] | undefined;
}

/** A card whose tap exists already. */
export interface PluggedNic {
  readonly tap: string;
  readonly mac: string;
  readonly rom: string;
}

export interface QemuCommand {
  readonly emulator: string;
  readonly args: readonly string[];
  readonly uuid: string;
}

/** The QEMU command line of a machine whose taps exist and whose files may lie in `directory`. */
export async function qemuCommand(
  options: VmOptions,
  nics: readonly PluggedNic[],
  directory: string,
): Promise<QemuCommand> {
  const firmware = options.firmware ?? 'seabios';
  const uefi = firmware !== 'seabios';
  const setup = await firmwareSetup(firmware, directory);
  const uuid = options.uuid ?? randomUUID();
  const order = options.bootOrder ?? ['network'];
  const bootIndex = (device: 'network' | 'disk'): string =>
    order.includes(device) ? `,bootindex=${order.indexOf(device) + 1}` : '';
  const args = [
    ...setup.args,
    ...['-name', options.name ?? 'node', '-nodefaults', '-display', 'none'],
    // Software emulation: KVM inside a container or a cloud machine is rarely there, and not always right when it is.
    ...[
      '-accel',
      'tcg,thread=multi',
      '-smp',
      String(options.cpus ?? 1),
      '-m',
      String(options.memory ?? (uefi ? 1024 : 512)),
    ],
    ...['-chardev', 'stdio,id=console,signal=off', '-serial', 'chardev:console'],
    ...['-qmp', `unix:${join(directory, 'qmp')},server=on,wait=off`],
    ...['-boot', 'menu=off,strict=on', '-uuid', uuid],
    ...[
      '-smbios',
      smbios('type=1,manufacturer=Muster,product=Lab', 'serial', options.serial),
      '-smbios',
      smbios('type=3', 'asset', options.assetTag),
    ],
  ];
  for (const [index, nic] of nics.entries()) {
    // vnet_hdr=off: with it, captures on the tap are unreadable. disable-legacy=on: a transitional virtio card has PCI id
    // 1af4:1000, which iPXE's ROM does not list, and SeaBIOS passes over such a ROM without a word.
    args.push('-netdev', `tap,id=net${index},ifname=${nic.tap},script=no,downscript=no,vhost=off,vnet_hdr=off`);
    const first = index === 0 ? bootIndex('network') : '';
    args.push(
      '-device',
      `virtio-net-pci,disable-legacy=on,netdev=net${index},mac=${nic.mac},romfile=${nic.rom}${first}`,
    );
  }
  if (options.disk !== undefined) {
    args.push('-drive', `if=none,id=disk,format=raw,file=${options.disk}`);
    args.push('-device', `virtio-blk-pci,drive=disk${bootIndex('disk')}`);
  }
  if (uefi) args.push(...uefiNetboot(options.netboot ?? 'pxe'));
  if (options.direct !== undefined) {
    const { kernel, initrd, append = 'console=ttyS0' } = options.direct;
    args.push('-kernel', kernel, '-append', append, ...(initrd === undefined ? [] : ['-initrd', initrd]));
  }
  return { emulator: setup.emulator, args: [...args, ...(options.extraArgs ?? [])], uuid };
}

export async function plugNics(options: VmOptions): Promise<{ nic: NicOptions; rom: string }[]> {
  const usual = (options.firmware ?? 'seabios') === 'seabios' ? 'ipxe' : 'none';
  const plugged = [];
  for (const [index, nic] of [options, ...(options.extraNics ?? [])].entries()) {
    plugged.push({ nic, rom: await nicRomFile(nic.nicRom ?? (index === 0 ? usual : 'none')) });
  }
  return plugged;
}

/** EDK2 reads these switches from fw_cfg; without them it goes through PXE over IPv4, over IPv6, and HTTP Boot. */
const off: Readonly<Record<Netboot, readonly string[]>> = {
  pxe: ['IPv6PXESupport'],
  http: ['IPv4PXESupport', 'IPv6PXESupport'],
  ipv6: ['IPv4PXESupport', 'IPv4Support'],
};

function uefiNetboot(netboot: Netboot): string[] {
  return off[netboot].flatMap((name) => ['-fw_cfg', `name=opt/org.tianocore/${name},string=n`]);
}

function smbios(start: string, field: string, value: string | undefined): string {
  // QEMU splits option values at commas; a doubled comma is a literal one.
  return value === undefined ? start : `${start},${field}=${value.replaceAll(',', ',,')}`;
}
