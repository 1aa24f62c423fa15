/**
 * Sends a signal to a process by its id; signal 0 only asks whether it exists (kill(2)).
 * @returns whether there is such a process. EPERM counts: it exists, but is not ours.
 */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

export function isAlive(pid: number): boolean {
  return signal(pid, 0);
}
