import { spawnSync } from 'node:child_process';

/** What grub-script-check(1) says of a script; empty when it is well formed. */
export function syntaxErrors(script: string): string {
  const { status, stderr, error } = spawnSync('grub-script-check', { input: script, encoding: 'utf8' });
  if (error !== undefined) throw new Error('grub-script-check is missing: install grub-common');
  return status === 0 ? '' : stderr;
}
