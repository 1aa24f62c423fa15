import type { HostInterface } from './choose-interface.ts';
import { networkOfAddress, suggestPool } from './pool.ts';

/** Text of a first muster.config.yaml for nodes on this interface. */
export function configText(chosen: HostInterface): string {
  const pool = suggestPool(chosen.cidr);
  return `# yaml-language-server: $schema=./muster.schema.json
# "muster config check" verifies this file, "muster config show --origin" explains it,
# "muster serve --check" tells what is still missing before machines can boot.

networks:
  cluster:
    cidr: ${networkOfAddress(chosen.cidr)}
    interface: ${chosen.name}
    address: ${chosen.address}
${
  pool === undefined
    ? '    # pool: FIRST-LAST   # addresses for machines without a fixed one\n'
    : `    # Addresses for machines without a fixed one; the others are free for nodes.\n    pool: ${pool}\n`
}    # gateway: ${chosen.address}
    # dns: [${chosen.address}]
    # domain: cluster.example

# What boots the nodes. "muster plugin list" shows what each of them does.
plugins:
  - dhcp    # answers DHCP on the networks above
  - tftp    # serves boot files to firmware
  - ipxe    # the loader
`;
}

/** Text of a first registry/profiles.yaml. */
export const PROFILES_TEXT = `# Profiles: values that many nodes share. "muster node add" gives new nodes the profile "default".
profiles:
  default:
    # image: NAME   # after "muster image import SOURCE NAME"
    kernel:
      args: [console=tty0, "console=ttyS0,115200n8"]
    systemOverlays: [init, hostname, hosts, ifupdown, systemd-networkd, resolv, ssh-host-keys, issue]
    runtimeOverlays: [hosts, ssh-authorized-keys]
`;
