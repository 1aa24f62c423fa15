import { spawnSync } from 'node:child_process';
import { requests, sampleImage, testPlugin } from '@muster/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import grub from '../src/index.ts';
import { quoted, unwritable } from '../src/words.ts';
import { syntaxErrors } from './helpers/syntax.ts';

const MAC = '52:54:00:00:00:01';
const node = (boot: object) => ({
  image: 'debian',
  boot: { loader: 'grub', ...boot },
  systemOverlays: ['init'],
  networkDevices: { default: { hwaddr: MAC } },
});

describe('the GRUB configuration of a node', () => {
  it('fetches kernel, image and overlays in order and ends without a prompt when something fails', async () => {
    const test = await testPlugin(grub);
    const config = await test.text(`/grub/${MAC}`);
    expect(config).toBe(`set muster_answered=yes
set muster_query="$muster_about"'&token=TOKEN'
echo 'Muster: node n01 boots image debian, snapshot 1'
if linux "$muster_base"'/blobs/sha256/${'a'.repeat(64)}' 'quiet'; then
  if initrd "$muster_base"'/blobs/sha256/${'b'.repeat(64)}' "$muster_base"'/system/52:54:00:00:00:01?compress=gz&token=TOKEN' "$muster_base"'/runtime/52:54:00:00:00:01?compress=gz&token=TOKEN' "$muster_base"'/v1/session/52:54:00:00:00:01?token=TOKEN'; then
    boot
  fi
else
  source "$muster_base/v1/report/$muster_id$muster_query&stage=kernel&outcome=failed&error=$?&lockdown=$lockdown"
fi
echo 'Muster: node n01 could not fetch or start its payload'
muster_wait
`);
    expect(syntaxErrors(config)).toBe('');
  });

  it('says why a node cannot boot yet', async () => {
    const test = await testPlugin(grub, { images: [sampleImage('other')] });
    const config = await test.text(`/grub/${MAC}`);
    expect(config).toContain("echo 'Muster: image debian of node n01 does not exist'\n");
    expect(config).toMatch(/\nset muster_step=0\nsleep 15\n$/);
    expect(syntaxErrors(config)).toBe('');
  });

  it('has an unknown machine tell what SMBIOS says of it, once, and wait', async () => {
    const test = await testPlugin(grub);
    const facts = { door: 'tftp', remoteAddress: '10.0.1.7' };
    const config = await test.text('/grub/52:54:00:00:00:99', { facts });
    expect(config).toContain("echo 'Muster: nobody knows this machine (MAC 52:54:00:00:00:99)'\n");
    expect(config).toContain(`set muster_query="$muster_about"
set muster_text=
smbios --type 1 --get-string 7 --set muster_text
muster_encode "$muster_text"
set muster_query="$muster_query&serial=$muster_encoded"
`);
    expect(config).not.toContain('sleep');
    expect(syntaxErrors(config)).toBe('');
    const told = await test.text('/grub/52:54:00:00:00:99', { facts: { ...facts, introduced: true } });
    expect(told).not.toContain('smbios');
    expect(told).toMatch(/\nsleep 15\n$/);
  });

  it('sends a machine that waited for the address of its node before it boots', async () => {
    const test = await testPlugin(grub);
    const time = Date.now();
    test.services.unknownMachines.sight({ mac: MAC, step: 'script', time });
    const facts = { door: 'tftp', remoteAddress: '10.0.1.7', time };
    expect(await test.text(`/grub/${MAC}`, { facts })).toBe(`set muster_answered=yes
echo 'Muster: this machine is node n01 now, and gets the address of it'
net_dhcp
`);
  });

  it('is found by the UUID where GRUB does not know the MAC', async () => {
    const uuid = '4c4c4544-0000-4000-8000-000000000001';
    const test = await testPlugin(grub, { registry: { nodes: { n01: { ...node({}), uuid } } } });
    expect(await test.text(`/grub/${uuid}`)).toContain("'Muster: node n01 boots image debian, snapshot 1'");
    expect((await test.fetch('/grub/nothing')).status).toBe(404);
  });

  it('keeps any kernel argument one literal word', () => {
    fc.assert(
      fc.property(fc.string(), (word) => {
        expect(quoted(word)).toMatch(/^'([^']|'\\'')*'$/);
      }),
    );
    expect(syntaxErrors(`linux /k ${quoted("a'b; reboot")} ${quoted('$(x) {y} "z"')}`)).toBe('');
  });

  it('refuses kernel arguments that GRUB hands on changed', async () => {
    for (const word of ['foo="a b"', "it's", 'a\\b']) {
      const nodes = { n01: { ...node({}), kernel: { args: [word] } } };
      const test = await testPlugin(grub, { registry: { nodes } });
      expect((await test.assign(requests.http()))?.spec.problems).toMatchObject([{ code: 'GRUB_ARGUMENT_UNWRITABLE' }]);
      expect(await test.text(`/grub/${MAC}`)).toContain('cannot boot yet');
    }
    expect(unwritable('a\tb')).toBe('control characters');
    for (const word of ['quiet', 'foo=a b', 'brace=${net0/mac}', 'ü=ß', 'x=\\x2d'])
      expect(unwritable(word)).toBeUndefined();
  });
});

describe('a node that boots from its own disk', () => {
  it('tells the server and starts the boot loader there, whatever its image is', async () => {
    const registry = { nodes: { n01: { ...node({ from: 'disk' }), image: 'missing' } } };
    const test = await testPlugin(grub, { registry });
    const config = await test.text(`/grub/${MAC}`);
    expect(config).toContain("echo 'Muster: node n01 starts from its own disk'\n");
    expect(config).toContain('source "$muster_base/v1/report/$muster_id$muster_query&stage=disk"\n');
    expect(config).toContain('  if chainloader (hd0)+1; then\n    boot\n');
    expect(config).not.toContain('linux "');
    expect(syntaxErrors(config)).toBe('');
    expect((await test.assign(requests.http()))?.spec).toMatchObject({ from: 'disk', problems: [] });
  });
});

describe('the menu of a node', () => {
  it('has the payload, the disk and firmware setup, and a default that boots by itself', async () => {
    const test = await testPlugin(grub, { registry: { nodes: { n01: node({ timeout: 10 }) } } });
    const config = await test.text(`/grub/${MAC}`);
    const entries = [...config.matchAll(/menuentry '([^']*(?:'\\''[^']*)*)' --unrestricted --id '(\w+)'/g)];
    expect(entries.map(([, title, id]) => [id, title])).toEqual([
      ['payload', 'Boot image debian in a single stage'],
      ['disk', "Start from the machine'\\''s own disk"],
      ['firmware', 'Firmware setup'],
    ]);
    expect(config).toContain(
      '  set default=payload\n  set timeout_style=menu\n  set timeout=10\n  set muster_menu=yes\n',
    );
    expect(config).toContain('elif [ "$muster_chosen" = disk ]; then\n  muster_disk\n  muster_wait\n');
    expect(syntaxErrors(config)).toBe('');
  });

  it('starts from the disk by default where the node does, and boots the disk at once when nothing else can boot', async () => {
    const nodes = { n01: node({ timeout: -1, from: 'disk' }) };
    const test = await testPlugin(grub, { registry: { nodes } });
    const config = await test.text(`/grub/${MAC}`);
    expect(config).toContain('  set default=disk\n  set timeout_style=menu\n  set timeout=-1\n');
    const without = await testPlugin(grub, { registry: { nodes }, images: [] });
    expect(await without.text(`/grub/${MAC}`)).not.toContain('menuentry');
  });
});

it('grub-script-check is the one that reads these scripts', () => {
  expect(spawnSync('grub-script-check', { input: 'if true; then\n', encoding: 'utf8' }).status).not.toBe(0);
});
