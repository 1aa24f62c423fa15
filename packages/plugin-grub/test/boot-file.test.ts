import type { ImageRecord, LoaderRecord, Reply } from '@muster/core';
import { requests, sampleImage, testPlugin, type TestProvisioner } from '@muster/testkit';
import { describe, expect, it } from 'vitest';
import grub from '../src/index.ts';

const NONE = { shim: [], grub: [], modules: '/nonexistent' };
const loader = (arch: LoaderRecord['arch'], suffix: string, digit: string): LoaderRecord => ({
  arch,
  files: [
    { role: 'shim', path: `/boot/efi/EFI/rocky/shim${suffix}.efi`, digest: digit.repeat(64), size: 1 },
    { role: 'grub', path: `/boot/efi/EFI/rocky/grub${suffix}.efi`, digest: digit.repeat(64), size: 2 },
    { role: 'mok', path: `/boot/efi/EFI/rocky/mm${suffix}.efi`, digest: digit.repeat(64), size: 3 },
  ],
});
const ROCKY = { loaders: [loader('x86_64', 'x64', 'c'), loader('arm64', 'aa64', 'd')] };
const FACTS = { door: 'tftp', remoteAddress: '10.0.0.11', time: 1000 };

const plugin = (images: Partial<ImageRecord> = {}, config: object = {}): Promise<TestProvisioner> =>
  testPlugin(grub, { config, images: [sampleImage('debian', images)] });

async function ask(test: TestProvisioner, request: ReturnType<typeof requests.uefiPxe>) {
  const { clientClass } = request;
  if (clientClass === undefined) throw new Error('no client class');
  const assignment = await test.assign(request);
  return test.render('boot-file', {
    request,
    snapshot: test.snapshot,
    clientClass,
    loader: 'grub',
    ...test.provisioner.lifecycle.endpoints(request),
    ...(assignment === undefined ? {} : { assignment }),
  });
}

describe('the boot file of GRUB', () => {
  it("is this server's shim for UEFI and a core image for a BIOS, and each says why", async () => {
    const test = await plugin();
    expect(await ask(test, requests.uefiPxe())).toEqual({
      file: 'grub/shimx64.efi',
      reason: expect.stringMatching(
        /^shim and GRUB of this server \(\/usr\/lib\/shim\/.*\); image debian holds none for x86_64$/,
      ) as string,
      signed: true,
    });
    expect((await ask(test, requests.uefiHttp()))?.file).toBe('http://10.0.0.1:9873/grub/shimx64.efi');
    expect(await ask(test, requests.biosPxe())).toEqual({
      file: 'grub/core.0',
      reason: 'a core image of GRUB for i386-pc made on this server',
    });
  });

  it("is the shim of the node's image where that holds a pair, for its architecture", async () => {
    const test = await plugin(ROCKY, NONE);
    expect(await ask(test, requests.uefiPxe())).toEqual({
      file: 'grub/shimx64.efi',
      reason: 'shim and GRUB of image debian (/boot/efi/EFI/rocky/shimx64.efi, /boot/efi/EFI/rocky/grubx64.efi)',
      // There are no blobs behind this record.
      signed: false,
    });
    expect((await ask(test, requests.arm64Pxe()))?.file).toBe('grub/shimaa64.efi');
    expect(await ask(test, requests.biosPxe())).toBeUndefined();
    const without = await plugin(ROCKY, { ...NONE, fromImages: false });
    expect((await ask(without, requests.uefiPxe()))?.reason ?? '').not.toContain('image');
  });

  it('is a core image made here where that is preferred', async () => {
    const test = await plugin({}, { preferMade: ['x86_64-efi'] });
    expect((await ask(test, requests.uefiPxe()))?.file).toBe('grub/grubx64.efi');
  });
});

describe('files of a boot chain', () => {
  /** Blobs are not there in memory; the digest that is looked for tells which file it would be. */
  async function lookedFor(test: TestProvisioner, name: string, facts: object = FACTS): Promise<readonly string[]> {
    const asked: string[] = [];
    Object.assign(test.services.blobs, {
      path: (digest: string) => {
        asked.push(digest[0] ?? '');
        return Promise.resolve({ file: `/blob/${digest}`, size: 1 });
      },
    });
    await test.fetch(name, { transport: 'tftp', facts });
    return asked;
  }

  it("are the image's own under every name that shim asks for", async () => {
    const test = await plugin(ROCKY, NONE);
    for (const name of ['shimx64.efi', 'grubx64.efi', 'grub.efi', 'mmx64.efi', 'MokManager.efi'])
      expect([name, await lookedFor(test, `/grub/${name}`)]).toEqual([name, ['c']]);
    expect(await lookedFor(test, '/grubx64.efi')).toEqual(['c']);
    expect(await lookedFor(test, '/grub//grubaa64.efi')).toEqual(['d']);
  });

  it('go on with the chain they began with, while another image of the node is built', async () => {
    const test = await plugin(ROCKY, NONE);
    expect(await lookedFor(test, '/grub/shimaa64.efi')).toEqual(['d']);
    expect(await lookedFor(test, '/grub/grub.efi')).toEqual(['d']);
    expect(await lookedFor(test, '/grub/grub.efi', { ...FACTS, time: 3600_000 })).toEqual(['c']);
  });

  it("are this server's for a machine that nobody knows, and are not there where there are none", async () => {
    const stranger = { ...FACTS, remoteAddress: '10.0.1.99' };
    const reply: Reply = await (await plugin(ROCKY)).fetch('/grub/grubx64.efi', { facts: stranger });
    expect(reply.body).toMatchObject({ kind: 'file', file: expect.stringContaining('grubnetx64') as string });
    expect((await (await plugin(ROCKY, NONE)).fetch('/grub/shimaa64.efi', { facts: stranger })).status).toBe(404);
  });
});
