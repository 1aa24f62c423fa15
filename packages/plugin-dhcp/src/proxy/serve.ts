import { dhcpServersCheck, type PluginContext, receiveBufferCheck } from '@muster/core';
import type { Networks } from '../network.ts';
import type { DhcpOptions } from '../options.ts';
import { DhcpServer } from '../server/server.ts';
import { RECEIVE_BUFFER } from '../server/udp-socket.ts';
import { bootServer, proxyService } from './decision.ts';
import { ProxyEngine } from './engine.ts';
import { explainProxyOffer } from './explain-offer.ts';
import { openBootServerSockets, openProxySockets } from './sockets.ts';

/** Mode `proxy`: the site's own DHCP server gives the addresses, and this one tells machines what to boot. */
export function runAsProxy(context: PluginContext<DhcpOptions>, networks: Networks): void {
  const { config: options, contribute, hooks, lifecycle, log, services, site } = context;
  contribute({
    provides: [{ step: 'boot-file', identifies: true }],
    needs: [{ step: 'address', why: 'dhcp is a proxy beside the DHCP server of the site, which gives the addresses' }],
    // Beside the site's own server on this machine it shares the port on purpose.
    listens: [
      { what: 'proxydhcp', protocol: 'udp', port: options.port, addresses: ['0.0.0.0'], shared: 'meant' },
      {
        what: 'pxe',
        protocol: 'udp',
        port: options.pxePort,
        addresses: networks.list.map((one) => one.config.address),
      },
    ],
    checks: [dhcpServersCheck(site.networks, 'proxy'), receiveBufferCheck('dhcp', RECEIVE_BUFFER)],
  });

  hooks.render.for('dhcp-offer').make.tapPromise('dhcp', async (request) => {
    const packet = await explainProxyOffer({ networks, options, lifecycle, log }, request);
    return packet && { packet };
  });

  hooks.serve.tapPromise('dhcp', async (serve) => {
    const { timeline, sessions } = services;
    const parts = { networks, options, lifecycle, timeline, sessions, log, snapshot: () => context.snapshot() };
    const proxy = await DhcpServer.open(new ProxyEngine(parts, proxyService(options)), parts, (onPacket) =>
      openProxySockets(networks, options, onPacket),
    );
    serve.onClose(() => proxy.close());
    const boot = await DhcpServer.open(new ProxyEngine(parts, bootServer), parts, (onPacket) =>
      openBootServerSockets(networks, options.pxePort, onPacket),
    );
    serve.onClose(() => boot.close());
    for (const { config } of networks.list) {
      serve.listening('proxydhcp', config.address, proxy.port);
      serve.listening('pxe', config.address, boot.port);
    }
  });
}
