import { definePlugin, networkAddresses, receiveBufferCheck } from '@muster/core';
import { follow } from './follow.ts';
import { TftpServerOptions } from './options.ts';
import { report } from './report.ts';
import { TftpServer } from './server/server.ts';
import { BUFFER } from './server/sockets.ts';

/** The embedded TFTP server: routes and files of all plugins, read-only. */
export default definePlugin({
  name: 'tftp',
  version: '0.1.0',
  api: '^1.0.0',
  summary: 'TFTP server for the provisioning networks, in process',
  configSchema: TftpServerOptions,
  apply(context) {
    const { config: options, log, site, services } = context;
    const addresses = [...new Set([...networkAddresses(site.networks), ...options.listen])];
    context.contribute({
      provides: [{ step: 'tftp' }],
      listens: [{ what: 'tftp', protocol: 'udp', port: options.port, addresses }],
      checks: [receiveBufferCheck('tftp', BUFFER)],
    });

    context.hooks.serve.tapPromise('tftp', async (serve) => {
      const parts = { log, timeline: services.timeline, snapshot: () => context.snapshot() };
      const server = new TftpServer({
        options,
        site,
        routes: serve.routes,
        log,
        observer: {
          started: (asked, session) => follow(asked, session, parts),
          ended: (transferred) => {
            report(transferred, parts);
          },
        },
      });
      serve.onClose(() => server.close());
      for (const address of addresses) serve.listening('tftp', address, await server.listen(address));
    });
  },
});
