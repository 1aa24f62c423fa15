import { findProgram, type Logger } from '@muster/core';
import { execa } from 'execa';
import type { Ping } from '../engine/conflict-check.ts';

/** What is expected of a machine on the wire, in the seconds of ping(8). */
const WAIT = '1';
const AT_MOST_MS = 3000;

/** Programs that send one echo request and say by their exit code whether it was answered. */
const PROGRAM = 'ping';

/** Where the system has ping(8); undefined where it has none. */
export function findPing(): Promise<string | undefined> {
  return findProgram(PROGRAM);
}

/** Asks with the system's ping, which may open the socket that this process may not. What cannot be asked counts as free. */
export async function systemPing(log: Logger): Promise<Ping> {
  const program = await findPing();
  if (program === undefined) {
    log.warn({ program: PROGRAM }, 'addresses are not checked before they are offered: there is no ping here');
    return () => Promise.resolve(false);
  }
  return async (address) => {
    const { exitCode, stderr } = await execa(program, ['-n', '-q', '-c', '1', '-W', WAIT, address], {
      reject: false,
      stdin: 'ignore',
      stdout: 'ignore',
      timeout: AT_MOST_MS,
    });
    if (exitCode !== 0 && exitCode !== 1)
      log.warn({ address, stderr }, 'ping could not ask an address before it is offered');
    return exitCode === 0;
  };
}
