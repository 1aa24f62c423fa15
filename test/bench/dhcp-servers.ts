import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addressOf, CLUSTER, macOf, nameOf, nodeNumbers } from './cluster.ts';
import { type BenchServer, launch, type Place } from './server.ts';

// All have the cluster's nodes with fixed addresses, name a boot file by option 93, keep leases in a file, and write no log
// line per lease. Their files hold nothing that is tuned for this benchmark but the threads of Kea.
const BOOT_FILE = 'snponly.efi';
const LEASE_SECONDS = 3600;

/** kea-dhcp4 with leases in memory and in a CSV file, two threads. */
export async function startKea(place: Place): Promise<BenchServer> {
  const { folder, network } = place;
  const file = join(folder, 'kea-dhcp4.conf');
  const output = [{ output: 'stdout' }];
  const config = {
    Dhcp4: {
      'interfaces-config': { interfaces: [network.bridge], 'dhcp-socket-type': 'udp' },
      'lease-database': { type: 'memfile', persist: true, name: join(folder, 'kea-leases.csv'), 'lfc-interval': 0 },
      'multi-threading': { 'enable-multi-threading': true, 'thread-pool-size': 2 },
      'valid-lifetime': LEASE_SECONDS,
      'match-client-id': false,
      'host-reservation-identifiers': ['hw-address'],
      'reservations-in-subnet': true,
      'reservations-out-of-pool': true,
      'client-classes': [
        { name: 'x64', test: 'option[93].hex == 0x0007', 'next-server': CLUSTER.server, 'boot-file-name': BOOT_FILE },
      ],
      subnet4: [
        {
          id: 1,
          subnet: CLUSTER.cidr,
          pools: [{ pool: `${CLUSTER.pool.first} - ${CLUSTER.pool.last}` }],
          reservations: nodeNumbers().map((node) => ({
            'hw-address': macOf(node),
            'ip-address': addressOf(node),
            hostname: nameOf(node),
          })),
        },
      ],
      loggers: [
        { name: 'kea-dhcp4', severity: 'INFO', output_options: output },
        { name: 'kea-dhcp4.leases', severity: 'WARN', output_options: output },
      ],
    },
  };
  await writeFile(file, JSON.stringify(config));
  const env = { KEA_PIDFILE_DIR: folder, KEA_LOCKFILE_DIR: folder };
  return await launch(place, { name: 'kea', command: 'kea-dhcp4', args: ['-c', file], env, ready: 'DHCP4_STARTED' });
}

/** dnsmasq with the nodes in a hosts file, without its ping before an offer. */
export async function startDnsmasq(place: Place): Promise<BenchServer> {
  const { folder, network } = place;
  const hosts = join(folder, 'dnsmasq.hosts');
  const lines = nodeNumbers().map((node) => `${macOf(node)},${addressOf(node)},${nameOf(node)},${LEASE_SECONDS}\n`);
  await writeFile(hosts, lines.join(''));
  const file = join(folder, 'dnsmasq.conf');
  const config = `port=0
user=root
interface=${network.bridge}
except-interface=lo
no-ping
dhcp-authoritative
quiet-dhcp
log-facility=-
dhcp-range=${CLUSTER.pool.first},${CLUSTER.pool.last},${CLUSTER.netmask},${LEASE_SECONDS}
dhcp-hostsfile=${hosts}
dhcp-lease-max=50000
dhcp-leasefile=${join(folder, 'dnsmasq.leases')}
dhcp-match=set:x64,option:client-arch,7
dhcp-boot=tag:x64,${BOOT_FILE},,${CLUSTER.server}
`;
  await writeFile(file, config);
  const args = ['--keep-in-foreground', `--conf-file=${file}`];
  return await launch(place, { name: 'dnsmasq', command: 'dnsmasq', args, ready: 'read ' });
}

/**
 * ISC dhcpd with a host declaration for each node. Their addresses come from the pool: of fixed ones it keeps no lease, and
 * what a server costs that keeps them is the question. It waits for the device (fsync) before each acknowledgement.
 */
export async function startDhcpd(place: Place): Promise<BenchServer> {
  const { folder, network } = place;
  const file = join(folder, 'dhcpd.conf');
  const leases = join(folder, 'dhcpd.leases');
  const [subnet = ''] = CLUSTER.cidr.split('/');
  const hosts = nodeNumbers().map((node) => {
    const name = nameOf(node);
    return `host ${name} { hardware ethernet ${macOf(node)}; option host-name "${name}"; }\n`;
  });
  const config = `authoritative;
ping-check false;
default-lease-time ${LEASE_SECONDS};
max-lease-time ${LEASE_SECONDS};
option arch code 93 = unsigned integer 16;
class "x64" { match if option arch = 7; next-server ${CLUSTER.server}; filename "${BOOT_FILE}"; }
subnet ${subnet} netmask ${CLUSTER.netmask} { range ${CLUSTER.pool.first} ${CLUSTER.pool.last}; }
${hosts.join('')}`;
  await writeFile(file, config);
  await writeFile(leases, '');
  const files = ['-cf', file, '-lf', leases, '-pf', join(folder, 'dhcpd.pid')];
  const args = ['-f', '-4', '--no-pid', '-user', 'root', '-group', 'root', ...files, network.bridge];
  return await launch(place, { name: 'dhcpd', command: 'dhcpd', args, ready: 'Socket/fallback' });
}
