import { requests, testPlugin } from '@muster/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embeddedConfig } from '../src/bootstrap.ts';
import grub from '../src/index.ts';
import { waitsOf } from '../src/waits.ts';
import { syntaxErrors } from './helpers/syntax.ts';

describe('the bootstrap configuration', () => {
  it('asks for the machine by MAC or UUID, over HTTP where the module is there and over TFTP elsewhere', async () => {
    const test = await testPlugin(grub);
    const config = await test.text('/grub/grub.cfg', { transport: 'tftp', facts: { network: 'cluster' } });
    expect(config).toContain(`set muster_uuid=
smbios --type 1 --get-uuid 8 --set muster_uuid
set muster_text=
smbios --type 3 --get-string 8 --set muster_text
muster_encode "$muster_text"
set muster_asset="$muster_encoded"
set muster_about="?uuid=$muster_uuid&assetkey=$muster_asset"
set muster_query="$muster_about"
set muster_id="$net_default_mac"
if [ -z "$muster_id" ]; then
  set muster_id="$muster_uuid"
fi
`);
    expect(config).toContain(`function muster_ask {
  set muster_menu=
  while [ -z "$muster_menu" ]; do
    set muster_answered=
    set muster_base='(http,10.0.0.1:9873)'
    source "$muster_base/grub/$muster_id$muster_query"
    if [ -z "$muster_answered" ]; then
      set muster_base='(tftp,10.0.0.1)'
      source "$muster_base/grub/$muster_id$muster_query"
    fi
    if [ -z "$muster_answered" ]; then
      muster_wait
    fi
  done
}
muster_ask
`);
    expect(syntaxErrors(config)).toBe('');
  });

  it('is where the builds of Debian, the RHEL family and SUSE look for it', async () => {
    const test = await testPlugin(grub);
    const facts = { network: 'cluster' };
    const usual = await test.text('/grub/grub.cfg', { transport: 'tftp', facts });
    for (const place of [
      '/grub/grub.cfg-01-52-54-00-00-00-01',
      '/grub.cfg',
      '/grub2/grub.cfg',
      '/boot/grub2/grub.cfg',
      '/EFI/rocky/grub.cfg',
      '/EFI/BOOT/grub.cfg',
    ])
      expect([place, await test.text(place, { transport: 'tftp', facts })]).toEqual([place, usual]);
  });

  it('waits longer each time, and not as long as its neighbours', async () => {
    const test = await testPlugin(grub);
    const config = await test.text('/grub/grub.cfg', { facts: { remoteAddress: '10.0.1.7' } });
    const waits = waitsOf(5, '10.0.1.7');
    expect([...config.matchAll(/sleep (\d+)/g)].map(([, seconds]) => Number(seconds))).toEqual(waits);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.string(), (first, who) => {
        const all = waitsOf(first, who);
        for (const [index, seconds] of all.entries()) {
          expect(seconds).toBeGreaterThanOrEqual(first * 2 ** index);
          expect(seconds).toBeLessThanOrEqual(Math.round((first * 2 ** index * 4) / 3));
        }
      }),
    );
    const last = new Set(Array.from({ length: 50 }, (_, index) => waitsOf(5, `10.0.1.${index}`).at(-1)));
    expect(last.size).toBeGreaterThan(10);
  });

  it('is found by a core image that has no prompt to end at', async () => {
    const test = await testPlugin(grub);
    const { lifecycle } = test.provisioner;
    const script = embeddedConfig({ ...lifecycle.endpoints(requests.biosPxe()), waits: [5] });
    expect(script).toContain("source '(tftp,10.0.0.1)/grub/grub.cfg'\n");
    expect(script).toContain('sleep 5\n');
    expect(syntaxErrors(script)).toBe('');
  });
});
