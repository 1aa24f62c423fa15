import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { placesOf } from '../../src/internal/places.ts';

/** File rules of a profile of Debian's, as patterns with their permissions (apparmor.d(5)). */
async function rulesOf(profile: string): Promise<{ readonly pattern: RegExp; readonly may: string }[]> {
  const text = await readFile(`/etc/apparmor.d/${profile}`, 'utf8');
  return [...text.matchAll(/^\s*(?:owner )?(\/\S+) ([a-zA-Z]+),/gm)].map(([, glob = '', may = '']) => ({
    pattern: new RegExp(`^${patternOf(glob)}$`),
    may,
  }));
}

/** `{a,b}`, `**`, `*`, `[0-9]`. */
function patternOf(glob: string): string {
  return glob
    .replace(/[.+?^$()|\\]/g, '\\$&')
    .replace(/\{([^}]*)\}/g, (_, list: string) => `(?:${list.replaceAll(',', '|')})`)
    .replace(/\*\*|\*/g, (star) => (star === '**' ? '.*' : '[^/]*'));
}

async function may(profile: string, file: string): Promise<Set<string>> {
  const rules = await rulesOf(profile);
  return new Set(rules.filter(({ pattern }) => pattern.test(file)).flatMap(({ may: list }) => Array.from(list)));
}

const STATE = '/var/lib/muster';

describe("where AppArmor's profiles of Debian confine the programs", () => {
  it.each([
    ['unit', false],
    ['child', true],
  ] as const)(
    'dhcpd as %s reads its configuration and its candidate, and writes and renames its leases',
    async (run, confined) => {
      const { conf, leases } = await placesOf(STATE, { program: 'dhcpd', run }, confined);
      const profile = 'usr.sbin.dhcpd';
      for (const file of [conf, `${conf}.candidate`, '/etc/dhcp/muster-abc/dhcpd.conf']) {
        expect(await may(profile, file)).toContain('r');
      }
      // dhcpd writes a new file beside it, and keeps the one before as `~` (dhcpd.leases(5)).
      for (const file of [leases, `${leases}~`, `${leases}.1795758188`]) {
        expect([...(await may(profile, file))]).toEqual(expect.arrayContaining(['l', 'r', 'w']));
      }
    },
  );

  it('the unit of Kea reads its configuration and its candidate, and writes leases and its control socket', async () => {
    const { conf, leases, socket } = await placesOf(STATE, { program: 'kea', run: 'unit' }, true);
    const profile = 'usr.sbin.kea-dhcp4';
    for (const file of [conf, `${conf}.candidate`, '/etc/kea/muster-abc/kea-dhcp4.conf']) {
      expect(await may(profile, file)).toContain('r');
    }
    for (const file of [leases, `${leases}.2`, `${leases}.completed`]) {
      expect([...(await may(profile, file))]).toEqual(expect.arrayContaining(['r', 'w']));
    }
    expect(await may(profile, socket)).toContain('w');
    expect(await may(profile, `${socket}.lock`)).toContain('w');
  });

  it('is not where a child has its files that nothing confines', async () => {
    for (const program of ['dhcpd', 'kea'] as const) {
      const { conf, leases } = await placesOf(STATE, { program, run: 'child' }, false);
      expect([conf, leases].every((file) => file.startsWith(`${STATE}/isc-dhcp/`))).toBe(true);
      expect((await may('usr.sbin.dhcpd', conf)).size).toBe(0);
    }
  });
});
