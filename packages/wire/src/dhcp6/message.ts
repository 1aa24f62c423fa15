/** One option as it stands in a packet (RFC 8415 §21.1). */
export interface Dhcp6Option {
  /** 16 bits. */
  readonly code: number;
  /** At most 65535 octets. In a decoded message a view into the packet. */
  readonly value: Uint8Array;
}

/** What a client or a server says (RFC 8415 §8). */
export interface Dhcp6Message {
  /** See `Dhcp6Type`; not one of the relay agents' two. */
  readonly type: number;
  /** Transaction id, 24 bits. */
  readonly xid: number;
  /** In packet order; the same code may occur several times. */
  readonly options: readonly Dhcp6Option[];
}

/** What one relay agent put round a message (RFC 8415 §9). */
export interface Dhcp6Relay {
  readonly hopCount: number;
  /** 16 octets: an address on the client's link, or zeros. */
  readonly linkAddress: Uint8Array;
  /** 16 octets: who the relay agent had the message from. */
  readonly peerAddress: Uint8Array;
  /** The relay agent's own options, without the relayed message (9). */
  readonly options: readonly Dhcp6Option[];
}

/** A message, and the relay agents it came through: the one next to the server first. */
export interface Dhcp6Packet {
  readonly message: Dhcp6Message;
  readonly relays: readonly Dhcp6Relay[];
}
