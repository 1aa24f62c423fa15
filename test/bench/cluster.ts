/** The generated cluster: consecutive hardware addresses and IPv4 addresses, so that every program can be given the same. */
export const CLUSTER = {
  nodes: 10_000,
  cidr: '10.77.0.0/16',
  netmask: '255.255.0.0',
  server: '10.77.0.1',
  /** Where load is made: a relay agent for DHCP, a client for HTTP. */
  client: '10.77.8.2/16',
  pool: { first: '10.77.128.1', last: '10.77.254.254' },
  image: 'bench',
} as const;

/** Hardware address of a node's n-th network device (0: boots from it). */
export function macOf(node: number, device = 0): string {
  const bytes = [0x52, 0x54, 0x10 + device, (node >> 16) & 255, (node >> 8) & 255, node & 255];
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** Prefixes that hold all nodes' first addresses, and neither the server's nor the client's. */
export const NODE_PREFIXES = ['10.77.16.0/20', '10.77.32.0/19'] as const;

/** 10.77.16.0 and up for the first device, 10.78.16.0 and up for the second. */
export function addressOf(node: number, device = 0): string {
  return `10.${77 + device}.${16 + (node >> 8)}.${node & 255}`;
}

export function nameOf(node: number): string {
  return `n${String(node + 1).padStart(5, '0')}`;
}

/** All nodes' numbers. */
export function nodeNumbers(): number[] {
  return Array.from({ length: CLUSTER.nodes }, (_, node) => node);
}

/** What of the cluster is not always the same. */
export interface ClusterOptions {
  /** Whether /etc/hosts of every node lists all nodes (overlay `hosts`); true unless given. */
  readonly hosts?: boolean;
}

function profileText({ hosts = true }: ClusterOptions): string {
  const list = (names: readonly string[]): string =>
    `[${names.filter((name) => hosts || name !== 'hosts').join(', ')}]`;
  return `profiles:
  compute:
    comment: every node of the benchmark
    cluster: bench
    image: ${CLUSTER.image}
    kernel:
      args: [quiet, crashkernel=no, net.ifnames=1, console=tty0, 'console=ttyS0,115200']
    systemOverlays: ${list(['init', 'hostname', 'hosts', 'resolv', 'ifupdown', 'issue'])}
    runtimeOverlays: ${list(['hosts'])}
    tags:
      site: east
`;
}

/** A registry as sites have it: two network devices and tags a node, about 360 bytes each. */
export function registryText(options: ClusterOptions = {}): string {
  return `${profileText(options)}nodes:\n${nodeNumbers().map(nodeText).join('')}`;
}

function nodeText(node: number): string {
  const rack = node >> 6;
  const slot = node & 63;
  return `  ${nameOf(node)}:
    profiles:
      - compute
    networkDevices:
      default:
        device: eth0
        hwaddr: ${macOf(node)}
        address: ${addressOf(node)}
      storage:
        device: eth1
        hwaddr: ${macOf(node, 1)}
        address: ${addressOf(node, 1)}/16
        mtu: 9000
    tags:
      rack: r${String(rack).padStart(3, '0')}
      slot: u${String(slot).padStart(2, '0')}
      ipmi: 10.79.${16 + (node >> 8)}.${node & 255}
`;
}
