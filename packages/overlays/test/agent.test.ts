import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { overlaysDir } from '../src/index.ts';
import { filesOf, renderDistribution } from './distribution.ts';

const root = path.join(overlaysDir, 'muster-agent/rootfs');
const SCRIPTS = [
  'usr/sbin/muster-agent',
  'usr/lib/muster/agent.sh',
  'usr/lib/muster/agent-files.sh',
  'etc/muster/init.d/95-agent',
];

describe('the overlay muster-agent', () => {
  it('brings the agent, its unit, and what starts it without systemd', async () => {
    const { entries } = await renderDistribution('muster-agent');
    const modes = entries.filter(({ type }) => type === 'file').map(({ path: name, mode }) => [name, mode.toString(8)]);
    expect(modes).toEqual([
      ['/etc/muster/agent.env', '644'],
      ['/etc/muster/init.d/95-agent', '755'],
      ['/etc/systemd/system/muster-agent.service', '644'],
      ['/usr/lib/muster/agent-files.sh', '644'],
      ['/usr/lib/muster/agent.sh', '644'],
      ['/usr/sbin/muster-agent', '755'],
    ]);
    const files = await filesOf('muster-agent');
    expect(files['/etc/muster/agent.env']).toBe("MUSTER_URL='http://10.0.0.1:9873'\nMUSTER_WWID='52:54:00:00:00:05'\n");
    expect(files['/etc/systemd/system/multi-user.target.wants/muster-agent.service']).toBe(
      '→ /etc/systemd/system/muster-agent.service',
    );
  });

  it.each(SCRIPTS)('has a script without a fault that shellcheck finds: %s', (script) => {
    const args = ['--shell=sh', '--external-sources', '--format=gcc', path.join(root, script)];
    expect(execFileSync('shellcheck', args, { encoding: 'utf8' })).toBe('');
  });

  it.each(['dash', 'busybox sh', 'bash --posix'])('is read by %s', (shell) => {
    const [command = '', ...args] = shell.split(' ');
    for (const script of SCRIPTS) execFileSync(command, [...args, '-n', path.join(root, script)]);
  });
});
