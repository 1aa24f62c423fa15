/** Whether a condition holds for a packet, as far as can be told without seeing it. */
export type Truth = 'yes' | 'no' | 'maybe';

/** Addresses or ports, both ends included: numbers of 32 bits for IPv4 and ports, big integers of 128 bits for IPv6. */
export interface AddressRange {
  readonly first: number | bigint;
  readonly last: number | bigint;
}

/** First packet of a machine that boots, as it comes in: what rules can match on. */
export interface Packet {
  readonly family: 'ipv4' | 'ipv6';
  readonly protocol: 'udp' | 'tcp';
  /** Destination port: ours. */
  readonly port: number;
  /** Source port where it is fixed. */
  readonly sourcePort?: number;
  /** Interface it comes in by, where the configuration names it. */
  readonly device?: string;
  readonly source: AddressRange;
  readonly destination: AddressRange;
  /** Whom the destination stands for: 255.255.255.255, a group (ff02::1:2), or us alone. */
  readonly cast: 'broadcast' | 'multicast' | 'local';
}

export type Condition = (packet: Packet) => Truth;

export type Verdict =
  | { readonly kind: 'accept' | 'drop' | 'return' }
  /** Another program decides. */
  | { readonly kind: 'queue' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string };

/** A rule that decides something. One without conditions meets every packet. */
export interface Rule {
  readonly conditions: readonly Condition[];
  readonly verdict: Verdict;
  /** nftables: the number it is deleted by. */
  readonly handle?: number;
  /** iptables: the rule as it was written. */
  readonly text?: string;
}

export type Hook = 'ingress' | 'prerouting' | 'input';

/** A chain the kernel calls by itself. */
export interface Base {
  readonly hook: Hook;
  readonly priority: number;
  readonly drops: boolean;
  /** Interface of an ingress chain. */
  readonly device?: string;
}

export interface Chain {
  /** `inet`, `ip`, `ip6`, `netdev`; `iptables`, `ip6tables` for rules that came from iptables-save, ip6tables-save. */
  readonly family: string;
  readonly table: string;
  readonly name: string;
  readonly base?: Base;
  readonly rules: readonly Rule[];
}

/** Why a packet does not reach us. */
export interface Drop {
  /** False when it hangs on something that cannot be told beforehand: a rate, a mark, an address set that changes. */
  readonly certain: boolean;
  readonly chain: Chain;
  /** undefined: the policy of the chain. */
  readonly rule?: Rule;
}
