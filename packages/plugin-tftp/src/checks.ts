import { type Check, type CheckResult, isMusterError } from '@muster/core';
import { close, listen } from './server/sockets.ts';

/** Before anything listens: are the port and our addresses there? */
export function tftpChecks(addresses: readonly string[], port: number): readonly Check[] {
  return [{ name: 'tftp-port', run: () => Promise.all(addresses.map((address) => checkAddress(address, port))) }];
}

async function checkAddress(address: string, port: number): Promise<CheckResult> {
  try {
    await close(await listen(address, port));
    return { level: 'ok', sentence: `TFTP can listen on UDP ${address}:${port}` };
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return { level: 'error', sentence: error.sentence, remedy: error.remedy };
  }
}
