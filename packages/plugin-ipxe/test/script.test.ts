import { checkNodes, definePlugin, explainNode, withSpec } from '@muster/core';
import { requests, sampleImage, testPlugin } from '@muster/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import ipxe from '../src/index.ts';
import { shown, unwritable } from '../src/words.ts';

const config = { folders: ['/nonexistent'] };

describe('the iPXE script of a node', () => {
  it('fetches kernel, image and overlays in order, and asks again when something fails', async () => {
    const test = await testPlugin(ipxe, { config });
    expect(await test.text('/ipxe/52-54-00-00-00-01')).toBe(`#!ipxe
echo
echo Muster: node n01 boots image debian, snapshot 1
echo Muster: server http://10.0.0.1:9873

imgfree
kernel --name kernel http://10.0.0.1:9873/blobs/sha256/${'a'.repeat(64)} initrd=image initrd=system initrd=runtime initrd=session quiet || goto failed
initrd --name image http://10.0.0.1:9873/blobs/sha256/${'b'.repeat(64)} || goto failed
initrd --name system http://10.0.0.1:9873/system/52:54:00:00:00:01?compress=gz&token=TOKEN || goto failed
initrd --name runtime http://10.0.0.1:9873/runtime/52:54:00:00:00:01?compress=gz&token=TOKEN || goto failed
initrd --name session http://10.0.0.1:9873/v1/session/52:54:00:00:00:01?token=TOKEN || goto failed
boot || goto failed

:failed
echo Muster: node n01 could not fetch or start its payload (\${errno}), next try in 5 s
imgfree

:again
sleep 5
chain --replace --autofree http://10.0.0.1:9873/ipxe/\${mac:hexhyp}?uuid=\${uuid}&assetkey=\${asset:uristring}&token=TOKEN || echo Muster: no answer from the server (\${errno})
goto again
`);
  });

  it('says why a node cannot boot yet, and asks again', async () => {
    const test = await testPlugin(ipxe, { config, images: [sampleImage('other')] });
    const script = await test.text('/ipxe/52-54-00-00-00-01');
    expect(script).toContain('echo Muster: image debian of node n01 does not exist\n');
    expect(script).toContain('echo Muster: remedy: muster image import SOURCE debian\n');
    expect(script).toContain('sleep 15\nchain --replace');
    expect(script).not.toContain('reboot');
  });

  it('tells an unknown machine its MAC and how to add it', async () => {
    const test = await testPlugin(ipxe, { config });
    const reply = await test.fetch('/ipxe/52-54-00-00-00-99');
    expect(reply.status).toBe(200);
    expect(await test.text('/ipxe/52-54-00-00-00-99')).toContain('nobody knows this machine (MAC 52:54:00:00:00:99');
  });

  it('has an unknown machine tell what it is at once, and then ask again after every pause', async () => {
    const test = await testPlugin(ipxe, { config });
    const facts = { door: 'http', remoteAddress: '10.0.1.7' };
    const script = await test.text('/ipxe/52-54-00-00-00-99', { facts });
    const ask =
      'chain --replace --autofree http://10.0.0.1:9873/ipxe/${mac:hexhyp}?uuid=${uuid}&assetkey=${asset:uristring}' +
      '&serial=${serial:uristring}&asset=${asset:uristring}&manufacturer=${manufacturer:uristring}&product=${product:uristring}' +
      ' || echo Muster: no answer from the server (${errno})';
    expect(script).toBe(`#!ipxe
echo
echo Muster: nobody knows this machine (MAC 52:54:00:00:00:99)
echo Muster: waiting to be accepted, on the server: muster discover accept 52:54:00:00:00:99
echo Muster: server http://10.0.0.1:9873

${ask}
echo Muster: asking again in 15 s

:again
sleep 15
${ask}
goto again
`);
    const introduced = await test.text('/ipxe/52-54-00-00-00-99', { facts: { ...facts, introduced: true } });
    expect(introduced.indexOf('chain')).toBeGreaterThan(introduced.indexOf('sleep 15'));
    expect(introduced).not.toContain('dhcp');
  });

  it('sends a machine that waited for the address of its node before it boots', async () => {
    const test = await testPlugin(ipxe, { config });
    test.services.unknownMachines.sight({ mac: '52:54:00:00:00:01', step: 'script', time: Date.now() });
    const facts = { door: 'http', remoteAddress: '10.0.1.7', time: Date.now() };
    const script = await test.text('/ipxe/52-54-00-00-00-01', { facts });
    expect(script).toContain('echo Muster: this machine is node n01 now, and gets the address of it\n');
    expect(script).toMatch(/\ndhcp netX \|\| .*\nchain --replace .*\n\n:again\nsleep 5\ndhcp netX \|\| .*\nchain/);
    const there = await test.text('/ipxe/52-54-00-00-00-01', { facts: { ...facts, remoteAddress: '10.0.0.11' } });
    expect(there).toContain('Muster: node n01 boots image debian');
  });

  it('answers 404 for a path that names no machine', async () => {
    const test = await testPlugin(ipxe, { config });
    expect(await test.fetch('/ipxe/undionly.txt')).toMatchObject({ status: 404 });
  });

  it('refuses kernel arguments iPXE cannot carry instead of changing them', async () => {
    const node = { image: 'debian', networkDevices: { default: { hwaddr: '52:54:00:00:00:01' } } };
    for (const args of [['a b'], ['x=${net0/mac}'], ['||'], ['#1']]) {
      const test = await testPlugin(ipxe, { config, registry: { nodes: { n01: { ...node, kernel: { args } } } } });
      expect(await test.text('/ipxe/52-54-00-00-00-01')).toContain('cannot boot yet');
    }
  });

  it('has what iPXE cannot carry known to explanations and checks before any machine asks', async () => {
    const node = { image: 'debian', networkDevices: { default: { hwaddr: '52:54:00:00:00:01' } } };
    const registry = { nodes: { n01: { ...node, kernel: { args: ['foo="a b"', 'quiet', 'brace=${net0/mac}'] } } } };
    const { provisioner, services, snapshot } = await testPlugin(ipxe, { config, registry });
    const { findings } = await explainNode({ provisioner, services }, snapshot, 'n01');
    const unwritten = findings.filter(({ code }) => code === 'IPXE_ARGUMENT_UNWRITABLE');
    expect(unwritten.map(({ level, sentence }) => [level, sentence])).toEqual([
      ['error', 'kernel argument "foo=\\"a b\\"" holds blanks, control or non-ASCII characters'],
      ['error', 'kernel argument "brace=${net0/mac}" holds "${", which iPXE expands'],
    ]);
    const lacks = (await checkNodes(provisioner, snapshot)).filter(({ step }) => step === 'payload');
    expect(lacks.map(({ result }) => result.sentence)).toEqual(unwritten.map(({ sentence }) => sentence));
  });

  it('checks arguments that a plugin applied later gives', async () => {
    const later = definePlugin({
      name: 'later',
      version: '1.0.0',
      api: '^1.0.0',
      after: ['ipxe'],
      apply: ({ hooks }) => {
        hooks.assign.tap('later', (spec) => withSpec(spec, { args: [...spec.args, 'late=a b'] }));
      },
    });
    const test = await testPlugin(later, { others: [ipxe] });
    expect((await test.assign(requests.http()))?.spec.problems).toMatchObject([{ code: 'IPXE_ARGUMENT_UNWRITABLE' }]);
  });

  it('never lets a shown text run a command or expand a setting', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const clean = shown(text);
        expect(clean).not.toMatch(/\$\{|[^\x20-\x7e]/);
        expect(clean.split(' ')).not.toContain('||');
        expect(clean.split(' ')).not.toContain('&&');
      }),
    );
  });

  it('lets ordinary kernel arguments through unchanged', () => {
    for (const word of ['quiet', 'console=ttyS0,115200n8', 'ip=dhcp', 'a="b"', 'x=$y', 'rd.break=pre-mount']) {
      expect(unwritable(word)).toBeUndefined();
    }
  });
});

describe('the boot file of iPXE', () => {
  const ask = async (request: ReturnType<typeof requests.biosPxe>) => {
    const test = await testPlugin(ipxe, { config: { folders: ['/usr/lib/ipxe'] } });
    const { clientClass } = request;
    if (clientClass === undefined) throw new Error('no client class');
    const endpoints = test.provisioner.lifecycle.endpoints(request);
    return test.render('boot-file', { request, snapshot: test.snapshot, clientClass, loader: 'ipxe', ...endpoints });
  };

  it('is a binary by firmware and transport', async () => {
    expect(await ask(requests.biosPxe())).toEqual({ file: 'ipxe/bios/undionly.kpxe' });
    expect(await ask(requests.uefiPxe())).toEqual({ file: 'ipxe/uefi-x86_64/snponly.efi', signed: false });
    const file = 'http://10.0.0.1:9873/ipxe/uefi-x86_64/snponly.efi';
    expect(await ask(requests.uefiHttp())).toEqual({ file, signed: false });
  });

  it('is the script for a machine that runs iPXE already, which breaks the loop, and iPXE is told not to wait for a proxy', async () => {
    const script = 'http://10.0.0.1:9873/ipxe/${mac:hexhyp}?uuid=${uuid}&assetkey=${asset:uristring}';
    const options = new Map([[175, Uint8Array.of(0xb0, 1, 1)]]);
    expect(await ask(requests.biosIpxe())).toEqual({ file: script, options });
    expect(await ask(requests.uefiIpxe())).toEqual({ file: script, options });
  });

  it('fits the BOOTP file field', async () => {
    expect((await ask(requests.biosIpxe()))?.file.length).toBeLessThan(128);
  });
});
