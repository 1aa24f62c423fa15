import { spawn } from 'node:child_process';
import type { Socket } from 'node:dgram';
import { readdir, readFile, readlink } from 'node:fs/promises';

/** Packets one send is cut into at most (UDP_MAX_SEGMENTS of Linux up to 6.8). */
export const MAX_SEGMENTS = 64;

/**
 * Lets the kernel cut what is sent on a socket into packets of so many octets (UDP_SEGMENT, udp(7), Linux 4.18); 0: no more.
 * Resolves to whether it does; never rejects.
 */
export type Segmentation = (socket: Socket, size: number) => Promise<boolean>;

/** A window costs about as much as one packet when it goes out in one piece. Node cannot set the option, Perl can. */
export const segmentation: Segmentation = async (socket, size) => {
  try {
    const descriptor = await descriptorOf(socket);
    return descriptor !== undefined && (await setOption(descriptor, size));
  } catch {
    return false;
  }
};

/** No packet is cut. */
export const noSegmentation: Segmentation = () => Promise.resolve(false);

const PATIENCE_MS = 5000;
/** SOL_UDP is 17, UDP_SEGMENT 103 (linux/udp.h). */
const PROGRAM = 'open(my $s, "+<&=", 3) or exit 1; setsockopt($s, 17, 103, pack("i", $ARGV[0])) or exit 1';

/** The option belongs to the socket, not to the process: the child shares ours. */
function setOption(descriptor: number, size: number): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('perl', ['-e', PROGRAM, String(size)], {
      stdio: ['ignore', 'ignore', 'ignore', descriptor],
      timeout: PATIENCE_MS,
    });
    child.once('error', () => {
      resolve(false);
    });
    child.once('close', (code) => {
      resolve(code === 0);
    });
  });
}

/** The number of a socket's file descriptor, by its inode in proc(5): `dgram` does not tell it. */
async function descriptorOf(socket: Socket): Promise<number | undefined> {
  const { address, port, family } = socket.address();
  if (family !== 'IPv4') return undefined;
  const local = `${hexAddress(address)}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const line of (await readFile('/proc/self/net/udp', 'utf8')).split('\n')) {
    const fields = line.trim().split(/\s+/);
    if (fields[1] === local) return await descriptorTo(`socket:[${fields[9] ?? ''}]`);
  }
  return undefined;
}

async function descriptorTo(target: string): Promise<number | undefined> {
  for (const name of await readdir('/proc/self/fd')) {
    // Descriptors come and go meanwhile.
    const link = await readlink(`/proc/self/fd/${name}`).catch(() => undefined);
    if (link === target) return Number(name);
  }
  return undefined;
}

/** As proc(5) has it: one number in the order of the machine's octets. */
function hexAddress(address: string): string {
  const octets = Uint8Array.from(address.split('.').map(Number));
  const [number = 0] = new Uint32Array(octets.buffer);
  return number.toString(16).toUpperCase().padStart(8, '0');
}
