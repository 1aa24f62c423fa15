import { fileURLToPath } from 'node:url';

/** Folder of this package: plugins that the site does not have itself are taken from what is installed with it. */
export const installation: string = fileURLToPath(new URL('..', import.meta.url));

/** The plugins that come with the command line. */
export const standardPlugins: readonly string[] = ['dhcp', 'tftp', 'ipxe', 'grub', 'dracut', 'isc-dhcp', 'dnsmasq'];
