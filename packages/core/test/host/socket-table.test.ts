import { describe, expect, it } from 'vitest';
import { parseCapabilities } from '../../src/host/capabilities.ts';
import { parseSocketTable } from '../../src/host/socket-table.ts';

const UDP = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  812: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000   101        0 18790 2 0000000000000000 0
  826: 00000000:0043 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 24011 2 0000000000000000 0
`;
const UDP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  826: 00000000000000000000000000000000:0043 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000   998        0 30001 2 0000000000000000 0
  827: 000080FE00000000FF565002BE5401FE:0045 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000   998        0 30002 2 0000000000000000 0
  828: 0000000000000000FFFF00000100000A:0045 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000   998        0 30003 2 0000000000000000 0
`;
const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100000A:2691 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 51222 1 0000000000000000 100 0 0 10 0
   1: 0100000A:2691 0200000A:B0C4 01 00000000:00000000 00:00000000 00000000  1000        0 51223 1 0000000000000000 20 4 30 10 -1
`;

describe('the sockets of a machine', () => {
  it('are read from /proc/net', () => {
    expect(parseSocketTable(UDP, 'udp')).toEqual([
      { address: '127.0.0.1', port: 53, uid: 101, inode: '18790' },
      { address: '0.0.0.0', port: 67, uid: 0, inode: '24011' },
    ]);
    expect(parseSocketTable(UDP6, 'udp').map(({ address, port }) => [address, port])).toEqual([
      ['::', 67],
      ['fe80:0000:0000:0000:0250:56ff:fe01:54be', 69],
      ['10.0.0.1', 69],
    ]);
  });

  it('are those that listen, not connections', () => {
    expect(parseSocketTable(TCP, 'tcp')).toEqual([{ address: '10.0.0.1', port: 9873, uid: 1000, inode: '51222' }]);
  });
});

describe('the capabilities of a process', () => {
  it('are those in effect', () => {
    const status = 'Name:\tnode\nCapPrm:\t000001ffffffffff\nCapEff:\t0000000000003400\n';
    expect([...(parseCapabilities(status) ?? [])]).toEqual(['CAP_NET_BIND_SERVICE', 'CAP_NET_ADMIN', 'CAP_NET_RAW']);
    expect(parseCapabilities('')).toBeUndefined();
  });
});
