import type { Lease } from './dhcp-client.ts';
import { BootFault } from './fault.ts';
import { HttpClient } from './http-client.ts';
import type { FakeMachine } from './machine.ts';
import type { Pace } from './pace.ts';
import { tftpRead } from './tftp-client.ts';
import type { Meter, Trace } from './trace.ts';

const STAGE = 'boot-file';

/** What BIOS ROMs and EDK2 ask for (lab: QEMU's ROM 1432, OVMF 1468 with windows of 4). */
const TFTP_OPTIONS = { bios: { blksize: 1432 }, uefi: { blksize: 1468, windowsize: 4 } } as const;

export interface BootFilePlace {
  readonly pace: Pace;
  readonly trace: Trace;
  readonly loses: () => boolean;
  readonly tftpPort: number;
}

/** Fetches the boot file a lease names, by TFTP or, for HTTP Boot, with HEAD and GET; it has to be iPXE by its name. */
export async function fetchBootFile(machine: FakeMachine, lease: Lease, place: BootFilePlace): Promise<void> {
  const { bootFile } = lease;
  const { trace } = place;
  await trace.step(STAGE, async (meter) => {
    if (bootFile === undefined) throw new BootFault(STAGE, 'no-boot-file', 'the lease names no boot file');
    if (!/(?:ipxe|undionly|snponly)[^/]*$/.test(bootFile)) {
      throw new BootFault(STAGE, 'loader-unknown', `fake machines run iPXE, and the boot file is ${bootFile}`);
    }
    if (bootFile.startsWith('http://')) await byHttp(bootFile, lease, place, meter);
    else await byTftp(bootFile, machine, lease, place, meter);
  });
}

async function byHttp(url: string, lease: Lease, { pace }: BootFilePlace, meter: Meter): Promise<void> {
  const http = new HttpClient(lease.address, 'UefiHttpBoot/1.0');
  try {
    for (const method of ['HEAD', 'GET'] as const) {
      const { status } = await http.read(url, { stage: STAGE, method }, pace.signal, meter);
      if (status !== 200) throw new BootFault(STAGE, 'http-status', `${url}: status ${status}`);
    }
  } finally {
    http.close();
  }
}

async function byTftp(
  file: string,
  { clientClass: { firmware } }: FakeMachine,
  lease: Lease,
  { pace, loses, tftpPort }: BootFilePlace,
  meter: Meter,
): Promise<void> {
  const read = {
    stage: STAGE,
    server: lease.nextServer,
    port: tftpPort,
    localAddress: lease.address,
    file,
    options: { tsize: 0, ...TFTP_OPTIONS[firmware] },
    loses,
    signal: pace.signal,
    meter,
  };
  // UEFI firmware wants a buffer of the right size first: it asks for the size alone, then begins anew.
  if (firmware === 'uefi') await tftpRead(read, true);
  await tftpRead(read);
}
