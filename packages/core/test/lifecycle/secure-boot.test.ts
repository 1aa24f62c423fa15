import { clientClassById } from '@muster/wire';
import { describe, expect, it } from 'vitest';
import { createEfiPrograms } from '../../src/efi/index.ts';
import { bootRequest } from '../../src/lifecycle/boot-request.ts';
import type { BootSpec } from '../../src/lifecycle/boot-spec.ts';
import { createHooks } from '../../src/lifecycle/create-hooks.ts';
import { offeredBootFile } from '../../src/lifecycle/offered-boot-file.ts';
import { withSignedKernel, withSignedLoader } from '../../src/lifecycle/secure-boot.ts';
import type { Snapshot } from '../../src/lifecycle/snapshot.ts';
import type { BootFileRequest } from '../../src/lifecycle/types.ts';
import type { ResolvedNode } from '../../src/registry/types.ts';

const SIGNED = '/usr/lib/shim/shimx64.efi.signed';
const UNSIGNED = '/usr/lib/ipxe/snponly.efi';
const snapshot = { site: { networks: {}, http: { port: 9873 } } } as unknown as Snapshot;

const nodeWith = (secureBoot: boolean | undefined, loader?: string): ResolvedNode =>
  ({
    name: 'n01',
    image: 'debian',
    hardware: secureBoot === undefined ? {} : { secureBoot },
    boot: loader === undefined ? {} : { loader },
  }) as unknown as ResolvedNode;

const specOf = (loader: string): BootSpec => ({
  ...{ node: 'n01', loader, stages: 'single', initrds: [], args: [], deploy: [], problems: [] },
  kernel: { role: 'kernel', name: 'kernel', path: '/blobs/sha256/k', digest: 'k' },
});

function classOf(id: string) {
  const found = clientClassById(id);
  if (found === undefined) throw new Error(id);
  return found;
}

/** Loaders and whether each has a signed boot file. */
function partsOf(loaders: Readonly<Record<string, boolean>>, kernel?: string) {
  const { hooks } = createHooks({ timeoutMs: 1000, owner: () => 'core' });
  hooks.render
    .for('boot-file')
    .make.tap('loaders', ({ loader }) => ({ file: loader, signed: loaders[loader] === true }));
  return {
    hooks,
    loaders: () => Object.keys(loaders),
    programs: createEfiPrograms(),
    blobs: { path: () => Promise.resolve(kernel === undefined ? undefined : { file: kernel, size: 1 }) },
  };
}

const asked = (node: ResolvedNode, id = 'uefi-x86_64') => ({
  node,
  request: bootRequest({ clientClass: classOf(id) }),
  snapshot,
});

describe('the loader of a node with Secure Boot', () => {
  const parts = partsOf({ ipxe: false, grub: true });

  it('is the first with a signed boot file where the node chose none', async () => {
    expect(await withSignedLoader(specOf('ipxe'), parts, asked(nodeWith(true)))).toMatchObject({
      loader: 'grub',
      problems: [],
    });
    const unknownClass = { ...asked(nodeWith(true)), request: bootRequest({}) };
    expect((await withSignedLoader(specOf('ipxe'), parts, unknownClass)).loader).toBe('grub');
  });

  it('stays what the node chose, which is a problem where that is signed by nobody', async () => {
    const { loader, problems } = await withSignedLoader(specOf('ipxe'), parts, asked(nodeWith(true, 'ipxe')));
    expect(loader).toBe('ipxe');
    expect(problems).toEqual([
      {
        code: 'LOADER_UNSIGNED',
        sentence: 'node n01 has Secure Boot on, and loader ipxe has no signed boot file for uefi-x86_64',
        remedy: 'muster node set n01 --loader grub',
      },
    ]);
  });

  it('is a problem with a remedy where no loader of the site has one', async () => {
    const none = partsOf({ ipxe: false });
    const { loader, problems } = await withSignedLoader(specOf('ipxe'), none, asked(nodeWith(true)));
    expect(loader).toBe('ipxe');
    expect(problems[0]?.remedy).toMatch(/add the plugin grub and install shim-signed/);
  });

  it('is anything on a BIOS, and where Secure Boot is off', async () => {
    const spec = specOf('ipxe');
    expect(await withSignedLoader(spec, parts, asked(nodeWith(true), 'bios'))).toBe(spec);
    expect(await withSignedLoader(spec, parts, asked(nodeWith(false)))).toBe(spec);
    expect(await withSignedLoader(spec, parts, asked(nodeWith(undefined)))).toBe(spec);
  });
});

describe('the kernel of a node with Secure Boot', () => {
  const codes = async (kernel: string | undefined, node: ResolvedNode, id?: string) =>
    (await withSignedKernel(specOf('grub'), partsOf({}, kernel), asked(node, id))).problems.map(({ code }) => code);

  it('is a problem unless it is an EFI program that somebody signed', async () => {
    expect(await codes(UNSIGNED, nodeWith(true))).toEqual(['KERNEL_UNSIGNED']);
    expect(await codes('/usr/lib/ipxe/undionly.kpxe', nodeWith(true))).toEqual(['KERNEL_UNSIGNED']);
    expect(await codes(SIGNED, nodeWith(true))).toEqual([]);
  });

  it('is not judged where it is not there, under a BIOS, or without Secure Boot', async () => {
    expect(await codes(undefined, nodeWith(true))).toEqual([]);
    expect(await codes(UNSIGNED, nodeWith(true), 'bios')).toEqual([]);
    expect(await codes(UNSIGNED, nodeWith(false))).toEqual([]);
  });
});

describe('the boot file a machine is offered', () => {
  const MAC = '52:54:00:00:00:01';
  const requestFor = (id: string, secureBoot: boolean, mac?: string): BootFileRequest => ({
    ...{ snapshot, loader: 'ipxe', baseUrl: 'http://10.0.0.1:9873', nextServer: '10.0.0.1', secureBoot },
    request: bootRequest(mac === undefined ? {} : { mac }),
    clientClass: classOf(id),
  });

  it('is never one that nobody signed under Secure Boot, whatever a loader makes', () => {
    for (const made of [{ file: 'x.efi' }, { file: 'x.efi', signed: false }])
      expect(offeredBootFile(made, requestFor('uefi-x86_64', true), true)).toBeUndefined();
    const signed = { file: 'x.efi', signed: true };
    expect(offeredBootFile(signed, requestFor('uefi-x86_64', true), true)).toBe(signed);
    const script = { file: 'http://10.0.0.1:9873/ipxe/x' };
    expect(offeredBootFile(script, requestFor('uefi-x86_64-ipxe', true, MAC), true)).toBe(script);
    expect(offeredBootFile({ file: 'x.efi' }, requestFor('uefi-x86_64', false), true)).toEqual({ file: 'x.efi' });
  });

  it('is in a folder of the machine for HTTP Boot, where a DHCP server here asks for each machine', () => {
    const made = { file: 'http://10.0.0.1:9873/grub/shimx64.efi' };
    const folder = 'http://10.0.0.1:9873/boot/52-54-00-00-00-01';
    const http = requestFor('uefi-x86_64-http', false, MAC);
    expect(offeredBootFile(made, http, true)).toEqual({ file: `${folder}/grub/shimx64.efi` });
    expect(offeredBootFile(made, http, false)).toBe(made);
    expect(offeredBootFile(made, requestFor('uefi-x86_64-http', false), true)).toBe(made);
    const elsewhere = { file: 'http://mirror.example/shimx64.efi' };
    expect(offeredBootFile(elsewhere, http, true)).toBe(elsewhere);
  });
});
