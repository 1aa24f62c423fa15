import type { Plugin } from '@muster/core';
import dhcp from '@muster/plugin-dhcp';
import dnsmasq from '@muster/plugin-dnsmasq';
import dracut from '@muster/plugin-dracut';
import grub from '@muster/plugin-grub';
import ipxe from '@muster/plugin-ipxe';
import iscDhcp from '@muster/plugin-isc-dhcp';
import tftp from '@muster/plugin-tftp';
import warewulf from '@muster/plugin-warewulf';

/** The standard plugins as values, in the order of the reference. */
export const standardPluginValues: readonly Plugin[] = [
  dhcp,
  tftp,
  ipxe,
  grub,
  dracut,
  iscDhcp,
  dnsmasq,
  warewulf,
] as Plugin[];
