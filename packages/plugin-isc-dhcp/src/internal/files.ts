import path from 'node:path';

/** Everything the dhcpd that Muster runs has on disk: a folder for AppArmor's profile to allow. */
export function dhcpdFiles(state: string) {
  const at = (name: string): string => path.join(state, 'isc-dhcp', name);
  return {
    conf: at('dhcpd.conf'),
    leases: at('dhcpd.leases'),
    pid: at('dhcpd.pid'),
    /** The child that runs, for the next start. */
    child: at('child.json'),
    /** What was acknowledged, for the lease book. */
    acknowledged: at('acknowledged'),
  };
}
