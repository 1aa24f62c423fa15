import { BOOTREPLY, type DhcpMessage, MessageType, OPTIONS, parseIPv4, writeOption } from '@muster/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DhcpRole, judgeOffers } from '../../src/doctor/dhcp/judge.ts';
import { foreignOffers } from '../../src/doctor/dhcp/offer.ts';

const OURS = ['10.0.0.1'];
const number = (address: string): number => parseIPv4(address) ?? 0;

interface Said {
  readonly server?: string;
  readonly yiaddr?: string;
  readonly siaddr?: string;
  readonly file?: string;
  readonly vendor?: string;
  readonly bootFile?: string;
  readonly tftpServer?: string;
}

function offer(said: Said): DhcpMessage {
  const message: DhcpMessage = {
    op: BOOTREPLY,
    htype: 1,
    hlen: 6,
    hops: 0,
    xid: 1,
    secs: 0,
    flags: 0,
    ciaddr: 0,
    giaddr: 0,
    yiaddr: number(said.yiaddr ?? '0.0.0.0'),
    siaddr: number(said.siaddr ?? '0.0.0.0'),
    chaddr: new Uint8Array(6),
    sname: '',
    file: said.file ?? '',
    options: new Map(),
  };
  writeOption(message, OPTIONS.messageType, MessageType.OFFER);
  if (said.server !== undefined) writeOption(message, OPTIONS.serverIdentifier, number(said.server));
  if (said.vendor !== undefined) writeOption(message, OPTIONS.vendorClass, said.vendor);
  if (said.bootFile !== undefined) writeOption(message, OPTIONS.bootFileName, said.bootFile);
  if (said.tftpServer !== undefined) writeOption(message, OPTIONS.tftpServerName, said.tftpServer);
  return message;
}

const SITE = { server: '10.0.0.2', yiaddr: '10.0.0.200' };
const PROXY = { server: '10.0.0.3', vendor: 'PXEClient', siaddr: '10.0.0.3', file: 'wds.efi' };

const judged = (role: DhcpRole, ...said: readonly Said[]) =>
  judgeOffers({ role, network: 'cluster', ours: OURS }, foreignOffers(said.map(offer), OURS));
const levels = (role: DhcpRole, ...said: readonly Said[]) => judged(role, ...said).map(({ level }) => level);

describe('offers of other servers', () => {
  it('are those with another server identifier, read from options or fields', () => {
    const ours = offer({ server: '10.0.0.1', yiaddr: '10.0.0.100' });
    const byOptions = offer({ ...SITE, bootFile: 'pxelinux.0\0', tftpServer: 'tftp.site\0x' });
    const byFields = offer({ yiaddr: '10.0.0.201', siaddr: '10.0.0.9', file: 'a\u001b[2Jb' });
    const silent = offer({ server: '10.0.0.4' });
    expect(foreignOffers([ours, byOptions, byFields, offer(PROXY), silent], OURS)).toEqual([
      { server: '10.0.0.2', address: '10.0.0.200', proxy: false, bootFile: 'pxelinux.0', nextServer: 'tftp.site' },
      { server: '10.0.0.9', address: '10.0.0.201', proxy: false, bootFile: 'a?[2Jb', nextServer: '10.0.0.9' },
      { server: '10.0.0.3', address: undefined, proxy: true, bootFile: 'wds.efi', nextServer: '10.0.0.3' },
    ]);
  });

  it('have printable texts, whatever was sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (file) => {
        const [read] = foreignOffers([{ ...offer(SITE), file }], OURS);
        expect(read?.bootFile ?? 'none').toMatch(/^[\x20-\x7e]+$/);
      }),
    );
  });
});

describe('beside a server that gives addresses', () => {
  it('nobody else may', () => {
    expect(judged('server')).toEqual([{ level: 'ok', sentence: 'no other DHCP server answers on network "cluster"' }]);
    expect(judged('server', SITE)).toMatchObject([
      {
        level: 'error',
        sentence: 'another DHCP server answers on network "cluster": 10.0.0.2 offers address 10.0.0.200, no boot file',
      },
    ]);
  });

  it('one that points to our boot files is only warned of', () => {
    expect(levels('server', { ...SITE, siaddr: '10.0.0.1', bootFile: 'ipxe/bios/undionly.kpxe' })).toEqual(['warning']);
    expect(levels('server', { ...SITE, bootFile: 'http://10.0.0.1:9873/ipxe/x' })).toEqual(['warning']);
  });

  it('a proxy takes machines away', () => {
    expect(judged('server', PROXY)).toMatchObject([
      {
        level: 'error',
        sentence: expect.stringContaining(
          'a ProxyDHCP server answers on network "cluster": 10.0.0.3 offers no address, boot file wds.efi from 10.0.0.3',
        ) as string,
      },
    ]);
  });
});

describe('beside a proxy', () => {
  it('somebody has to give addresses, without boot files of others', () => {
    expect(levels('proxy')).toEqual(['warning']);
    expect(levels('proxy', SITE)).toEqual(['ok']);
    expect(levels('proxy', { ...SITE, siaddr: '10.0.0.9', file: 'pxelinux.0' })).toEqual(['warning']);
    expect(levels('proxy', { ...SITE, siaddr: '10.0.0.1', file: 'ipxe/snponly.efi' })).toEqual(['ok']);
    expect(levels('proxy', SITE, PROXY)).toEqual(['ok', 'error']);
  });
});

describe('where the site runs the DHCP server', () => {
  it('it has to be there, once, and to name a boot file', () => {
    expect(levels('external')).toEqual(['warning']);
    expect(levels('external', { ...SITE, siaddr: '10.0.0.1', file: 'ipxe/snponly.efi' })).toEqual(['ok']);
    expect(judged('external', SITE)).toMatchObject([
      { level: 'warning', remedy: expect.stringContaining('muster dhcp render') as string },
    ]);
    expect(levels('external', SITE, { ...SITE, server: '10.0.0.5' })).toEqual(['warning', 'warning', 'warning']);
  });
});
