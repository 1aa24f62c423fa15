import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { provisionerOf } from './support.ts';

async function contributed(config: object) {
  const { provisioner } = await provisionerOf({ config: { ...config } });
  const mine = <T>(items: readonly { plugin: string; item: T }[]) =>
    items.filter(({ plugin }) => plugin === 'dnsmasq').map(({ item }) => item);
  return {
    provides: mine(provisioner.contributions.of('provides')).map(({ step }) => step),
    needs: mine(provisioner.contributions.of('needs')).map(({ step }) => step),
    checks: mine(provisioner.contributions.of('checks')),
  };
}

describe('the plugin dnsmasq', () => {
  it('provides and needs what its options say', async () => {
    expect(await contributed({})).toMatchObject({ provides: ['address', 'tftp'], needs: ['http'] });
    expect(await contributed({ dhcp: 'proxy', tftp: false })).toMatchObject({ provides: [], needs: ['address'] });
    expect(await contributed({ dhcp: 'off', tftp: false, dns: true })).toMatchObject({ provides: [], needs: [] });
  });

  it('finds out that the program is missing, and that there is nothing for it to do', async () => {
    const { checks } = await contributed({ program: '/nonexistent/dnsmasq', dhcp: 'off', tftp: false });
    expect(
      (
        await Promise.all(
          checks.map((check) => check.run({ snapshot: undefined, signal: AbortSignal.timeout(10_000) })),
        )
      ).flat(),
    ).toEqual([
      {
        level: 'error',
        sentence: 'there is no program "/nonexistent/dnsmasq" on this machine',
        remedy: 'apt-get install dnsmasq-base',
      },
      {
        level: 'note',
        sentence: 'the plugin dnsmasq has nothing to do: dhcp is off, tftp and dns are false',
        remedy: 'take it out of "plugins"',
      },
    ]);
  });

  it('renders into a file, and no file when dnsmasq refuses', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'muster-dnsmasq-test-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = path.join(folder, 'dnsmasq.conf');
    const good = await provisionerOf();
    expect((await good.command('dnsmasq render', {}, { file, check: true })).text).toContain(`wrote ${file}`);
    expect(`${(await good.command('dnsmasq render')).text.trimEnd()}\n`).toBe(await readFile(file, 'utf8'));
    const bad = await provisionerOf({ config: { extra: ['nonsense'] } });
    const other = path.join(folder, 'other.conf');
    await expect(bad.command('dnsmasq render', {}, { file: other, check: true })).rejects.toThrow('extra[0]');
    await expect(readFile(other)).rejects.toThrow('ENOENT');
  });
});
