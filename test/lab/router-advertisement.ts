import type { Namespace } from './namespace.ts';

/** A ULA prefix (RFC 4193): good for neighbour discovery and for nothing outside. */
const prefix = 'fd77:6c61:6200::';

/**
 * Answers IPv6 router solicitations (RFC 4861) on the bridge, with a router lifetime of 0 so that nobody takes it for a way out.
 * iPXE of 2019 spends 16 s at "Configuring" on a link where no advertisement comes, 3 s where one does.
 */
export async function advertiseRouter(namespace: Namespace, bridge: string): Promise<void> {
  // nodad: the address is needed at once, and nobody else can have it here.
  await namespace.exec('ip', ['address', 'add', `${prefix}1/64`, 'dev', bridge, 'nodad']);
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
