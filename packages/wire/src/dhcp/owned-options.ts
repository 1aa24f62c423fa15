/** Options a server makes up itself, under every name they have, with who decides them. */
const OWNED: readonly (readonly [code: number, names: readonly string[], decidedBy: string])[] = [
  [1, ['subnet-mask'], 'the prefix length of the network'],
  [12, ['host-name'], 'the name of the node'],
  [50, ['dhcp-requested-address'], 'the client'],
  [51, ['dhcp-lease-time'], 'the lease times of the DHCP plugin'],
  [52, ['dhcp-option-overload'], 'the size of the packet'],
  [53, ['dhcp-message-type'], 'the DHCP server'],
  [54, ['dhcp-server-identifier'], "the server's address on the network"],
  [55, ['dhcp-parameter-request-list'], 'the client'],
  [56, ['dhcp-message'], 'the DHCP server'],
  [57, ['dhcp-max-message-size'], 'the client'],
  [58, ['dhcp-renewal-time'], 'the lease times of the DHCP plugin'],
  [59, ['dhcp-rebinding-time'], 'the lease times of the DHCP plugin'],
  [60, ['vendor-class-identifier', 'dhcp-class-identifier'], 'the client, and echoed for UEFI HTTP Boot'],
  [61, ['dhcp-client-identifier'], 'the client'],
  [66, ['tftp-server-name'], 'nextServer of the network'],
  [67, ['bootfile-name', 'filename'], 'the loader, by client class'],
  [77, ['user-class'], 'the client'],
  [80, ['rapid-commit'], 'the client'],
  [81, ['fqdn'], 'the client'],
  [82, ['relay-agent-information', 'dhcp-agent-options'], 'the relay agent'],
  [90, ['authenticate'], 'the DHCP server'],
  [91, ['client-last-transaction-time'], 'the DHCP server'],
  [92, ['associated-ip'], 'the DHCP server'],
  [93, ['pxe-system-type'], 'the client'],
  [94, ['pxe-interface-id'], 'the client'],
  [97, ['pxe-client-id'], 'the client'],
  [116, ['auto-config'], 'the client'],
  [118, ['subnet-selection'], 'the client'],
  [175, ['ipxe-encap-opts'], 'the loader'],
];

const owners: ReadonlyMap<string, string> = new Map(
  OWNED.flatMap(([code, names, decidedBy]) =>
    [String(code), ...names].map((key): [string, string] => [key, decidedBy]),
  ),
);

/** Who decides the option with this name or code, so that a site cannot set it; undefined for one that it may set. */
export function ownerOfOption(key: string): string | undefined {
  return owners.get(key);
}
