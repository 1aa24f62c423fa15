import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Explanation } from '@muster/core';
import { clientClassById, clientDiscover, decodeDhcp, type DhcpMessage, encodeDhcp } from '@muster/wire';
import { describe, expect, it } from 'vitest';
import type { Captured, Fetched } from '../helpers/captured.ts';
import { expectExplained } from '../helpers/explained.ts';

const MAC = '52:54:00:77:01:01';
const SERVER = 'http://10.77.0.1:9873';
const OVERLAY = Buffer.from('an archive');
const LOADER = Buffer.from('a loader');
const PLAIN = { size: 0, overlays: [], files: [] };
const part = (role: string, path: string, content?: Buffer) => ({
  role,
  name: role,
  path,
  by: ['core'],
  ...(content === undefined ? {} : { size: content.length, digest: digestOf(content) }),
});

/** A node of two stages whose UEFI machine loads iPXE, as explained before power-on. */
const EXPLAINED: Explanation = {
  node: 'n1',
  snapshot: 1,
  clientClass: 'uefi-x86_64',
  classFrom: 'asked',
  offers: [
    { clientClass: 'uefi-x86_64', lines: [], bootFile: 'ipxe/snponly.efi', packet: packet('ipxe/snponly.efi') },
    { clientClass: 'uefi-x86_64-ipxe', lines: [], bootFile: `${SERVER}/ipxe/\${mac:hexhyp}?uuid=\${uuid}` },
  ],
  script: { by: 'ipxe', kind: 'ipxe-script', contentType: 'text/plain', text: script('TOKEN') },
  loader: 'ipxe',
  stages: 'two',
  kernel: part('kernel', '/blobs/kernel', Buffer.from('kernel')),
  args: [],
  initrds: [part('initramfs', '/blobs/initramfs', Buffer.from('first')), part('session', '/v1/session/n1?token=TOKEN')],
  deploy: [part('image', '/blobs/image', Buffer.from('image')), part('system', '/system/n1?compress=gz&token=TOKEN')],
  overlays: { system: { ...PLAIN, digest: digestOf(OVERLAY) }, runtime: PLAIN },
  root: 'tmpfs',
  findings: [],
  values: [],
};

const MANIFEST = [
  'muster-deploy 1',
  'root tmpfs 90%',
  `blob image tar.zst 5 ${digestOf(Buffer.from('image'))} /blobs/image`,
  `chunk ${digestOf(Buffer.from('image'))}`,
  'archive system cpio.gz /system/n1?compress=gz&token=Abc',
  'end\n',
].join('\n');

/** What its wire carried. */
const CAPTURED: Captured = {
  offers: [offer('ipxe/snponly.efi'), offer(`${SERVER}/ipxe/\${mac:hexhyp}?uuid=\${uuid}`)],
  fetched: [
    sent('/ipxe/snponly.efi', LOADER, 'tftp'),
    sent('/ipxe/52-54-00-77-01-01?uuid=4c4c', Buffer.from(script('Abc'))),
    sent('/blobs/kernel', Buffer.from('kernel')),
    sent('/blobs/initramfs', Buffer.from('first')),
    sent('/v1/session/n1?token=Abc', Buffer.from('Abc')),
    sent('/v1/report/n1?stage=initramfs&token=Abc', Buffer.alloc(0)),
    sent('/v1/deploy/n1?token=Abc', Buffer.from(MANIFEST)),
    sent('/blobs/image', Buffer.from('image')),
    sent('/system/n1?compress=gz&token=Abc', gzipSync(OVERLAY)),
  ],
};

function digestOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function script(token: string): string {
  return `#!ipxe\nkernel ${SERVER}/blobs/kernel\nchain ${SERVER}/ipxe/x?uuid=1&token=${token} || goto again\n`;
}

function sent(target: string, content: Buffer, by: Fetched['by'] = 'http'): Fetched {
  return { by, target, whole: true, size: content.length, digest: digestOf(content), content };
}

function packet(file: string): string {
  return Buffer.from(encodeDhcp(offer(file))).toString('hex');
}

function offer(file: string): DhcpMessage {
  const clientClass = clientClassById('uefi-x86_64');
  if (clientClass === undefined) throw new Error('no such class');
  const chaddr = Uint8Array.from(MAC.split(':'), (octet) => Number.parseInt(octet, 16));
  const discover = clientDiscover(clientClass, { chaddr });
  const read = decodeDhcp(encodeDhcp({ ...discover, op: 2, siaddr: 0x0a4d0001, yiaddr: 0x0a4d000b, file }));
  if (!read.ok) throw new Error(read.reason);
  return read.message;
}

function compare(captured: Captured): void {
  const bootFiles = new Map([['/ipxe/snponly.efi', digestOf(LOADER)]]);
  expectExplained(EXPLAINED, captured, { mac: MAC, serverAddress: '10.77.0.1', serverUrl: SERVER, bootFiles });
}

/** The capture with what was fetched as `target` replaced, or left out. */
function but(target: string, change?: Partial<Fetched>): Captured {
  const fetched = CAPTURED.fetched.flatMap((one) => {
    if (!one.target.startsWith(target)) return [one];
    return change === undefined ? [] : [{ ...one, ...change }];
  });
  return { ...CAPTURED, fetched };
}

describe('the comparison of an explanation with the wire', () => {
  it('passes a boot that went as explained, whatever its token', () => {
    expect(() => {
      compare(CAPTURED);
    }).not.toThrow();
  });

  const other = Buffer.from('something else');
  const wrong = { content: other, digest: digestOf(other) };
  it.each<[string, Captured]>([
    ['an offer of another boot file', { ...CAPTURED, offers: CAPTURED.offers.slice(1) }],
    [
      "somebody else's offer that names another server",
      { ...CAPTURED, offers: CAPTURED.offers.map((one) => ({ ...one, siaddr: 1 })) },
    ],
    ['a boot file fetched under another name', but('/ipxe/snponly', { target: '/snponly.efi' })],
    ['a boot file of other bytes', but('/ipxe/snponly', wrong)],
    ['another script', but('/ipxe/52', { content: Buffer.from('#!ipxe\nshell\n') })],
    ['no script', but('/ipxe/52')],
    ['another kernel', but('/blobs/kernel', wrong)],
    ['an image that did not come whole', but('/blobs/image', { whole: false })],
    ['a missing initrd', but('/v1/session')],
    [
      'initrds in another order',
      { ...CAPTURED, fetched: CAPTURED.fetched.toSpliced(3, 2, ...CAPTURED.fetched.slice(3, 5).reverse()) },
    ],
    ['a file more', { ...CAPTURED, fetched: [...CAPTURED.fetched, sent('/blobs/more', other)] }],
    ['an overlay of other content', but('/system/', { content: gzipSync(other) })],
    [
      'another list of what to deploy',
      but('/v1/deploy/', { content: Buffer.from(MANIFEST.replace('image ', 'root ')) }),
    ],
  ])('notices %s', (_, captured) => {
    expect(() => {
      compare(captured);
    }).toThrow();
  });
});
