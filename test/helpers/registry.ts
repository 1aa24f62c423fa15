import { stringify } from 'yaml';

/** Overlays of the profile every test node has. */
export const SYSTEM_OVERLAYS = [
  'init',
  'hostname',
  'hosts',
  'resolv',
  'ifupdown',
  'systemd-networkd',
  'ssh-host-keys',
  'issue',
];
export const RUNTIME_OVERLAYS = ['hosts', 'ssh-authorized-keys'];

export interface TestNode {
  readonly mac: string;
  readonly address: string;
  /** Further fields of the node. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Text of `registry/nodes.yaml`: a profile "lab" for this image, and the nodes. */
export function registryText(
  image: string,
  nodes: Readonly<Record<string, TestNode>>,
  args: readonly string[] = [],
): string {
  return stringify({
    profiles: {
      lab: {
        image,
        kernel: { args: ['console=ttyS0', ...args] },
        systemOverlays: SYSTEM_OVERLAYS,
        runtimeOverlays: RUNTIME_OVERLAYS,
      },
    },
    nodes: nodeBodies(nodes),
  });
}

/** The nodes of {@link registryText} alone. */
export function nodeBodies(nodes: Readonly<Record<string, TestNode>>): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(nodes).map(([name, { mac, address, fields }]) => [
      name,
      { profiles: ['lab'], networkDevices: { default: { device: 'eth0', hwaddr: mac, address } }, ...fields },
    ]),
  );
}
