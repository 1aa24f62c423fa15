import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';

const IFF_UP = 1;

/** A network interface of this machine, in our network namespace. */
export interface InterfaceState {
  readonly up: boolean;
  /** False: nothing at the other end of the cable. */
  readonly carrier: boolean;
}

/** undefined when there is no such interface (sysfs-class-net). */
export async function interfaceState(name: string): Promise<InterfaceState | undefined> {
  const read = (file: string): Promise<string | undefined> =>
    readFile(`/sys/class/net/${name}/${file}`, 'utf8').catch(() => undefined);
  const flags = name.includes('/') ? undefined : await read('flags');
  if (flags === undefined) return undefined;
  return { up: (Number(flags.trim()) & IFF_UP) !== 0, carrier: (await read('carrier'))?.trim() !== '0' };
}

/** The interface that has an address, among those that are up with a carrier: others are not listed by the system. */
export function interfaceOf(address: string): string | undefined {
  const interfaces = Object.entries(networkInterfaces());
  return interfaces.find(([, addresses = []]) => addresses.some((one) => one.address === address))?.[0];
}

/** Whether an address is one of this machine's: only then can a socket be bound to it. */
export async function isLocalAddress(address: string): Promise<boolean> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  try {
    return await new Promise<boolean>((resolve) => {
      socket.once('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code !== 'EADDRNOTAVAIL');
      });
      socket.bind({ address, port: 0, exclusive: true }, () => {
        resolve(true);
      });
    });
  } finally {
    socket.close();
  }
}
