import type { ResolvedNode } from '@muster/core';

/** dracut.cmdline(7): every device of the node that has a MAC and a name, by DHCP; without any, whichever has a link. */
export function networkArgs({ networkDevices }: ResolvedNode): readonly string[] {
  const named = Object.values(networkDevices).flatMap(({ device, hwaddr, onboot }) =>
    device === undefined || hwaddr === undefined || onboot === false
      ? []
      : [`ifname=${device}:${hwaddr}`, `ip=${device}:dhcp`],
  );
  return named.length === 0 ? ['ip=dhcp'] : named;
}
