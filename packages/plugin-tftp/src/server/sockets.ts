import type { Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { bindUdp, closeUdp } from '@muster/core';
import { tftpErrors } from '../errors.ts';

/** Octets of a rack that is switched on at once: requests in, windows out. The kernel allows less (net.core.rmem_max, wmem_max). */
export const BUFFER = 4 * 1024 * 1024;

/** @throws MusterError `TFTP_ADDRESS_MISSING`, `TFTP_PORT_DENIED`, `TFTP_PORT_TAKEN`, `TFTP_LISTEN_FAILED` */
export async function listen(address: string, port: number): Promise<Socket> {
  try {
    return await bindUdp(address, port, { family: familyOf(address), recvBufferSize: BUFFER, sendBufferSize: BUFFER });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRNOTAVAIL') throw tftpErrors.addressMissing(address);
    if (code === 'EACCES') throw tftpErrors.portDenied(address, port);
    if (code === 'EADDRINUSE') throw tftpErrors.portTaken(address, port);
    throw tftpErrors.listenFailed(address, port, error);
  }
}

/**
 * The socket of one transfer: a port of its own (RFC 1350 §4) at the address the client asked, or it would not know the
 * answer for ours. Connected, so that the kernel keeps strangers out and reports a closed port.
 */
export async function transferSocket(local: string, address: string, port: number): Promise<Socket> {
  const socket = await bindUdp(local, 0, { family: familyOf(local) });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.connect(port, address, (error?: Error) => {
        if (error === undefined) resolve();
        else reject(error);
      });
    });
    return socket;
  } catch (error) {
    await closeUdp(socket);
    throw error;
  }
}

function familyOf(address: string): 4 | 6 {
  return isIPv6(address) ? 6 : 4;
}
