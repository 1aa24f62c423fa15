import {
  type DaemonConfigRequest,
  definePlugin,
  dhcpServersCheck,
  type Listening,
  type RenderedFile,
} from '@muster/core';
import { confText } from './conf-text.ts';
import { dhcpdConf } from './dhcpd-conf.ts';
import { renderCommand } from './external/render-command.ts';
import { hostSource } from './hosts.ts';
import { runInternally } from './internal/serve.ts';
import { keaConf } from './kea/kea-conf.ts';
import { checkCommand } from './live/check-command.ts';
import { nodeFields } from './node-fields.ts';
import { iscDhcpOptions, type Settings } from './options.ts';

export { checkWithDhcpd } from './check.ts';
export { checkWithKea } from './kea/check.ts';
export type IscDhcpOptions = Partial<Settings>;

declare module '@muster/core' {
  interface PluginOptions {
    'isc-dhcp': IscDhcpOptions;
  }
  interface ArtifactKinds {
    'kea-conf': { request: DaemonConfigRequest; artifact: RenderedFile };
  }
}

/** ISC dhcpd or Kea, rendered from the same table the embedded server answers by: run here, or by the site. */
export default definePlugin({
  name: 'isc-dhcp',
  version: '0.1.0',
  api: '^1.0.0',
  summary: 'ISC dhcpd or Kea: runs it, or renders the configuration of one that the site runs',
  configSchema: iscDhcpOptions,
  apply(context) {
    const { config, contribute, hooks, lifecycle } = context;
    const rendering = { lifecycle, hosts: hostSource(lifecycle) };
    hooks.render.for('dhcpd-conf').make.tapPromise('isc-dhcp', async ({ snapshot }) => ({
      contentType: 'text/plain; charset=utf-8',
      text: confText(
        await dhcpdConf(rendering, snapshot, config),
        `# Made by Muster for snapshot ${snapshot.number}; changes here are lost.`,
      ),
    }));
    hooks.render.for('kea-conf').make.tapPromise('isc-dhcp', async ({ snapshot }) => ({
      contentType: 'application/json',
      text: await keaConf(rendering, snapshot, config),
    }));
    const { networks } = context.site;
    contribute({
      commands: [renderCommand(config.program), checkCommand],
      checks: [dhcpServersCheck(networks, config.mode === 'internal' ? 'server' : 'external')],
      listens: config.mode === 'internal' ? [listening(config)] : [],
      provides: [{ step: 'address', identifies: config.program === 'dhcpd' }],
      nodeFields,
    });
    if (config.mode === 'internal') runInternally(context, rendering);
  },
});

/** Both programs hear broadcasts by a packet socket, and hold the port beside it. */
function listening({ program }: Settings): Listening {
  return {
    what: program,
    protocol: 'udp',
    port: 67,
    addresses: ['0.0.0.0'],
    shared: true,
    raw: true,
    capabilities: ['CAP_NET_RAW'],
  };
}
