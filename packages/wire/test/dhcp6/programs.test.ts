import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  Dhcp6Status,
  Dhcp6Type,
  encodeDhcp6,
  linkLayerDuid,
  OPTIONS6,
  option6,
  parseIPv6,
  uuidDuid,
} from '../../src/index.ts';

const SERVER = parseIPv6('fd00:1::1') ?? new Uint8Array();
const CLIENT = parseIPv6('fe80::5054:ff:fe12:3456') ?? new Uint8Array();
const ADDRESS = { address: 'fd00:1::11', preferred: 3000, valid: 3600, options: [] };

/** What tcpdump, which has a decoder of its own, reads in a UDP payload from the server port. */
function seenByTcpdump(payload: Uint8Array): string {
  const size = Buffer.alloc(2);
  size.writeUInt16BE(8 + payload.length);
  const ipv6 = Buffer.concat([Buffer.from('60000000', 'hex'), size, Buffer.from('1101', 'hex'), SERVER, CLIENT]);
  const udp = Buffer.concat([Buffer.from('02230222', 'hex'), size, Buffer.alloc(2), payload]);
  const frame = Buffer.concat([ipv6, udp]);
  const head = Buffer.alloc(40);
  // A pcap file of raw IP packets (link type 101), and the header of its only packet.
  [0xa1b2c3d4, 0x00040002, 0, 0, 65535, 101, 0, 0, frame.length, frame.length].forEach((word, index) => {
    head.writeUInt32LE(word, 4 * index);
  });
  return execFileSync('tcpdump', ['-n', '-vvv', '-r', '-'], {
    input: Buffer.concat([head, frame]),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

describe('what we write, read by tcpdump', () => {
  const options = [
    option6(OPTIONS6.clientIdentifier, linkLayerDuid(Buffer.from('525400123456', 'hex'))),
    option6(OPTIONS6.serverIdentifier, uuidDuid(new Uint8Array(16))),
    option6(OPTIONS6.preference, 255),
    option6(OPTIONS6.iaNa, { iaid: 7, t1: 1800, t2: 2880, options: [option6(OPTIONS6.iaAddress, ADDRESS)] }),
    option6(OPTIONS6.statusCode, { code: Dhcp6Status.success, message: '' }),
    option6(OPTIONS6.dnsServers, ['fd00:1::53', 'fd00:1::54']),
    option6(OPTIONS6.domainList, ['cluster.example']),
    option6(OPTIONS6.rapidCommit, true),
    option6(OPTIONS6.optionRequest, [23, 59]),
  ];
  const message = { type: Dhcp6Type.REPLY, xid: 0xabcdef, options };

  it('is the message that was meant', () => {
    const seen = seenByTcpdump(encodeDhcp6({ message, relays: [] }));
    expect(seen).toContain('dhcp6 reply (xid=abcdef');
    expect(seen).toContain('(client-ID hwaddr type 1 525400123456)');
    expect(seen).toContain('(server-ID type 4)');
    expect(seen).toContain('(preference 255)');
    expect(seen).toContain('(IA_NA IAID:7 T1:1800 T2:2880 (IA_ADDR fd00:1::11 pltime:3000 vltime:3600))');
    expect(seen).toContain('(status-code Success)');
    expect(seen).toContain('(DNS-server fd00:1::53 fd00:1::54)');
    expect(seen).toContain('(DNS-search-list cluster.example.)');
    expect(seen).toContain('(rapid-commit)');
    expect(seen).toContain('(option-request DNS-server opt_59)');
  });

  it('is the same inside a reply to a relay agent', () => {
    const relays = [
      {
        hopCount: 0,
        linkAddress: SERVER,
        peerAddress: CLIENT,
        options: [option6(OPTIONS6.interfaceId, Uint8Array.of(9))],
      },
    ];
    const seen = seenByTcpdump(encodeDhcp6({ message, relays }));
    expect(seen).toContain('dhcp6 relay-reply (linkaddr=fd00:1::1 peeraddr=fe80::5054:ff:fe12:3456');
    expect(seen).toContain('(relay-message (dhcp6 reply (xid=abcdef');
  });
});
