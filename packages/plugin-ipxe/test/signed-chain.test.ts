import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { firmwareRequest, type TestProvisioner, testPlugin } from '@muster/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import ipxe from '../src/index.ts';

/** Stand in for what no Debian package has: a shim of iPXE and a signed iPXE. */
const SIGNED = '/usr/lib/shim/shimx64.efi.signed';
const UNSIGNED = '/usr/lib/ipxe/snponly.efi';
const registry = {
  nodes: {
    n01: {
      image: 'debian',
      hardware: { secureBoot: true },
      networkDevices: { default: { hwaddr: '52:54:00:00:00:01', address: '10.0.0.11' } },
    },
  },
};

describe('signed builds of iPXE', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'muster-ipxe-'));
    await mkdir(path.join(folder, 'x86_64'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function siteWith(files: Readonly<Record<string, string>>): Promise<TestProvisioner> {
    for (const [name, file] of Object.entries(files)) await copyFile(file, path.join(folder, 'x86_64', name));
    return testPlugin(ipxe, { config: { signed: [folder] }, registry });
  }

  async function offered(test: TestProvisioner, id: string) {
    const request = firmwareRequest(id);
    const { clientClass } = request;
    const assignment = await test.assign(request);
    if (clientClass === undefined || assignment === undefined) throw new Error('nobody asks');
    const about = { request, snapshot: test.snapshot, clientClass, loader: 'ipxe', assignment };
    const made = await test.render('boot-file', { ...about, ...test.provisioner.lifecycle.endpoints(request) });
    return { file: made?.file, problems: assignment.spec.problems.map(({ code }) => code) };
  }

  it('are offered to nodes with Secure Boot: the shim, with its iPXE beside it', async () => {
    const test = await siteWith({ 'ipxe-shimx64.efi': SIGNED, 'ipxe.efi': SIGNED });
    expect(await offered(test, 'uefi-x86_64')).toEqual({
      file: 'ipxe/uefi-x86_64-signed/ipxe-shimx64.efi',
      problems: [],
    });
    expect((await offered(test, 'uefi-x86_64-http')).file).toBe(
      'http://10.0.0.1:9873/ipxe/uefi-x86_64-signed/ipxe-shimx64.efi',
    );
    for (const name of ['ipxe-shimx64.efi', 'ipxe.efi'])
      expect(await test.text(`/ipxe/uefi-x86_64-signed/${name}`)).toBe(path.join(folder, 'x86_64', name));
  });

  it('have the kernel checked by the shim of its distribution', async () => {
    const test = await siteWith({});
    const script = await test.text('/ipxe/52:54:00:00:00:01');
    expect(script).toContain(
      '\nshim http://10.0.0.1:9873/ipxe/kernel-shimx64.efi || goto failed\nboot || goto failed\n',
    );
    expect(await test.text('/ipxe/kernel-shimx64.efi')).toBe(SIGNED);
  });

  it('are none where iPXE beside the shim is not signed', async () => {
    const test = await siteWith({ 'ipxe.efi': UNSIGNED });
    expect(await offered(test, 'uefi-x86_64')).toEqual({ file: undefined, problems: ['LOADER_UNSIGNED'] });
    expect((await offered(test, 'bios')).file).toBe('ipxe/bios/undionly.kpxe');
  });
});
