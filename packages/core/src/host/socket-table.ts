import { formatIPv4 } from '@muster/wire';

/** A line of /proc/net/udp, udp6, tcp or tcp6 (proc(5)). */
export interface SocketLine {
  /** Local address: dotted quad, `::`, or the eight groups of an IPv6 address in hexadecimal. */
  readonly address: string;
  readonly port: number;
  readonly uid: number;
  readonly inode: string;
}

const LISTEN = '0A';

/** Sockets that hear something: all UDP sockets, TCP sockets in state LISTEN. Lines that are none are left out. */
export function parseSocketTable(text: string, protocol: 'udp' | 'tcp'): SocketLine[] {
  return text.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , uid = '', , inode = ''] = line.trim().split(/\s+/);
    const [, address = '', port = ''] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(local) ?? [];
    if (address === '' || !/^\d+$/.test(inode) || (protocol === 'tcp' && state !== LISTEN)) return [];
    return [{ address: addressOf(address), port: Number.parseInt(port, 16), uid: Number(uid), inode }];
  });
}

/** The kernel prints 32-bit words in the byte order of the machine: little-endian where Muster runs. */
function addressOf(hex: string): string {
  const bytes = Buffer.concat((hex.match(/.{8}/g) ?? []).map((word) => Buffer.from(word, 'hex').reverse()));
  if (bytes.length === 4) return formatIPv4(bytes.readUInt32BE());
  if (bytes.every((byte) => byte === 0)) return '::';
  if (bytes.subarray(0, 12).toString('hex') === '00000000000000000000ffff') return formatIPv4(bytes.readUInt32BE(12));
  return (bytes.toString('hex').match(/.{4}/g) ?? []).join(':');
}
