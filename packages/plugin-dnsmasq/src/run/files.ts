import path from 'node:path';

/** Everything the dnsmasq that Muster runs has on disk. */
export function dnsmasqFiles(state: string) {
  const folder = path.join(state, 'dnsmasq');
  const at = (name: string): string => path.join(folder, name);
  return {
    folder,
    conf: at('dnsmasq.conf'),
    hosts: at('dhcp-hosts'),
    options: at('dhcp-options'),
    names: at('names'),
    leases: at('leases'),
    tftp: at('tftp'),
    /** What was checked last: all of the above in one. */
    checked: at('checked.conf'),
    /** The child that runs, for the next start. */
    child: at('child.json'),
  };
}

export type DnsmasqFiles = ReturnType<typeof dnsmasqFiles>;
