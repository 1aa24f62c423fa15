import { BOOTREPLY } from './constants.ts';

/** A DHCPv4 or BOOTP message (RFC 2131 §2). Addresses and `xid` are unsigned 32-bit numbers, 0 meaning "none". */
export interface DhcpMessage {
  /** 1 BOOTREQUEST, 2 BOOTREPLY. */
  op: number;
  /** Hardware type: 1 Ethernet, 32 InfiniBand. */
  htype: number;
  /** Octets of `chaddr`, 0 to 16. */
  hlen: number;
  hops: number;
  xid: number;
  /** Seconds since the client began. iPXE sends odd values here: never gate an answer on it. */
  secs: number;
  flags: number;
  ciaddr: number;
  yiaddr: number;
  siaddr: number;
  giaddr: number;
  /** The client's hardware address, `hlen` octets. In a decoded message a view into the packet. */
  chaddr: Uint8Array;
  /** Server host name, at most 63 octets of UTF-8. */
  sname: string;
  /** Boot file name, at most 127 octets of UTF-8. shim reads only this field, not option 67. */
  file: string;
  /**
   * Option code to value, repeated options joined (RFC 3396); never 0, 52 or 255. In a decoded message the values are
   * views into the packet unless an option was repeated.
   */
  options: Map<number, Uint8Array>;
}

/**
 * A reply to `request` with the fields that RFC 2131 table 3 has a server copy: `htype`, `hlen`, `xid`, `flags`,
 * `giaddr` and `chaddr`, and the options every reply has to echo: relay agent information (82, RFC 3046 §2.2) and
 * client identifier (61, RFC 6842 §3). Everything else is empty unless given in `fields`.
 */
export function replyTo(request: DhcpMessage, fields: Partial<Omit<DhcpMessage, 'options'>> = {}): DhcpMessage {
  const options = new Map<number, Uint8Array>();
  for (const code of [61, 82]) {
    const value = request.options.get(code);
    if (value !== undefined) options.set(code, value);
  }
  return {
    op: BOOTREPLY,
    htype: request.htype,
    hlen: request.hlen,
    hops: 0,
    xid: request.xid,
    secs: 0,
    flags: request.flags,
    ciaddr: 0,
    yiaddr: 0,
    siaddr: 0,
    giaddr: request.giaddr,
    chaddr: request.chaddr,
    sname: '',
    file: '',
    ...fields,
    options,
  };
}
