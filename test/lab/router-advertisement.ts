import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Namespace } from './namespace.ts';

/** A ULA prefix (RFC 4193): good for neighbour discovery and for nothing outside. */
const prefix = 'fd77:6c61:6200::';

/** The server's IPv6 address on a network with router advertisements, and the network itself. */
export const ipv6 = {
  address: `${prefix}1`,
  cidr: `${prefix}/64`,
  host: (n: number): string => prefix + n.toString(16),
};

/**
 * Answers IPv6 router solicitations (RFC 4861) on the bridge, with a router lifetime of 0 so that nobody takes it for a way out.
 * iPXE of 2019 spends 16 s at "Configuring" on a link where no advertisement comes, 3 s where one does.
 */
export async function advertiseRouter(namespace: Namespace, bridge: string): Promise<void> {
  await addAddress(namespace, bridge);
  const daemon = namespace.spawn('dnsmasq', [
    '--keep-in-foreground',
    '--log-facility=-',
    '--conf-file=/dev/null',
    '--user=root',
    '--pid-file=',
    '--leasefile-ro',
    '--port=0',
    `--interface=${bridge}`,
    '--except-interface=lo',
    '--enable-ra',
    `--dhcp-range=${prefix},ra-only`,
    `--ra-param=${bridge},4,0`,
  ]);
  await daemon.waitForOutput(/router advertisement/i, { timeoutMs: 10_000 });
}

/**
 * The same with the flag that sends machines to a DHCPv6 server (M, RFC 4861 §4.2) and a prefix nobody makes addresses of.
 * dnsmasq sets that flag only where it is the DHCPv6 server itself, so this is radvd(8).
 */
export async function advertiseManaged(namespace: Namespace, bridge: string): Promise<void> {
  await addAddress(namespace, bridge);
  const folder = await mkdtemp(join(tmpdir(), 'muster-radvd-'));
  namespace.onClose(() => rm(folder, { recursive: true }));
  const file = join(folder, 'radvd.conf');
  await writeFile(
    file,
    `interface ${bridge} {
  AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4; AdvDefaultLifetime 0;
  AdvManagedFlag on; AdvOtherConfigFlag on;
  prefix ${ipv6.cidr} { AdvOnLink on; AdvAutonomous off; };
};
`,
  );
  const daemon = namespace.spawn('radvd', ['-n', '-d', '1', '-m', 'stderr', '-C', file, '-p', join(folder, 'pid')]);
  await daemon.waitForOutput(/version .* started/, { timeoutMs: 10_000 });
}

/** nodad: the address is needed at once, and nobody else can have it here. */
async function addAddress(namespace: Namespace, bridge: string): Promise<void> {
  await namespace.exec('ip', ['address', 'add', `${ipv6.address}/64`, 'dev', bridge, 'nodad']);
}
