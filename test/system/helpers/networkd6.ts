import type { Client, LabProcess } from '../../lab/index.ts';

/**
 * What runs systemd-networkd without systemd: folders of its own in /run, and /sys as containers have it, read-only, where it does
 * not wait for udev. Its DUID tells nothing of the machine (DUID-EN), so it is known by its link-local address.
 */
const SCRIPT = `set -e
mount -o remount,ro /sys
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/network /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp
chown -R systemd-network:systemd-network /run/systemd/netif
printf '[Match]\\nName=eth0\\n[Network]\\nDHCP=ipv6\\nIPv6LinkLocalAddressGenerationMode=eui64\\n' >/run/systemd/network/10-eth0.network
exec env SYSTEMD_LOG_LEVEL=debug /lib/systemd/systemd-networkd
`;

/** Starts systemd-networkd, which asks once a router says that addresses are managed; its log is its output. */
export function networkd6(client: Client): LabProcess {
  return client.spawn('unshare', ['-m', 'sh', '-c', SCRIPT], { name: 'systemd-networkd' });
}
