/** Every way Muster itself serves DHCP: its name, and the plugins of a site that has it. */
export const DHCP_SERVERS = [
  ['the embedded server', ['dhcp']],
  ['dhcpd', [['isc-dhcp', { mode: 'internal', program: 'dhcpd' }]]],
  ['Kea', [['isc-dhcp', { mode: 'internal', program: 'kea' }]]],
  ['dnsmasq', ['dnsmasq']],
] as const;
