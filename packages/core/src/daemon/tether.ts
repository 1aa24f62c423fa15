import { findProgram } from './find-program.ts';

/**
 * Words to put before a command line so that the kernel sends SIGTERM to the program when Muster dies in a way that
 * leaves no time to clean up (PR_SET_PDEATHSIG, by setpriv(1) of util-linux); none where setpriv is missing. The kernel
 * forgets it for programs that change their user afterwards: those are found by their record instead.
 */
export async function tether(): Promise<readonly string[]> {
  const setpriv = await findProgram('setpriv');
  return setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'TERM', '--'];
}
