import { access } from 'node:fs/promises';

/** systemd-timesyncd makes it once it has set the clock (systemd-timesyncd.service(8)). */
const TIMESYNC_MARK = '/run/systemd/timesync/synchronized';
const PATIENCE_MS = 3000;

/**
 * Whether something keeps the clock right, as the kernel was told (adjtimex(2), by way of timedatectl), whichever program
 * does so; undefined where it cannot be learned.
 */
export async function clockSynchronised(): Promise<boolean | undefined> {
  const { execa } = await import('execa');
  const result = await execa('timedatectl', ['show', '-p', 'NTPSynchronized', '--value'], {
    reject: false,
    timeout: PATIENCE_MS,
    stdin: 'ignore',
  });
  const said = result.failed ? '' : result.stdout.trim();
  if (said === 'yes' || said === 'no') return said === 'yes';
  return await access(TIMESYNC_MARK).then(
    () => true,
    () => undefined,
  );
}
