import { spawnSync } from 'node:child_process';
import { requests, sampleImage, testPlugin } from '@muster/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import grub from '../src/index.ts';
import { quoted, unwritable } from '../src/words.ts';

function syntaxErrors(script: string): string {
  const { status, stderr, error } = spawnSync('grub-script-check', { input: script, encoding: 'utf8' });
  if (error !== undefined) throw new Error('grub-script-check is missing: install grub-common');
  return status === 0 ? '' : stderr;
}

describe('the GRUB configuration of a node', () => {
  it('fetches kernel, image and overlays in order and ends without a prompt when something fails', async () => {
    const test = await testPlugin(grub);
    const config = await test.text('/grub/52:54:00:00:00:01');
    expect(config).toBe(`set muster_answered=yes
set muster_query='?token=TOKEN'
echo 'Muster: node n01 boots image debian, snapshot 1'
if linux "$muster_base"'/blobs/sha256/${'a'.repeat(64)}' 'quiet'; then
  if initrd "$muster_base"'/blobs/sha256/${'b'.repeat(64)}' "$muster_base"'/system/52:54:00:00:00:01?compress=gz&token=TOKEN' "$muster_base"'/runtime/52:54:00:00:00:01?compress=gz&token=TOKEN' "$muster_base"'/v1/session/52:54:00:00:00:01?token=TOKEN'; then
    boot
  fi
else
  source "$muster_base"'/v1/report/52:54:00:00:00:01?stage=kernel&outcome=failed&token=TOKEN&error='"$?&lockdown=$lockdown"
fi
echo 'Muster: node n01 could not fetch or start its payload'
`);
    expect(syntaxErrors(config)).toBe('');
  });

  it('says why a node cannot boot yet', async () => {
    const test = await testPlugin(grub, { images: [sampleImage('other')] });
    const config = await test.text('/grub/52:54:00:00:00:01');
    expect(config).toContain("echo 'Muster: image debian of node n01 does not exist'\n");
    expect(syntaxErrors(config)).toBe('');
  });

  it('has an unknown machine tell what SMBIOS says of it, once, and wait', async () => {
    const test = await testPlugin(grub);
    const facts = { door: 'tftp', remoteAddress: '10.0.1.7' };
    const config = await test.text('/grub/52:54:00:00:00:99', { facts });
    expect(config).toContain("echo 'Muster: nobody knows this machine (MAC 52:54:00:00:00:99)'\n");
    expect(config).toContain(`smbios --type 1 --get-uuid 8 --set muster_uuid
set muster_query="?uuid=$muster_uuid"
set muster_text=
set muster_word=
smbios --type 1 --get-string 7 --set muster_text
regexp --set 1:muster_word '^([A-Za-z0-9._-]+)$' "$muster_text"
set muster_query="$muster_query&serial=$muster_word"
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
    test.services.unknownMachines.sight({ mac: '52:54:00:00:00:01', step: 'script', time });
    const facts = { door: 'tftp', remoteAddress: '10.0.1.7', time };
    expect(await test.text('/grub/52:54:00:00:00:01', { facts })).toBe(`set muster_answered=yes
echo 'Muster: this machine is node n01 now, and gets the address of it'
net_dhcp
`);
  });

  it('is found by the bootstrap configuration, over HTTP where the module is there and over TFTP elsewhere', async () => {
    const test = await testPlugin(grub);
    const config = await test.text('/grub/grub.cfg', { transport: 'tftp', facts: { network: 'cluster' } });
    expect(config).toBe(`# Muster: finds the configuration of this machine
set pager=0
while true; do
  set muster_answered=
  set muster_base=(http,10.0.0.1:9873)
  source "$muster_base/grub/$net_default_mac$muster_query"
  if [ -z "$muster_answered" ]; then
    set muster_base=(tftp,10.0.0.1)
    source "$muster_base/grub/$net_default_mac$muster_query"
  fi
  echo 'Muster: no boot from http://10.0.0.1:9873 yet, asking again in 5 s'
  sleep 5
done
`);
    expect(syntaxErrors(config)).toBe('');
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
    const node = { image: 'debian', networkDevices: { default: { hwaddr: '52:54:00:00:00:01' } } };
    for (const word of ['foo="a b"', "it's", 'a\\b']) {
      const test = await testPlugin(grub, { registry: { nodes: { n01: { ...node, kernel: { args: [word] } } } } });
      expect((await test.assign(requests.http()))?.spec.problems).toMatchObject([{ code: 'GRUB_ARGUMENT_UNWRITABLE' }]);
      expect(await test.text('/grub/52:54:00:00:00:01')).toContain('cannot boot yet');
    }
    expect(unwritable('a\tb')).toBe('control characters');
    for (const word of ['quiet', 'foo=a b', 'brace=${net0/mac}', 'ü=ß', 'x=\\x2d'])
      expect(unwritable(word)).toBeUndefined();
  });
});

describe('the boot file of GRUB', () => {
  it('is shim for x86-64 UEFI and nothing for other firmware', async () => {
    const test = await testPlugin(grub);
    const ask = async (request: ReturnType<typeof requests.uefiPxe>) => {
      const { clientClass } = request;
      if (clientClass === undefined) throw new Error('no client class');
      const endpoints = test.provisioner.lifecycle.endpoints(request);
      return (
        await test.render('boot-file', { request, snapshot: test.snapshot, clientClass, loader: 'grub', ...endpoints })
      )?.file;
    };
    expect(await ask(requests.uefiPxe())).toBe('grub/shimx64.efi');
    expect(await ask(requests.uefiHttp())).toBe('http://10.0.0.1:9873/grub/shimx64.efi');
    expect(await ask(requests.biosPxe())).toBeUndefined();
    expect(await ask(requests.arm64Pxe())).toBeUndefined();
  });
});
